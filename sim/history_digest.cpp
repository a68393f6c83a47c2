#include "sim/history_digest.h"

namespace orrery::sim {

void HistoryDigest::mix(BytesView bytes) {
  // The length comes first, so that a sequence of byte strings cannot be cut differently and stay the same.
  mix(static_cast<std::uint64_t>(bytes.size()));
  std::uint64_t word = 0;
  unsigned filled = 0;
  for (const std::uint8_t byte : bytes) {
    word |= static_cast<std::uint64_t>(byte) << (8 * filled);
    if (++filled == 8) {
      mix(word);
      word = 0;
      filled = 0;
    }
  }
  if (filled != 0) mix(word);
}

std::string HistoryDigest::to_text() const {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(32);
  for (const std::uint64_t word : {a_, b_}) {
    for (int shift = 60; shift >= 0; shift -= 4) text += kDigits[(word >> shift) & 15];
  }
  return text;
}

}  // namespace orrery::sim
