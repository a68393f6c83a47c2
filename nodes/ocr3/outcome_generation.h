#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "nodes/ocr2/future_messages.h"
#include "nodes/ocr3/foundation.h"
#include "nodes/ocr3/outcome_chain.h"

namespace orrery::nodes::ocr3 {

class OutcomeFollower;
class OutcomeLeader;

/// What outcome generation tells the pacemaker.
struct GenerationEvents {
  std::function<void()> progress;           ///< an outcome was committed and the epoch goes on
  std::function<void()> new_epoch_request;  ///< this leader should go
};

/// Where an epoch stands; shared by its halves.
struct EpochPlace {
  std::uint64_t epoch = 0;
  NodeIndex leader;
  std::uint64_t first_seq_nr = 0;  ///< of the epoch's own rounds
  std::uint64_t seq_nr = 0;        ///< of the round that the follower is in; 0 before the epoch's start

  OutcomeContext context(const OutcomeChain& chain) const {
    const std::uint64_t next = chain.seq_nr() + 1;
    return {next, chain.outcome(), epoch, next - first_seq_nr + 1};
  }
};

/// Agrees on the chain of outcomes, one epoch after the other: each epoch has a follower half and, on its leader, a
/// leader half, which go when the next one begins. Calls of the plugin run beside everything else. Source: spec/ocr.md
/// §5.3, §5.4.
class OutcomeGeneration {
 public:
  OutcomeGeneration(const Foundation& base, OutcomeChain& chain, GenerationEvents events);
  ~OutcomeGeneration();

  void begin_epoch(std::uint64_t epoch, NodeIndex leader);
  /// A message of outcome generation. Those of epochs to come wait, those of past ones are dropped.
  void on_packet(NodeIndex from, const PacketPtr& packet);
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

 private:
  void dispatch(NodeIndex from, const PacketPtr& packet);
  void to_leader(NodeIndex from, const PacketPtr& packet);

  const Foundation& base_;
  OutcomeChain& chain_;
  GenerationEvents events_;
  FutureMessages<PacketPtr> future_;
  EpochPlace place_;
  std::unique_ptr<OutcomeLeader> leader_;  // null on others
  std::unique_ptr<OutcomeFollower> follower_;
};

}  // namespace orrery::nodes::ocr3
