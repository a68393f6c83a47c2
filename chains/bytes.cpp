#include "chains/bytes.h"

#include <algorithm>

#include "chains/crypto/hash.h"
#include "sim/input_error.h"

namespace orrery::chains {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string_view without_prefix(std::string_view text) {
  return text.starts_with("0x") || text.starts_with("0X") ? text.substr(2) : text;
}

void expect_size(const Bytes& bytes, std::size_t size, std::string_view what) {
  if (bytes.size() != size)
    throw sim::InputError("", "expected " + std::string(what) + " of " + std::to_string(size) + " bytes (" +
                                  std::to_string(2 * size) + " hexadecimal digits), found " +
                                  std::to_string(bytes.size()) + " bytes");
}

}  // namespace

std::string to_hex(BytesView bytes) {
  std::string text = "0x";
  text.reserve(2 + 2 * bytes.size());
  for (const auto byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

Bytes from_hex(std::string_view text) {
  const std::string_view digits = without_prefix(text);
  if (digits.size() % 2 != 0)
    throw sim::InputError("", "expected an even number of hexadecimal digits, found " + std::to_string(digits.size()));
  Bytes bytes(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int value = digit_value(digits[i]);
    if (value < 0)
      throw sim::InputError("", std::string("expected a hexadecimal digit, found '") + digits[i] + "' in \"" +
                                    std::string(text.substr(0, 80)) + "\"");
    bytes[i / 2] = static_cast<std::uint8_t>(bytes[i / 2] << 4 | value);
  }
  return bytes;
}

Bytes32 bytes32_from_hex(std::string_view text) {
  const Bytes bytes = from_hex(text);
  expect_size(bytes, 32, "a word");
  return Bytes32::from(bytes);
}

Address address_from_hex(std::string_view text) {
  const Bytes bytes = from_hex(text);
  expect_size(bytes, 20, "an address");
  const Address address = Address::from(bytes);
  const std::string_view digits = without_prefix(text);
  const bool has_lower = std::ranges::any_of(digits, [](char c) { return c >= 'a' && c <= 'f'; });
  const bool has_upper = std::ranges::any_of(digits, [](char c) { return c >= 'A' && c <= 'F'; });
  if (has_lower && has_upper && to_checksum_text(address).substr(2) != digits)
    throw sim::InputError("", "the mixed case of address " + std::string(text) + " is no right EIP-55 checksum",
                          "write " + to_checksum_text(address) + " or all lower case");
  return address;
}

std::string to_checksum_text(const Address& address) {
  std::string text = to_hex(address);
  const std::string_view digits = std::string_view(text).substr(2);
  const Bytes32 hash = keccak256({reinterpret_cast<const std::uint8_t*>(digits.data()), digits.size()});
  for (std::size_t i = 0; i < 40; ++i) {
    const int nibble = i % 2 == 0 ? hash.data[i / 2] >> 4 : hash.data[i / 2] & 15;
    char& c = text[2 + i];
    if (nibble >= 8 && c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

Bytes concat(std::initializer_list<BytesView> parts) {
  std::size_t size = 0;
  for (const auto part : parts) size += part.size();
  Bytes bytes;
  bytes.reserve(size);
  for (const auto part : parts) bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

}  // namespace orrery::chains
