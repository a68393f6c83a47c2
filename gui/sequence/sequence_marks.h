#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gui/sequence/sequence_axes.h"

namespace orrery::gui {

/// Something on a line of a sequence that is no message. Every mark leads to a recorded row.
struct SequenceMark {
  enum class Kind : std::uint8_t {
    kBlock,
    kUndoneBlock,  ///< a block that a reorg undid, at any time of the recording
    kReorg,        ///< where a chain's line breaks: its row is the first block of the other branch
    kUpdate,       ///< a feed's answer changed on chain
    kFinal,        ///< finality moved
    kStalled,      ///< finality stands still
    kSent,         ///< a node handed a transaction over
    kConfirmed,    ///< a node learnt that its transaction is in a block
    kFailed,       ///< a node's transaction was reverted, refused, displaced
    kQuorum,       ///< the copy with which the leader had enough
    kShort,        ///< a round that ended before its leader had enough
    kTimeout,      ///< a round that was given up
    kMissed,       ///< a deadline passed; on no line
  };
  Kind kind = Kind::kBlock;
  sim::EntityId entity;  ///< chain or node; the feed of a missed deadline
  std::int64_t time = 0;
  std::uint64_t row = 0;
  std::int64_t number = 0;  ///< height; of a break how many blocks were undone; of a quorum how many came
  std::int64_t of = 0;      ///< of a quorum: how many are needed; of a block: its transactions
  std::string words = {};   ///< what a tooltip says
};

/// In the order of time, then of rows.
bool is_earlier(const SequenceMark& a, const SequenceMark& b);
/// The marks of [from, until) among marks in order. O(log marks).
struct MarkSpan {
  std::size_t first = 0, end = 0;
};
MarkSpan marks_between(const std::vector<SequenceMark>& marks, std::int64_t from, std::int64_t until);

/// Blocks of one line that are one box on the screen: alike undone or not, and closer than boxes are wide.
struct BlockBox {
  std::uint32_t axis = 0;
  double x = 0;                    ///< pixels, of the first
  double room = 0;                 ///< how wide it may be without touching the next or the one before
  std::vector<std::size_t> marks;  ///< places among the marks, in order
  bool undone = false;
  std::int64_t transactions = 0;
};
/// The boxes of all blocks among `marks`, which are in order, from left to right on each axis. `least` is the width of
/// a box with nothing in it.
std::vector<BlockBox> block_boxes(const std::vector<SequenceMark>& marks, const SequenceAxes& axes,
                                  const std::function<double(std::int64_t)>& x_of, double least);

}  // namespace orrery::gui
