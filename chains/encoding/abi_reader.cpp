#include <algorithm>

#include "chains/crypto/hash.h"
#include "chains/encoding/abi.h"

namespace orrery::chains {
namespace {

constexpr std::uint8_t kZeroWord[32] = {};

bool all_equal(const std::uint8_t* begin, std::size_t size, std::uint8_t byte) {
  return std::all_of(begin, begin + size, [byte](std::uint8_t b) { return b == byte; });
}

std::uint64_t low_64_bits(const std::uint8_t* word) {
  std::uint64_t value = 0;
  std::memcpy(&value, word + 24, 8);
  return __builtin_bswap64(value);
}

}  // namespace

Selector selector_of(std::string_view signature) {
  const Bytes32 hash = keccak256(signature);
  return Selector{hash.data[0]} << 24 | Selector{hash.data[1]} << 16 | Selector{hash.data[2]} << 8 | hash.data[3];
}

Bytes32 topic_of(std::string_view signature) { return keccak256(signature); }

Selector read_selector(BytesView input, bool& found) {
  found = input.size() >= 4;
  if (!found) return 0;
  return Selector{input[0]} << 24 | Selector{input[1]} << 16 | Selector{input[2]} << 8 | input[3];
}

AbiReader::AbiReader(BytesView data, std::size_t head_words, AbiLocation location)
    : data_(data), location_(location), failure_(&own_failure_) {
  if (data.size() / 32 < head_words) fail(AbiFailure::kMalformed);
}

AbiReader::AbiReader(BytesView data, std::size_t base, AbiLocation location, AbiFailure* failure)
    : data_(data), base_(base), next_(base), location_(location), failure_(failure) {}

void AbiReader::fail(AbiFailure failure) {
  if (ok()) *failure_ = failure;
}

const std::uint8_t* AbiReader::next_word() {
  if (ok() && (data_.size() < 32 || next_ > data_.size() - 32)) fail(AbiFailure::kMalformed);
  if (!ok()) return kZeroWord;
  const std::uint8_t* word = data_.data() + next_;
  next_ += 32;
  return word;
}

std::uint64_t AbiReader::number(unsigned bits) {
  ORRERY_ASSERT(bits <= 64, "wider numbers are read by unsigned_number");
  const std::uint8_t* word = next_word();
  const std::uint64_t value = low_64_bits(word);
  if (!all_equal(word, 24, 0) || (bits < 64 && value >> bits != 0)) {
    fail(AbiFailure::kMalformed);
    return 0;
  }
  return value;
}

Uint256 AbiReader::unsigned_number(unsigned bits) {
  const std::uint8_t* word = next_word();
  if (!all_equal(word, 32 - bits / 8, 0)) {
    fail(AbiFailure::kMalformed);
    return 0;
  }
  return read_word(word);
}

Int256 AbiReader::signed_number(unsigned bits) {
  const std::uint8_t* word = next_word();
  const std::size_t unused = 32 - bits / 8;
  const std::uint8_t sign = (word[unused] & 0x80) != 0 ? 0xff : 0x00;
  if (!all_equal(word, unused, sign)) {
    fail(AbiFailure::kMalformed);
    return 0;
  }
  return from_word(read_word(word));
}

Address AbiReader::address() {
  const std::uint8_t* word = next_word();
  if (!all_equal(word, 12, 0)) {
    fail(AbiFailure::kMalformed);
    return {};
  }
  return Address::from({word + 12, 20});
}

bool AbiReader::boolean() {
  const std::uint8_t* word = next_word();
  if (!all_equal(word, 31, 0) || word[31] > 1) {
    fail(AbiFailure::kMalformed);
    return false;
  }
  return word[31] == 1;
}

Bytes32 AbiReader::word() { return Bytes32::from({next_word(), 32}); }

BytesView AbiReader::fixed_bytes(std::size_t size) {
  ORRERY_ASSERT(size >= 1 && size <= 32, "fixed bytes fill at most a word");
  const std::uint8_t* word = next_word();
  if (!all_equal(word + size, 32 - size, 0)) {
    fail(AbiFailure::kMalformed);
    return {kZeroWord, size};
  }
  return {word, size};
}

/// Follows the offset in the next head word to a tail of which at least `needed` bytes exist.
std::size_t AbiReader::next_tail(std::size_t needed) {
  const std::uint8_t* word = next_word();
  const std::uint64_t offset = low_64_bits(word);
  const std::size_t room = data_.size() - std::min(base_, data_.size());
  if (ok() && (!all_equal(word, 24, 0) || offset > room || room - offset < needed)) fail(AbiFailure::kMalformed);
  return ok() ? base_ + offset : 0;
}

/// Reads the length at the tail of the next head word and leaves `position` behind it. `stride` bytes an element must
/// be there; memory takes `allocated_stride`.
std::size_t AbiReader::next_length(std::size_t& position, std::size_t stride, std::size_t allocated_stride) {
  position = next_tail(32);
  if (!ok()) return 0;
  const std::uint8_t* word = data_.data() + position;
  const std::uint64_t length = low_64_bits(word);
  const bool fits_64_bits = all_equal(word, 24, 0);
  if (location_ == AbiLocation::kMemory) {
    // The allocation starts at 0x80 or above, begins with the length and must end below 2^64.
    constexpr std::uint64_t kLargest = UINT64_MAX - 0x80 - 0x20 - 0x1f;
    if (!fits_64_bits || length > kLargest / allocated_stride) {
      fail(AbiFailure::kTooLarge);
      return 0;
    }
  }
  position += 32;
  if (!fits_64_bits || length > (data_.size() - position) / stride) {
    fail(AbiFailure::kMalformed);
    return 0;
  }
  return length;
}

BytesView AbiReader::bytes() {
  std::size_t position = 0;
  const std::size_t length = next_length(position, 1, 1);
  return ok() ? data_.subspan(position, length) : BytesView{};
}

std::string AbiReader::text() {
  const BytesView content = bytes();
  return {content.begin(), content.end()};
}

AbiReader AbiReader::tuple(std::size_t head_words) {
  const std::size_t position = next_tail(32 * head_words);
  return {data_, position, location_, failure_};
}

AbiReader AbiReader::array(std::size_t words_per_element, std::size_t& count) {
  ORRERY_ASSERT(words_per_element > 0, "every element has a head");
  std::size_t position = 0;
  count = next_length(position, 32 * words_per_element, 32);
  return {data_, position, location_, failure_};
}

std::vector<Address> AbiReader::addresses() {
  std::size_t count = 0;
  AbiReader elements = array(1, count);
  std::vector<Address> result(count);
  for (auto& element : result) element = elements.address();
  return ok() ? result : std::vector<Address>{};
}

std::vector<Bytes32> AbiReader::words() {
  std::size_t count = 0;
  AbiReader elements = array(1, count);
  std::vector<Bytes32> result(count);
  for (auto& element : result) element = elements.word();
  return result;
}

std::vector<Uint256> AbiReader::unsigned_numbers(unsigned bits) {
  std::size_t count = 0;
  AbiReader elements = array(1, count);
  std::vector<Uint256> result(count);
  for (auto& element : result) element = elements.unsigned_number(bits);
  return ok() ? result : std::vector<Uint256>{};
}

std::vector<Int256> AbiReader::signed_numbers(unsigned bits) {
  std::size_t count = 0;
  AbiReader elements = array(1, count);
  std::vector<Int256> result(count);
  for (auto& element : result) element = elements.signed_number(bits);
  return ok() ? result : std::vector<Int256>{};
}

}  // namespace orrery::chains
