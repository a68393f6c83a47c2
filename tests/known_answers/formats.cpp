#include "tests/known_answers/evm_scenario.h"
#include "tests/known_answers/format.h"

namespace orrery::known_answers {

std::vector<Format> all_formats() {
  return {
      evm_scenario_format(),
  };
}

}  // namespace orrery::known_answers
