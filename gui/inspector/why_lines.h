#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/recording/why.h"

namespace orrery::gui {

/// A line of the answer to a why, without its looks.
struct WhyLine {
  enum class Kind : std::uint8_t { kHeading, kWords, kTrouble, kStep };
  Kind kind = Kind::kWords;
  std::string text;                        ///< of a step: "because", or ""
  std::string rest;                        ///< after the text, in the usual colour
  std::optional<scenarios::WhyStep> step;  ///< that the line leads to
};

/// Every part of an answer, in the order in which `orrery why` prints them: the chain, what was waited for, what was
/// missing, who only waited, what stood at the time, and what there was too little of. No heading stands over nothing.
std::vector<WhyLine> why_lines(const scenarios::WhyAnswer& answer);

}  // namespace orrery::gui
