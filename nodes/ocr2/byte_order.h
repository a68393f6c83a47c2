#pragma once

#include <cstdint>

#include "chains/bytes.h"

namespace orrery::nodes {

/// `value` in 8 bytes, the lowest first.
constexpr chains::FixedBytes<8> little_endian_64(std::uint64_t value) {
  chains::FixedBytes<8> result;
  for (std::size_t i = 0; i < 8; ++i) result.data[i] = static_cast<std::uint8_t>(value >> (8 * i));
  return result;
}

/// `value` in 8 bytes, the highest first.
constexpr chains::FixedBytes<8> big_endian_64(std::uint64_t value) {
  chains::FixedBytes<8> result;
  for (std::size_t i = 0; i < 8; ++i) result.data[7 - i] = static_cast<std::uint8_t>(value >> (8 * i));
  return result;
}

/// `value` in 4 bytes, the highest first.
constexpr chains::FixedBytes<4> big_endian_32(std::uint32_t value) {
  chains::FixedBytes<4> result;
  for (std::size_t i = 0; i < 4; ++i) result.data[3 - i] = static_cast<std::uint8_t>(value >> (8 * i));
  return result;
}

}  // namespace orrery::nodes
