#include "nodes/ocr2/peer_id.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace orrery::nodes {
namespace {

// base58btc: Bitcoin's alphabet, most significant digit first, a "1" for each leading zero byte.
constexpr std::string_view kAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
// identity multihash of 36 bytes; protobuf {1: key type ed25519, 2: 32 bytes}
constexpr std::array<std::uint8_t, 6> kPrefix = {0x00, 0x24, 0x08, 0x01, 0x12, 0x20};
constexpr std::size_t kRawSize = kPrefix.size() + 32;

// Multiplies the big-endian number by `factor`, adds `carry`, and grows it when it overflows.
void multiply_add(std::vector<std::uint8_t>& little_endian_digits, unsigned base, unsigned factor, unsigned carry) {
  for (auto& digit : little_endian_digits) {
    carry += digit * factor;
    digit = static_cast<std::uint8_t>(carry % base);
    carry /= base;
  }
  for (; carry > 0; carry /= base) little_endian_digits.push_back(static_cast<std::uint8_t>(carry % base));
}

std::optional<std::vector<std::uint8_t>> decode_base58(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  for (const char c : text) {
    const auto digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    multiply_add(bytes, 256, 58, static_cast<unsigned>(digit));
  }
  for (const char c : text) {
    if (c != '1') break;
    bytes.push_back(0);
  }
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

}  // namespace

std::string peer_id_text(const chains::Ed25519PublicKey& key) {
  std::vector<std::uint8_t> digits;
  for (const std::uint8_t byte : kPrefix) multiply_add(digits, 58, 256, byte);
  for (const std::uint8_t byte : key.data) multiply_add(digits, 58, 256, byte);
  std::string text = "1";  // the prefix begins with one zero byte
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) text += kAlphabet[*digit];
  return text;
}

std::optional<chains::Ed25519PublicKey> parse_peer_id(std::string_view text) {
  if (text.size() > 2 * kRawSize) return std::nullopt;
  const auto raw = decode_base58(text);
  if (!raw || raw->size() != kRawSize || !std::equal(kPrefix.begin(), kPrefix.end(), raw->begin())) return std::nullopt;
  return chains::Ed25519PublicKey::from(sim::BytesView(*raw).subspan(kPrefix.size()));
}

}  // namespace orrery::nodes
