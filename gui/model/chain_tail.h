#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gui/model/world_model.h"

namespace orrery::gui {

struct TailBlock {
  std::uint64_t row = 0;
  std::int64_t time = 0, number = 0, slot = 0;
  int transactions = 0;
  double fullness = 0;  ///< gas used by gas limit
  bool reorged = false;
  bool operator==(const TailBlock&) const = default;
};

/// The last blocks of a chain at a moment, and how far it was final.
struct ChainTail {
  /// At most `most` blocks, oldest first.
  static ChainTail read(const sim::RecordingReader& reader, sim::EntityId chain, sim::Time time, std::size_t most);

  sim::EntityId chain;
  std::vector<TailBlock> blocks;
  std::int64_t finalized = -1, justified = -1, safe = -1;
  bool stalled = false;
  std::uint64_t finality_row = 0;  ///< the newest that says how far it was final, or 0
  bool operator==(const ChainTail&) const = default;
};

}  // namespace orrery::gui
