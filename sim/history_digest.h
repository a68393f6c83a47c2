#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/bytes.h"
#include "sim/wide_integer.h"

namespace orrery::sim {

/// A 128-bit running digest of a history: equal digests mean equal histories. Fed with the time, entity, kind and
/// payload of every event and with every block; never with sequence numbers or anything that the recording level
/// changes. Not cryptographic: it guards against drift, not against an adversary.
class HistoryDigest {
 public:
  void mix(std::uint64_t word) {
    a_ = fold(a_ ^ word, kPrimeA ^ b_);
    b_ += a_ ^ (word * kPrimeB);
  }
  void mix(BytesView bytes);
  /// Half of the digest, for mixing what was digested once into a history many times.
  std::uint64_t word() const { return a_ ^ b_; }
  /// 32 hexadecimal digits.
  std::string to_text() const;
  bool operator==(const HistoryDigest&) const = default;

 private:
  static constexpr std::uint64_t kPrimeA = 0x9e3779b97f4a7c15ull, kPrimeB = 0xd6e8feb86659fd93ull;
  static std::uint64_t fold(std::uint64_t x, std::uint64_t y) {
    const auto product = static_cast<Uint128>(x) * y;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  std::uint64_t a_ = 0x243f6a8885a308d3ull, b_ = 0x13198a2e03707344ull;
};

}  // namespace orrery::sim
