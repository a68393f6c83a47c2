#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "nodes/ocr2/event_loop.h"
#include "nodes/ocr2/foundation.h"
#include "nodes/ocr2/messages.h"
#include "sim/host.h"

namespace orrery::nodes {

class ReportFollower;
class ReportLeader;

/// What report generation tells the rest of the instance.
struct GenerationEvents {
  std::function<void()> progress;                           ///< a round completed
  std::function<void()> change_leader;                      ///< the leader used up its rounds
  std::function<void(const AttestedReportPtr&)> finalized;  ///< a Final was found valid
};

/// Something that the event loop of one epoch has to handle.
struct GenerationItem {
  enum class What : std::uint8_t { kMessage, kRoundTimer, kGraceTimer };
  What what = What::kMessage;
  NodeIndex from;
  Ocr2MessagePtr message;
};
using GenerationLoop = EventLoop<GenerationItem>;

/// The report generation of one epoch on one oracle: its follower half and, on the leader, its leader half, in one
/// event loop that calls of the plugin block. Source: spec/ocr.md §3.4, §3.5.
class ReportGeneration {
 public:
  ReportGeneration(const Foundation& base, std::uint32_t epoch, NodeIndex leader, GenerationEvents events);
  ~ReportGeneration();

  /// Starts round 1, when this oracle leads.
  void start();
  /// Ends what runs, because another epoch begins.
  void abandon();
  /// A message of this epoch. While the loop is blocked the newest 10 of each sender wait, 20 of its own.
  void on_message(NodeIndex from, Ocr2MessagePtr message);
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

 private:
  void handle(GenerationItem& item);
  void limit_waiting(NodeIndex from);

  const Foundation& base_;
  NodeIndex leader_index_;
  GenerationLoop loop_;
  std::unique_ptr<ReportFollower> follower_;
  std::unique_ptr<ReportLeader> leader_;  // null on others
};

}  // namespace orrery::nodes
