#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "nodes/ocr2/epoch_wishes.h"
#include "nodes/ocr3/foundation.h"
#include "nodes/ocr3/store.h"

namespace orrery::nodes::ocr3 {

/// Decides on epochs and thereby on leaders: asks for the next one when no outcome is committed for DeltaProgress or
/// when outcome generation wants another leader, and moves when enough others ask. Source: spec/ocr.md §5.1.
class Pacemaker {
 public:
  /// `begin_epoch` makes outcome generation leave the epoch that it is in and begin the one given.
  Pacemaker(const Foundation& base, Store& store,
            std::function<void(std::uint64_t epoch, NodeIndex leader)> begin_epoch);
  ~Pacemaker();

  /// Takes up what is stored and begins.
  void start();
  void on_new_epoch_wish(NodeIndex from, const NewEpochWish& wish);
  /// An outcome was committed.
  void on_progress();
  /// Outcome generation wants another leader: no EpochStart came, or the leader used up its rounds.
  void on_new_epoch_request();

  std::uint64_t epoch() const { return epoch_; }
  NodeIndex leader() const { return leader_; }
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

 private:
  void send_wish(bool resend);
  void arm_progress_timer();
  void enter(std::uint64_t epoch);
  void persist(std::uint64_t epoch, std::uint64_t wish);

  const Foundation& base_;
  Store& store_;
  std::function<void(std::uint64_t, NodeIndex)> begin_epoch_;

  std::uint64_t epoch_ = 1;              // e
  std::uint64_t highest_sent_wish_ = 1;  // ne
  EpochWishes<std::uint64_t> wishes_;
  NodeIndex leader_;
  sim::TimerId resend_timer_, progress_timer_;
  sim::Time epoch_began_;
  sim::CauseId asked_because_;  // the row that led to the last new wish
};

}  // namespace orrery::nodes::ocr3
