#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "chains/bytes.h"
#include "chains/encoding/abi.h"

namespace orrery::chains {

/// Error(string) and Panic(uint256), the two that solc itself gives.
inline constexpr Selector kErrorSelector = 0x08c379a0;
inline constexpr Selector kPanicSelector = 0x4e487b71;

Bytes encode_error(std::string_view reason);
Bytes encode_panic(std::uint8_t code);

/// What revert data says.
struct RevertReason {
  enum class Kind : std::uint8_t {
    kEmpty,   ///< no data
    kError,   ///< Error(string): `text`
    kPanic,   ///< Panic(uint256): `code`
    kCustom,  ///< another selector, with `selector`
    kOther,   ///< neither: too short, or an Error or Panic that does not decode
  };
  Kind kind = Kind::kEmpty;
  std::string text;
  Uint256 code;
  Selector selector = 0;
};
RevertReason decode_revert(BytesView data);
/// For people: the reason's text, "Panic(0x11): arithmetic overflow", "custom error 0x1234abcd" or "no reason".
std::string to_text(const RevertReason& reason);

}  // namespace orrery::chains
