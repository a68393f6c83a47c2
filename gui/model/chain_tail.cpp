#include "gui/model/chain_tail.h"

#include <algorithm>

namespace orrery::gui {

ChainTail ChainTail::read(const sim::RecordingReader& reader, sim::EntityId chain, sim::Time time, std::size_t most) {
  ChainTail tail;
  tail.chain = chain;
  const sim::RowFilter until{
      .from = {}, .until = time + sim::Duration::nanoseconds(1), .about = chain, .newest_first = true};
  if (reader.table("block") == nullptr || reader.table("finality") == nullptr) return tail;
  reader.rows("block", until, [&](const sim::RecordedRow& row) {
    TailBlock block;
    block.row = row.id;
    block.time = row.time.unix_nanoseconds();
    block.number = row.integer("number").value_or(0);
    block.slot = row.integer("slot").value_or(0);
    block.transactions = static_cast<int>(row.integer("transactions").value_or(0));
    const auto limit = row.integer("gas_limit").value_or(0);
    block.fullness =
        limit > 0 ? static_cast<double>(row.integer("gas_used").value_or(0)) / static_cast<double>(limit) : 0;
    block.reorged = row.text("status") == "reorged";
    tail.blocks.push_back(block);
    return tail.blocks.size() < most;
  });
  std::reverse(tail.blocks.begin(), tail.blocks.end());
  int looked_at = 0;
  reader.rows("finality", until, [&](const sim::RecordedRow& row) {
    const std::string kind = row.text("kind");
    const std::int64_t number = row.integer("number").value_or(-1);
    if (looked_at == 0) tail.stalled = kind == "stalled", tail.finality_row = row.id;
    if (kind == "finalized") tail.finalized = std::max(tail.finalized, number);
    if (kind == "justified") tail.justified = std::max(tail.justified, number);
    if (kind == "safe") tail.safe = std::max(tail.safe, number);
    return ++looked_at < 8;
  });
  return tail;
}

}  // namespace orrery::gui
