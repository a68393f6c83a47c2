#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>

#include "sim/assert.h"
#include "sim/bytes.h"

namespace orrery::chains {

using sim::Bytes;
using sim::BytesView;

/// N bytes, big-endian where they are a number. Ordered as text would be.
template <std::size_t N>
struct FixedBytes {
  std::array<std::uint8_t, N> data{};

  constexpr auto operator<=>(const FixedBytes&) const = default;
  constexpr operator BytesView() const { return data; }  // NOLINT: a view of itself
  constexpr bool is_zero() const {
    for (const auto b : data)
      if (b != 0) return false;
    return true;
  }
  /// Exactly N bytes, else the run stops.
  static FixedBytes from(BytesView bytes) {
    ORRERY_ASSERT(bytes.size() == N, "a fixed number of bytes is cut from exactly as many");
    FixedBytes result;
    std::memcpy(result.data.data(), bytes.data(), N);
    return result;
  }
};

using Bytes32 = FixedBytes<32>;
/// An account's address. Text form: EIP-55.
struct Address : FixedBytes<20> {
  static Address from(BytesView bytes) { return {FixedBytes<20>::from(bytes)}; }
};

/// Hash of the first eight bytes; for unordered maps that are looked up and never iterated.
struct FixedBytesHash {
  template <std::size_t N>
  std::size_t operator()(const FixedBytes<N>& bytes) const {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data.data() + (N - 8), 8);
    return static_cast<std::size_t>(word * 0x9e3779b97f4a7c15ull);
  }
};

/// "0x" and two lower-case digits a byte.
std::string to_hex(BytesView bytes);
/// With or without "0x", even number of digits of either case. Throws sim::InputError.
Bytes from_hex(std::string_view text);
/// As from_hex, and exactly 32 bytes.
Bytes32 bytes32_from_hex(std::string_view text);
/// As from_hex, and exactly 20 bytes. Mixed case is an EIP-55 checksum and must be right.
Address address_from_hex(std::string_view text);
/// EIP-55 mixed-case text with "0x".
std::string to_checksum_text(const Address& address);

/// The parts, one after the other.
Bytes concat(std::initializer_list<BytesView> parts);

}  // namespace orrery::chains
