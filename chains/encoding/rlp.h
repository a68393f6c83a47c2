#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "chains/bytes.h"
#include "chains/uint256.h"

namespace orrery::chains {

/// Writes RLP items one behind the other (Ethereum yellow paper, appendix B).
class RlpWriter {
 public:
  RlpWriter& bytes(BytesView value);
  RlpWriter& text(std::string_view value);
  /// Big-endian without leading zeros; zero is the empty string.
  RlpWriter& number(std::uint64_t value);
  RlpWriter& number(const Uint256& value);
  /// A list whose items `items` holds.
  RlpWriter& list(const RlpWriter& items);

  /// All items written so far.
  const Bytes& items() const { return bytes_; }
  /// The items as one list.
  Bytes as_list() const;

 private:
  void append_header(std::size_t size, std::uint8_t short_base);

  Bytes bytes_;
};

/// Reads RLP items one behind the other and refuses every form but the canonical one: lengths with leading zeros, long
/// forms of short items, a one-byte string that should stand for itself, numbers with leading zeros. After the first
/// failure everything reads as zero or empty and ok() is false. Views point into the data.
class RlpReader {
 public:
  explicit RlpReader(BytesView data) : rest_(data) {}

  bool ok() const { return ok_; }
  /// All is read and nothing failed.
  bool is_finished() const { return ok_ && rest_.empty(); }
  /// More items follow.
  bool has_more() const { return ok_ && !rest_.empty(); }
  /// The next item is a list.
  bool is_list() const { return has_more() && rest_[0] >= 0xc0; }

  BytesView bytes();
  /// A string of exactly `size` bytes.
  BytesView bytes(std::size_t size);
  std::uint64_t number();
  Uint256 uint256();
  /// A reader of the next item's items. Failures in it are its own: ask it, too.
  RlpReader list();
  /// The next item whole, with its header, checked to its own end but not inside.
  BytesView raw_item();

 private:
  struct Item {
    bool is_list = false;
    BytesView payload, whole;
  };
  Item next();
  Item fail();
  BytesView number_bytes(std::size_t most);

  BytesView rest_;
  bool ok_ = true;
};

/// True when `data` is one canonical item and, for lists, all items inside are, to a depth of 1024.
bool is_canonical_rlp(BytesView data);

}  // namespace orrery::chains
