// Any bytes as a candle table are either read into candles that hold what they promise or refused with a place.
#include <cstdint>
#include <string_view>

#include "nodes/market/candles.h"
#include "sim/assert.h"
#include "sim/input_error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace orrery;
  try {
    const auto table = nodes::parse_candles({reinterpret_cast<const char*>(data), size}, "fuzz.csv");
    ORRERY_ASSERT(table.candles.size() >= 2 && table.interval > sim::Duration::zero(), "a table has rows and steps");
    for (const nodes::Candle& candle : table.candles) {
      ORRERY_ASSERT(candle.low.units > 0 && candle.low <= candle.open && candle.open <= candle.high &&
                        candle.low <= candle.close && candle.close <= candle.high,
                    "a candle's ends lie within its range");
    }
    table.end();
  } catch (const sim::InputError& error) {
    ORRERY_ASSERT(error.place().starts_with("fuzz.csv:"), "a refusal says where");
  }
  return 0;
}
