// The ABI decoder on hostile bytes: the first byte chooses a type list, or the text up to the first zero byte is one.
// Whatever decodes must come back the same from its canonical encoding; revert data must always have a reading.
#include "chains/encoding/abi_error.h"
#include "chains/encoding/abi_value.h"
#include "sim/assert.h"
#include "sim/input_error.h"

namespace {

using namespace orrery::chains;

constexpr std::string_view kTypes[] = {
    "(bytes32[3],bytes,bytes32[],bytes32[],bytes32)",
    "(address[],address[],uint8,bytes,uint64,bytes)",
    "(uint32,bytes32,int192[],int192)",
    "(string,bytes[],uint8[][],(bool,int24)[2])",
    "((uint16,(bytes,address)[])[],bytes4[3],string[2])",
};

void check_round_trip(const std::vector<AbiType>& types, BytesView data) {
  const auto values = abi_decode(types, data);
  if (!values) return;
  const auto again = abi_decode(types, abi_encode(types, *values));
  ORRERY_ASSERT(again == values, "a value survives its canonical encoding");
}

void check_text(BytesView input) {
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  const auto end = text.find('\0');
  try {
    const auto types = AbiType::parse_list(text.substr(0, end));
    for (const auto& type : types)
      ORRERY_ASSERT(AbiType::parse(type.text()).text() == type.text(), "a canonical text parses to itself");
    if (end != std::string_view::npos) check_round_trip(types, input.subspan(end + 1));
  } catch (const orrery::sim::InputError&) {
    return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView input(data, size);
  (void)to_text(decode_revert(input));
  if (input.empty()) return 0;
  if (input[0] < std::size(kTypes)) {
    check_round_trip(AbiType::parse_list(kTypes[input[0]]), input.subspan(1));
  } else {
    check_text(input);
  }
  return 0;
}
