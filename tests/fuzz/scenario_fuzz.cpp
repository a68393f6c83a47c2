// Whatever a scenario file holds, reading it gives a scenario or an InputError, nothing else.
#include <cstddef>
#include <cstdint>
#include <string>

#include "scenarios/language/scenario.h"
#include "sim/input_error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace orrery;
  scenarios::Files files({{"s.toml", std::string(reinterpret_cast<const char*>(data), size)}});
  try {
    scenarios::scenario_section().read(scenarios::read_document(files, "s.toml"));
  } catch (const sim::InputError&) {
    // A mistake of the file's author.
  }
  return 0;
}
