#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "gui/sequence/sequence_arrows.h"
#include "gui/sequence/sequence_marks.h"

namespace orrery::gui {

/// What is drawn, apart from arrows and marks.
struct SequenceDrawn {
  std::set<std::string> phases;  ///< of leaders
  bool down = false, partly_down = false;
  bool handovers = false;
};

/// One entry of the key: a sign and what it stands for.
struct KeyEntry {
  enum class Sign : std::uint8_t { kArrow, kLost, kNotTold, kPhase, kDown, kPartlyDown, kHandover, kMark };
  Sign sign = Sign::kArrow;
  std::string name = {};  ///< kind of message, or phase, in whose colour it is
  SequenceMark::Kind mark = SequenceMark::Kind::kBlock;
  std::string text;
};

/// What the signs of a sequence stand for: of each sign that is drawn one entry, and of no other.
std::vector<KeyEntry> sequence_key(const std::vector<SequenceArrow>& arrows, const std::vector<std::string>& kinds,
                                   const std::vector<SequenceMark>& marks, const SequenceAxes& axes,
                                   const SequenceDrawn& drawn);

/// Where an entry of the key stands.
struct KeyPlace {
  std::size_t entry = 0, line = 0;
  double x = 0;  ///< from the beginning of its line
  bool operator==(const KeyPlace&) const = default;
};
/// Puts a key on lines of these lengths, in its order. What finds no room is left out: first what a drawing tells
/// without a key (a block by its number, a phase by the colour of its messages), then from the end.
std::vector<KeyPlace> lay_out_key(const std::vector<KeyEntry>& key, const std::vector<double>& widths,
                                  const std::vector<double>& lines);

}  // namespace orrery::gui
