// Proves that no bytes from a peer stop the decoder of OCR2's messages, and that what it accepts is encoded again as a
// message that knows its size.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "nodes/ocr2/wire.h"
#include "nodes/ocr3/messages.h"

using namespace orrery;

namespace {

void expect(bool held) {
  if (!held) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const sim::BytesView input(data, size);
  if (const auto message = nodes::decode_ocr2_message(input, {})) {
    const auto bytes = nodes::encode(*message);
    expect(bytes.size() == message->payload_bytes());
    const auto again = nodes::decode_ocr2_message(bytes, {});
    expect(again != nullptr && nodes::encode(*again) == bytes);
  }
  if (const auto message = nodes::ocr3::decode_message(input)) {
    const auto bytes = nodes::ocr3::encode(*message);
    const auto again = nodes::ocr3::decode_message(bytes);
    expect(again.has_value() && nodes::ocr3::encode(*again) == bytes);
  }
  return 0;
}
