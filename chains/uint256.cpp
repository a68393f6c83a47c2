#include "chains/uint256.h"

#include <bit>

#include "sim/input_error.h"

namespace orrery::chains {
namespace {

using Limb = boost::multiprecision::limb_type;
static_assert(sizeof(Limb) == 8, "words are read and written eight bytes at a time");
static_assert(std::endian::native == std::endian::little, "words are read and written by byte swaps");

constexpr std::size_t kLimbs = 4;

Int256 parse_magnitude(std::string_view text, std::string_view whole) {
  const bool hexadecimal = text.starts_with("0x");
  if (hexadecimal) text.remove_prefix(2);
  const unsigned base = hexadecimal ? 16 : 10;
  const auto refuse = [&](std::string_view why) -> sim::InputError {
    return {"", "expected a whole number, found \"" + std::string(whole.substr(0, 100)) + "\"" + std::string(why)};
  };
  Int256 value = 0;
  bool after_digit = false;
  for (const char c : text) {
    if (c == '_' && after_digit) {
      after_digit = false;
      continue;
    }
    unsigned digit = 16;
    if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
    if (digit >= base) throw refuse("");
    value = value * base + digit;
    if ((value >> 256) != 0) throw refuse(", which needs more than 256 bits");
    after_digit = true;
  }
  if (!after_digit) throw refuse("");
  return value;
}

template <typename Number>
std::string decimal(Number magnitude, bool negative) {
  constexpr std::uint64_t kChunk = 10'000'000'000'000'000'000u;  // 19 digits at a time fit a machine word
  std::string reversed;
  do {
    Number quotient;
    Number remainder;
    boost::multiprecision::divide_qr(magnitude, Number(kChunk), quotient, remainder);
    auto chunk = static_cast<std::uint64_t>(remainder);
    magnitude = quotient;
    for (int i = 0; i < 19 && (chunk > 0 || !magnitude.is_zero()); ++i, chunk /= 10)
      reversed.push_back(static_cast<char>('0' + chunk % 10));
  } while (!magnitude.is_zero());
  if (reversed.empty()) reversed.push_back('0');
  if (negative) reversed.push_back('-');
  return {reversed.rbegin(), reversed.rend()};
}

}  // namespace

void write_word(const Uint256& value, std::uint8_t* out) {
  const auto& backend = value.backend();
  const std::size_t used = backend.size();
  for (std::size_t i = 0; i < kLimbs; ++i) {
    const std::uint64_t limb = i < used ? __builtin_bswap64(backend.limbs()[i]) : 0;
    std::memcpy(out + 8 * (kLimbs - 1 - i), &limb, 8);
  }
}

Uint256 read_word(const std::uint8_t* word) {
  Uint256 value;
  auto& backend = value.backend();
  backend.resize(kLimbs, kLimbs);
  for (std::size_t i = 0; i < kLimbs; ++i) {
    std::uint64_t limb = 0;
    std::memcpy(&limb, word + 8 * (kLimbs - 1 - i), 8);
    backend.limbs()[i] = __builtin_bswap64(limb);
  }
  backend.normalize();
  return value;
}

Bytes32 to_bytes32(const Uint256& value) {
  Bytes32 bytes;
  write_word(value, bytes.data.data());
  return bytes;
}

Uint256 to_uint256(BytesView big_endian) {
  ORRERY_ASSERT(big_endian.size() <= 32, "a word has 32 bytes");
  Bytes32 padded;
  if (!big_endian.empty()) {  // an empty view may point nowhere, which memcpy does not allow
    std::memcpy(padded.data.data() + (32 - big_endian.size()), big_endian.data(), big_endian.size());
  }
  return read_word(padded.data.data());
}

Uint256 to_uint256(const Address& address) { return to_uint256(BytesView(address)); }

Address to_address(const Uint256& word) {
  const Bytes32 bytes = to_bytes32(word);
  return Address::from(BytesView(bytes).subspan(12));
}

Uint256 to_word(const Int256& value) {
  ORRERY_ASSERT(fits_signed(value, 256), "a signed word has 256 bits");
  // The magnitude is at most 2^255, so the conversion loses nothing; negation wraps modulo 2^256.
  const Uint256 magnitude(value < 0 ? Int256(-value) : value);
  return value < 0 ? Uint256(Uint256(0) - magnitude) : magnitude;
}

Int256 from_word(const Uint256& word) {
  if (!boost::multiprecision::bit_test(word, 255)) return Int256(word);
  return -Int256(Uint256(Uint256(0) - word));
}

bool fits_signed(const Int256& value, unsigned bits) {
  ORRERY_ASSERT(bits >= 1 && bits <= 256, "widths are 1 to 256 bits");
  if (value.is_zero()) return true;
  const unsigned top =
      static_cast<unsigned>(value < 0 ? (value == -1 ? 0 : boost::multiprecision::msb(Int256(-value - 1)) + 1)
                                      : boost::multiprecision::msb(value) + 1);
  return top <= bits - 1;
}

bool fits_unsigned(const Uint256& value, unsigned bits) {
  ORRERY_ASSERT(bits >= 1 && bits <= 256, "widths are 1 to 256 bits");
  return value.is_zero() || boost::multiprecision::msb(value) < bits;
}

std::optional<Bytes24> encode_int192(const Int256& value) {
  if (!fits_signed(value, 192)) return std::nullopt;
  const Bytes32 word = to_bytes32(to_word(value));
  return Bytes24::from(BytesView(word).subspan(8));
}

std::optional<Int256> decode_int192(BytesView bytes) {
  if (bytes.size() != 24) return std::nullopt;
  Bytes32 word;
  const bool negative = (bytes[0] & 0x80) != 0;
  word.data.fill(negative ? 0xff : 0x00);
  std::memcpy(word.data.data() + 8, bytes.data(), 24);
  return from_word(read_word(word.data.data()));
}

Uint256 parse_uint256(std::string_view text) { return Uint256(parse_magnitude(text, text)); }

Int256 parse_int256(std::string_view text) {
  const bool negative = text.starts_with("-");
  Int256 value = parse_magnitude(negative ? text.substr(1) : text, text);
  if (negative) value = -value;
  if (!fits_signed(value, 256))
    throw sim::InputError(
        "", "expected a number from -2^255 to 2^255-1, found \"" + std::string(text.substr(0, 100)) + "\"");
  return value;
}

std::string to_text(const Uint256& value) { return decimal(value, /*negative=*/false); }
std::string to_text(const Int256& value) { return decimal<Int256>(value < 0 ? -value : value, value < 0); }

}  // namespace orrery::chains
