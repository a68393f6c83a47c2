#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nodes/market/price.h"
#include "nodes/market/price_path.h"
#include "scenarios/report/figures.h"
#include "scenarios/world/chain_monitor.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// What a feed promised and against what it is held.
struct FeedMonitorSpec {
  std::string name;                          ///< of the feed: figures are "feed.<name>.*"
  sim::EntityId entity;                      ///< the feed
  std::vector<sim::EntityId> machines;       ///< asked what they wait for when an update is missed
  const nodes::PricePath* market = nullptr;  ///< the true price
  ChainMonitor* chain = nullptr;             ///< its chain, which may be what an update waits for
  sim::Duration heartbeat, heartbeat_slack;
  Deviation deviation;
  sim::Duration deviation_slack;
  std::optional<nodes::Price> watch_below = {};  ///< a level whose crossing is told
};

/// Watches one feed on its chain as a consumer would: gaps between updates, distance from the true market, and who was
/// to blame. It looks once a second, after everything else of that instant, and changes nothing.
///
/// A heartbeat is missed when no update has come heartbeat + slack after the last one, and again each further
/// heartbeat. A deviation is missed when the answer was off by more than the threshold for longer than its slack.
/// Unavailable is the time in which either is the case.
class FeedMonitor {
 public:
  FeedMonitor(sim::World& world, Figures& figures, FeedMonitorSpec spec);

  /// An accepted answer, in a block that arrived now and states `block_time`.
  void on_answer(nodes::Price answer, sim::Time block_time, sim::CauseId row);
  /// Closes what is still open at the end of the run.
  void finish();

 private:
  enum class Lack { kHeartbeat, kDeviation };
  void arm_heartbeat(sim::Time due);
  void on_heartbeat_due();
  void look();
  /// Returns the row of the missed deadline, none when deadlines are not recorded.
  sim::CauseId miss(Lack lack, sim::Time opened);
  void add_stalled_chain(sim::CauseId deadline);
  void set_bad(Lack lack, bool bad, sim::CauseId because = {});
  void note_gap(sim::Duration gap, sim::CauseId ended_by);
  void follow_extremes(nodes::Price answer);
  void finish_extremes();
  void note(const char* name, nodes::Price price);  // for charts, in the recording only
  std::string path(const char* figure) const { return "feed." + spec_.name + "." + figure; }

  sim::World& world_;
  Figures& figures_;
  FeedMonitorSpec spec_;
  sim::Time began_, last_update_, unavailable_since_;
  std::optional<nodes::Price> answer_;
  sim::CauseId last_row_;
  sim::EventHandle heartbeat_due_;
  std::optional<sim::Time> off_since_;
  bool stale_ = false, off_ = false, off_counted_ = false;
  sim::Duration unavailable_, longest_unavailable_, longest_staleness_;
  std::int64_t largest_deviation_ppb_ = 0;
  nodes::Int128 deviations_ppb_ = 0;
  std::uint64_t deviations_ = 0;
  // Where `why` begins for the figures above: the missed deadline where there was one, else the update.
  sim::CauseId bad_because_, stale_because_, off_because_;
  sim::CauseId longest_outage_because_, longest_staleness_because_, largest_deviation_because_;
  std::optional<nodes::Price> lowest_, highest_;
  std::optional<sim::Time> first_below_, below_since_;
  sim::Duration below_;
  std::uint64_t looks_ = 0;
};

}  // namespace orrery::scenarios
