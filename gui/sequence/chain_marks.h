#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "gui/model/filter_line.h"
#include "gui/model/stepping.h"
#include "gui/sequence/sequence_marks.h"
#include "scenarios/query/recording_query.h"

namespace orrery::gui {

/// A transaction of a node on its way into a block. One that a reorg undid has as many as blocks held it.
struct Handover {
  sim::EntityId node, chain, feed;
  std::int64_t begin = 0, end = 0;  ///< handed over; the block's time
  std::uint64_t sent = 0, row = 0;  ///< node_transaction, transaction
  std::uint64_t block = 0;          ///< row
  bool failed = false, undone = false;
};

/// Which chains are wanted, and what the filter lets through of them.
struct ChainMarksSpan {
  sim::Time from, until;
  std::vector<sim::EntityId> chains;
  SharedFilter blocks, transactions;  ///< of `block` and of `node_transaction`; null: all
  std::size_t most = 20'000;          ///< blocks
  sim::EntityId feed = {};            ///< whose answers are wanted; none: all feeds'
};

/// What happened on chains in a span of time: blocks, breaks where a reorg undid some, changed answers, finality, and
/// the nodes' transactions. Of more blocks than wanted, plain ones are left out.
struct ChainMarks {
  /// O(blocks and transactions in the span), whatever the size of the recording.
  static ChainMarks read(scenarios::RecordingQuery& query, const ChainMarksSpan& span, const std::atomic<bool>& stop);

  std::vector<SequenceMark> marks;  ///< in order
  std::vector<Handover> handovers;
  std::size_t blocks = 0;  ///< in the span, left out or not
};

/// The next or the previous row on the line of some chains: a block or a step of finality. `now.row` is what is
/// selected, or 0: when it is such a row of this moment, others of the same instant are gone through one by one.
std::optional<StepTarget> step_on_chains(const sim::RecordingReader& reader, const std::vector<sim::EntityId>& chains,
                                         StepTarget now, bool forward);

}  // namespace orrery::gui
