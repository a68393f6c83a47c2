// The RLP reader on hostile bytes: canonical data, and only that, comes back the same when written again.
#include "chains/encoding/rlp.h"
#include "sim/assert.h"

namespace {

using namespace orrery::chains;

/// Writes again what `reader` holds. False when some item is refused.
bool copy(RlpReader reader, RlpWriter& writer, int depth) {
  while (reader.has_more()) {
    if (reader.is_list()) {
      RlpWriter inner;
      if (depth == 0 || !copy(reader.list(), inner, depth - 1)) return false;
      writer.list(inner);
    } else {
      const BytesView bytes = reader.bytes();
      if (reader.ok()) writer.bytes(bytes);
    }
  }
  return reader.is_finished();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kDepth = 64;  // copying is recursive and quadratic in the depth
  const BytesView input(data, size);
  const bool canonical = is_canonical_rlp(input);
  RlpWriter writer;
  if (!copy(RlpReader(input), writer, kDepth)) return 0;
  const Bytes& again = writer.items();
  ORRERY_ASSERT(again.size() == size && std::equal(again.begin(), again.end(), data), "there is one form only");
  RlpReader reader(input);
  reader.raw_item();
  ORRERY_ASSERT(canonical == reader.is_finished(), "both readings agree");
  RlpReader number(input);
  const auto value = number.uint256();
  if (number.is_finished())
    ORRERY_ASSERT(RlpWriter().number(value).items() == Bytes(data, data + size), "a number has one form");
  return 0;
}
