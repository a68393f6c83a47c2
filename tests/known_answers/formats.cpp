#include "tests/known_answers/evm_scenario.h"
#include "tests/known_answers/format.h"
#include "tests/known_answers/ocr_formats.h"

namespace orrery::known_answers {

std::vector<Format> all_formats() {
  return {
      evm_scenario_format(), permutation_format(),   leaders_format(), wire_ocr2_format(),   wire_ocr3_format(),
      config_wire_format(),  median_plugin_format(), traces_format(),  traces_ocr3_format(),
  };
}

}  // namespace orrery::known_answers
