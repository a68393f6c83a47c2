#include "scenarios/language/validation.h"

namespace orrery::scenarios {

std::string to_text(ValidationBasis basis) {
  switch (basis) {
    case ValidationBasis::kPredicted:
      return "predicted";
    case ValidationBasis::kSign:
      return "sign";
    case ValidationBasis::kFitted:
      return "fitted";
    case ValidationBasis::kContained:
      return "contained";
  }
  return {};
}

Section<ValidationEntry> validation_section() {
  Section<ValidationEntry> section(
      "A figure that is documented, for `orrery validate`: it runs the scenario with many seeds and sets the median "
      "beside what is documented. One or more of equals, at_most and at_least are the tolerance. No part of a run.");
  section.required("name", &ValidationEntry::name, "the figure in words")
      .required("figure", &ValidationEntry::figure, "a figure of the report, as in [[expect]]")
      .required("documented", &ValidationEntry::documented, "what is documented, as people write it")
      .required("source", &ValidationEntry::source, "who says so: an address, or words")
      .choice("basis", &ValidationEntry::basis,
              {{"predicted", ValidationBasis::kPredicted},
               {"sign", ValidationBasis::kSign},
               {"fitted", ValidationBasis::kFitted},
               {"contained", ValidationBasis::kContained}},
              "predicted: nothing that was put in contains it; sign: so is this, but no figure is documented, only a "
              "direction or the design's own rule, and the bound is ours; fitted: a parameter was chosen to agree; "
              "contained: a knot of the price path or a fault states it")
      .optional("about", &ValidationEntry::about, "what to know of the comparison, and why it falls outside if it does")
      .optional("equals", &ValidationEntry::equals, "the tolerance: exactly this")
      .optional("at_most", &ValidationEntry::at_most, "the tolerance: not more")
      .optional("at_least", &ValidationEntry::at_least, "the tolerance: not less");
  return section;
}

}  // namespace orrery::scenarios
