#pragma once

#include <string>

#include "scenarios/language/section.h"
#include "scenarios/report/figures.h"

namespace orrery::scenarios {

/// What an agreement with a documented figure is worth.
enum class ValidationBasis : std::uint8_t {
  kPredicted,  ///< nothing that was put in contains it
  kSign,       ///< no figure is documented, only a direction or the design's own rule: the bound is ours
  kFitted,     ///< a parameter was chosen so that it agrees: proves nothing
  kContained,  ///< a knot of the price path or a fault states it: proves that it is carried through
};
std::string to_text(ValidationBasis basis);

/// One `[[validation]]` of a replay: a figure beside the one that is documented. Its bounds are the tolerance; `about`
/// is what a reader must know of the comparison, the reason among it when the figure falls outside.
struct ValidationEntry : Expectation {
  std::string documented, source;
  ValidationBasis basis = ValidationBasis::kPredicted;
};

Section<ValidationEntry> validation_section();

}  // namespace orrery::scenarios
