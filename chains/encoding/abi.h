#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chains/bytes.h"
#include "chains/uint256.h"

namespace orrery::chains {

/// The first four bytes of a call's input, as a big-endian number.
using Selector = std::uint32_t;

/// Of a function or custom error: keccak256 of "transfer(address,uint256)", cut to four bytes.
Selector selector_of(std::string_view signature);
/// Topic 0 of an event: keccak256 of "Transfer(address,address,uint256)".
Bytes32 topic_of(std::string_view signature);
/// Empty data and data of one to three bytes have no selector: `found` is false then and the result 0.
Selector read_selector(BytesView input, bool& found);

/// Why a decoding failed, in the terms of code made by solc 0.8: what the call reverts with.
enum class AbiFailure : std::uint8_t {
  kNone,
  kMalformed,  ///< empty revert data: truncation, dirty upper bits, an offset or a length that leads outside
  kTooLarge,   ///< Panic(0x41): a length that no memory holds; only when decoding to memory
};

/// Where solc puts the dynamic parts: it matters only for which revert a monstrous length gives.
enum class AbiLocation : std::uint8_t { kCalldata, kMemory };

/// Reads the members of an encoded tuple in their order, with the checks of solc 0.8's decoder (ABI coder v2). After
/// the first failure everything reads as zero or empty, so that a caller reads all and asks ok() once. Trailing bytes,
/// shared tails, backward offsets and unpadded or dirty padding are valid, as for solc. Views point into `data`.
class AbiReader {
 public:
  /// `head_words`: the words of the members' heads (a dynamic member has one).
  AbiReader(BytesView data, std::size_t head_words, AbiLocation location = AbiLocation::kMemory);
  AbiReader(const AbiReader&) = delete;
  AbiReader& operator=(const AbiReader&) = delete;

  bool ok() const { return *failure_ == AbiFailure::kNone; }
  AbiFailure failure() const { return *failure_; }

  /// uint8 to uint64.
  std::uint64_t number(unsigned bits);
  /// uint8 to uint256.
  Uint256 unsigned_number(unsigned bits);
  /// int8 to int256.
  Int256 signed_number(unsigned bits);
  Uint256 uint256() { return unsigned_number(256); }
  Address address();
  bool boolean();
  /// bytes32.
  Bytes32 word();
  /// bytesN: the first `size` bytes of a word whose others are zero.
  BytesView fixed_bytes(std::size_t size);

  /// bytes.
  BytesView bytes();
  /// string; solc does not check its UTF-8.
  std::string text();
  std::vector<Address> addresses();
  std::vector<Bytes32> words();
  std::vector<Uint256> unsigned_numbers(unsigned bits);
  std::vector<Int256> signed_numbers(unsigned bits);

  /// A dynamic tuple, or a fixed array of dynamic elements. A static tuple's members are read in place instead. The
  /// result shares this reader's failure and must not outlive it.
  AbiReader tuple(std::size_t head_words);
  /// A dynamic array: sets `count`; the result reads the elements, each of `words_per_element` head words.
  AbiReader array(std::size_t words_per_element, std::size_t& count);

 private:
  AbiReader(BytesView data, std::size_t base, AbiLocation location, AbiFailure* failure);

  const std::uint8_t* next_word();
  std::size_t next_tail(std::size_t needed);
  std::size_t next_length(std::size_t& position, std::size_t stride, std::size_t allocated_stride);
  void fail(AbiFailure failure);

  BytesView data_;
  std::size_t base_ = 0;  // what offsets count from
  std::size_t next_ = 0;  // position of the next head word
  AbiLocation location_;
  AbiFailure own_failure_ = AbiFailure::kNone;
  AbiFailure* failure_;  // of the outermost reader
};

/// Writes the members of a tuple in their order, in the canonical form that solc's encoder gives.
class AbiWriter {
 public:
  /// `head_words`: the words of the members' heads (a dynamic member has one); finish() checks that all were written.
  explicit AbiWriter(std::size_t head_words);
  /// The same behind a selector: a call's input or a custom error.
  AbiWriter(Selector selector, std::size_t head_words);

  AbiWriter& number(std::uint64_t value);
  AbiWriter& unsigned_number(const Uint256& value);
  AbiWriter& signed_number(const Int256& value);
  AbiWriter& address(const Address& value);
  AbiWriter& boolean(bool value);
  AbiWriter& word(const Bytes32& value);
  /// bytesN, at most 32.
  AbiWriter& fixed_bytes(BytesView value);

  AbiWriter& bytes(BytesView value);
  AbiWriter& text(std::string_view value);
  AbiWriter& addresses(std::span<const Address> values);
  AbiWriter& words(std::span<const Bytes32> values);
  AbiWriter& unsigned_numbers(std::span<const Uint256> values);
  AbiWriter& signed_numbers(std::span<const Int256> values);

  /// A dynamic tuple, or a fixed array of dynamic elements. A static tuple's members are written in place instead.
  AbiWriter& tuple(const AbiWriter& members);
  /// A dynamic array of `count` elements, whose heads and tails `elements` holds.
  AbiWriter& array(std::size_t count, const AbiWriter& elements);

  /// The encoding; the writer is then empty.
  Bytes finish();

 private:
  std::uint8_t* next_head();
  void begin_tail();
  std::uint8_t* append(std::size_t size);
  void append_count(std::size_t count);
  void append_encoding(const AbiWriter& other);

  Bytes bytes_;
  std::size_t base_;      // what offsets count from: behind the selector
  std::size_t next_;      // position of the next head word
  std::size_t head_end_;  // where tails begin
};

}  // namespace orrery::chains
