#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "nodes/ocr2/epoch_wishes.h"
#include "nodes/ocr2/foundation.h"
#include "nodes/ocr2/oracle_store.h"
#include "sim/host.h"

namespace orrery::nodes {

/// Decides on epochs and thereby on leaders: asks for the next one when rounds stop completing, and moves when enough
/// others ask. Source: spec/ocr.md §3.2.
class Pacemaker {
 public:
  /// `begin_epoch` aborts the running report generation and starts one for the epoch.
  Pacemaker(const Foundation& base, OracleStore& store,
            std::function<void(std::uint32_t epoch, NodeIndex leader)> begin_epoch);
  ~Pacemaker();

  /// Restores what is stored and begins. `contract_epoch` is the epoch of the contract's last transmission when it was
  /// read and its digest is ours. Source: spec/ocr.md §3.1.
  void start(std::optional<std::uint32_t> contract_epoch);
  void on_new_epoch(NodeIndex from, const NewEpoch& message);
  /// A round completed.
  void on_progress();
  /// The leader used up its rounds.
  void on_change_leader();

  std::uint32_t epoch() const { return epoch_; }
  NodeIndex leader() const { return leader_; }
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

 private:
  void restore(std::optional<std::uint32_t> contract_epoch);
  void broadcast_new_epoch(std::uint32_t epoch, bool resend);
  void on_resend_timeout();
  void arm_progress_timer();
  void amplify();
  void switch_epoch();
  void enter(std::uint32_t epoch);
  void persist();

  const Foundation& base_;
  OracleStore& store_;
  std::function<void(std::uint32_t, NodeIndex)> begin_epoch_;

  std::uint32_t epoch_ = 1;            // e
  std::uint32_t highest_sent_ = 0;     // ne
  EpochWishes<std::uint32_t> wishes_;  // newepoch[]
  NodeIndex leader_;                   // l
  sim::TimerId resend_timer_, progress_timer_;
  Ocr2MessagePtr resend_;  // NewEpoch(ne), for the next resend
  sim::Time epoch_began_;
  sim::CauseId asked_because_;  // the row that led to the last NewEpoch
};

}  // namespace orrery::nodes
