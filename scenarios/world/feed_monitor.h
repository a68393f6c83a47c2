#pragma once

#include <bitset>
#include <initializer_list>
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
/// heartbeat. A deviation is missed when the answer was off by more than the threshold for longer than its slack, the
/// first answer when there is none for as long. Unavailable is the time in which one of these is the case.
///
/// All times are virtual: an answer can be read from when its block is made, whatever time that block states.
/// Answers that a reorg undoes count as if they had never been; looks that saw them stay.
class FeedMonitor {
 public:
  /// The time from one answer to the next.
  struct Gap {
    std::int64_t missed = 0;  ///< heartbeats
    sim::CauseId because;     ///< the first of these, else the reorg that made the gap longer
  };
  struct Answer {
    nodes::Price price;
    std::uint64_t block = 0;
    sim::Time at;
    sim::CauseId row;  ///< in the table `log`
    Gap before;
  };

  FeedMonitor(sim::World& world, Figures& figures, FeedMonitorSpec spec);

  /// An accepted answer, in a block that is made now.
  void on_answer(nodes::Price answer, std::uint64_t block, sim::CauseId row);
  /// Blocks from this one on are about to be undone: the answer before them stands again.
  void on_reorg(std::uint64_t first_undone);
  /// Closes what is still open at the end of the run.
  void finish();

  /// Those on the canonical chain, in order.
  const std::vector<Answer>& answers() const { return answers_; }

 private:
  enum class Lack { kFirstAnswer, kHeartbeat, kDeviation };
  sim::Time last_update() const { return answers_.empty() ? began_ : answers_.back().at; }
  /// How far the standing answer is off the market now, ppb; zero without one.
  std::int64_t off_by() const;
  /// Another answer stands since `row`, where the one before was off by `was_off`.
  void on_change(sim::CauseId row, std::int64_t was_off);
  void arm_heartbeat();
  void on_heartbeat_due();
  void look();
  void look_for_first_answer();
  void look_at_deviation();
  /// Returns the row of the missed deadline, none when deadlines are not recorded.
  sim::CauseId miss(Lack lack, sim::Time opened);
  static const char* kind_of(Lack lack);
  std::string words_of(Lack lack, sim::Time opened) const;
  void add_stalled_chain(sim::CauseId deadline);
  void set_bad(Lack lack, bool bad, sim::CauseId because = {});
  void finish_staleness();
  void finish_extremes();
  /// Figures that a feed has once it has answered.
  void leave_out(std::initializer_list<const char*> without_answer);
  void finish_below();
  void note(const char* name, nodes::Price price);  // for charts, in the recording only
  std::string path(const char* figure) const { return "feed." + spec_.name + "." + figure; }

  sim::World& world_;
  Figures& figures_;
  FeedMonitorSpec spec_;
  sim::Time began_, unavailable_since_;
  std::vector<Answer> answers_;  // of the canonical chain
  Gap gap_;                      // since the last of them
  sim::CauseId last_row_;        // of what made the standing answer stand
  sim::EventHandle heartbeat_due_;
  std::optional<sim::Time> off_since_;
  std::bitset<3> lacking_;  // by Lack
  bool off_counted_ = false;
  sim::Duration unavailable_, longest_unavailable_;
  std::int64_t largest_deviation_ppb_ = 0;
  nodes::Int128 deviations_ppb_ = 0;
  std::uint64_t deviations_ = 0;
  // Where `why` begins for the figures above: the missed deadline where there was one, else the update.
  sim::CauseId bad_because_, off_because_;
  sim::CauseId longest_outage_because_, largest_deviation_because_;
  std::uint64_t looks_ = 0;
};

}  // namespace orrery::scenarios
