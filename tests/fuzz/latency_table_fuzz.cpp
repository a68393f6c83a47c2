// Whatever a latency table holds, reading it gives rows or an InputError, nothing else.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "scenarios/world/latency_table.h"
#include "sim/input_error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace orrery;
  try {
    scenarios::parse_latency_table({reinterpret_cast<const char*>(data), size}, "fuzz.csv");
  } catch (const sim::InputError&) {
    // A mistake of the table's author.
  }
  return 0;
}
