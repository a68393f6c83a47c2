#include "chains/encoding/abi_error.h"

#include <array>

namespace orrery::chains {
namespace {

/// Solidity documentation, "Panic via assert and Error via require".
std::string_view panic_meaning(const Uint256& code) {
  if (code > 0x51) return "unknown";
  switch (static_cast<unsigned>(code)) {
    case 0x00:
      return "generic";
    case 0x01:
      return "assertion failed";
    case 0x11:
      return "arithmetic overflow";
    case 0x12:
      return "division by zero";
    case 0x21:
      return "no such enum value";
    case 0x22:
      return "wrongly encoded storage bytes";
    case 0x31:
      return "pop of an empty array";
    case 0x32:
      return "index out of bounds";
    case 0x41:
      return "too much memory";
    case 0x51:
      return "call of an uninitialised function";
    default:
      return "unknown";
  }
}

std::string hex_number(const Uint256& value) {
  std::string text = to_hex(to_bytes32(value)).substr(2);
  text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 2));
  return "0x" + text;
}

}  // namespace

Bytes encode_error(std::string_view reason) { return AbiWriter(kErrorSelector, 1).text(reason).finish(); }
Bytes encode_panic(std::uint8_t code) { return AbiWriter(kPanicSelector, 1).number(code).finish(); }

RevertReason decode_revert(BytesView data) {
  RevertReason reason;
  if (data.empty()) return reason;
  reason.kind = RevertReason::Kind::kOther;
  bool found = false;
  reason.selector = read_selector(data, found);
  if (!found) return reason;
  AbiReader reader(data.subspan(4), 1);
  if (reason.selector == kErrorSelector) {
    reason.text = reader.text();
    if (reader.ok()) reason.kind = RevertReason::Kind::kError;
  } else if (reason.selector == kPanicSelector) {
    reason.code = reader.uint256();
    if (reader.ok()) reason.kind = RevertReason::Kind::kPanic;
  } else {
    reason.kind = RevertReason::Kind::kCustom;
  }
  return reason;
}

std::string to_text(const RevertReason& reason) {
  switch (reason.kind) {
    case RevertReason::Kind::kEmpty:
      return "no reason";
    case RevertReason::Kind::kError:
      return reason.text;
    case RevertReason::Kind::kPanic:
      return std::string("Panic(").append(hex_number(reason.code)).append("): ").append(panic_meaning(reason.code));
    case RevertReason::Kind::kCustom: {
      const auto s = reason.selector;
      const std::array<std::uint8_t, 4> bytes{static_cast<std::uint8_t>(s >> 24), static_cast<std::uint8_t>(s >> 16),
                                              static_cast<std::uint8_t>(s >> 8), static_cast<std::uint8_t>(s)};
      return std::string("custom error ").append(to_hex(bytes));
    }
    case RevertReason::Kind::kOther:
      return "data that is no error";
  }
  return {};
}

}  // namespace orrery::chains
