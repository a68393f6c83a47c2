#include "chains/crypto/hash.h"
#include "chains/encoding/abi.h"

namespace orrery::chains {
namespace {

std::size_t padded(std::size_t size) { return (size + 31) / 32 * 32; }

void write_number(std::uint64_t value, std::uint8_t* word) {
  value = __builtin_bswap64(value);
  std::memcpy(word + 24, &value, 8);
}

}  // namespace

AbiWriter::AbiWriter(std::size_t head_words)
    : bytes_(32 * head_words), base_(0), next_(0), head_end_(32 * head_words) {}

AbiWriter::AbiWriter(Selector selector, std::size_t head_words)
    : bytes_(4 + 32 * head_words), base_(4), next_(4), head_end_(4 + 32 * head_words) {
  for (std::size_t i = 0; i < 4; ++i) bytes_[i] = static_cast<std::uint8_t>(selector >> (24 - 8 * i));
}

std::uint8_t* AbiWriter::next_head() {
  ORRERY_ASSERT(next_ < head_end_, "a tuple has no more members than its head has words");
  next_ += 32;
  return bytes_.data() + next_ - 32;
}

/// Points the next head word to the end of what is written.
void AbiWriter::begin_tail() { write_number(bytes_.size() - base_, next_head()); }

std::uint8_t* AbiWriter::append(std::size_t size) {
  bytes_.resize(bytes_.size() + size);
  return bytes_.data() + bytes_.size() - size;
}

void AbiWriter::append_count(std::size_t count) { write_number(count, append(32)); }

void AbiWriter::append_encoding(const AbiWriter& other) {
  ORRERY_ASSERT(other.base_ == 0 && other.next_ == other.head_end_, "what is nested is whole and has no selector");
  bytes_.insert(bytes_.end(), other.bytes_.begin(), other.bytes_.end());
}

AbiWriter& AbiWriter::number(std::uint64_t value) {
  write_number(value, next_head());
  return *this;
}

AbiWriter& AbiWriter::unsigned_number(const Uint256& value) {
  write_word(value, next_head());
  return *this;
}

AbiWriter& AbiWriter::signed_number(const Int256& value) { return unsigned_number(to_word(value)); }

AbiWriter& AbiWriter::address(const Address& value) {
  std::memcpy(next_head() + 12, value.data.data(), 20);
  return *this;
}

AbiWriter& AbiWriter::boolean(bool value) { return number(value ? 1 : 0); }

AbiWriter& AbiWriter::word(const Bytes32& value) { return fixed_bytes(value); }

AbiWriter& AbiWriter::fixed_bytes(BytesView value) {
  ORRERY_ASSERT(value.size() <= 32, "fixed bytes fill at most a word");
  std::uint8_t* head = next_head();
  if (!value.empty()) std::memcpy(head, value.data(), value.size());
  return *this;
}

AbiWriter& AbiWriter::bytes(BytesView value) {
  begin_tail();
  append_count(value.size());
  std::uint8_t* tail = append(padded(value.size()));
  if (!value.empty()) std::memcpy(tail, value.data(), value.size());
  return *this;
}

AbiWriter& AbiWriter::text(std::string_view value) { return bytes(bytes_of(value)); }

AbiWriter& AbiWriter::addresses(std::span<const Address> values) {
  begin_tail();
  append_count(values.size());
  for (const auto& value : values) std::memcpy(append(32) + 12, value.data.data(), 20);
  return *this;
}

AbiWriter& AbiWriter::words(std::span<const Bytes32> values) {
  begin_tail();
  append_count(values.size());
  for (const auto& value : values) std::memcpy(append(32), value.data.data(), 32);
  return *this;
}

AbiWriter& AbiWriter::unsigned_numbers(std::span<const Uint256> values) {
  begin_tail();
  append_count(values.size());
  for (const auto& value : values) write_word(value, append(32));
  return *this;
}

AbiWriter& AbiWriter::signed_numbers(std::span<const Int256> values) {
  begin_tail();
  append_count(values.size());
  for (const auto& value : values) write_word(to_word(value), append(32));
  return *this;
}

AbiWriter& AbiWriter::tuple(const AbiWriter& members) {
  begin_tail();
  append_encoding(members);
  return *this;
}

AbiWriter& AbiWriter::array(std::size_t count, const AbiWriter& elements) {
  begin_tail();
  append_count(count);
  append_encoding(elements);
  return *this;
}

Bytes AbiWriter::finish() {
  ORRERY_ASSERT(next_ == head_end_, "every member of a tuple is written");
  Bytes result = std::move(bytes_);
  bytes_.clear();
  base_ = next_ = head_end_ = 0;
  return result;
}

}  // namespace orrery::chains
