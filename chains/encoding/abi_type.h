#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chains/encoding/abi.h"

namespace orrery::chains {

/// A type of the contract ABI, known at run time.
class AbiType {
 public:
  enum class Kind : std::uint8_t {
    kUint,
    kInt,
    kAddress,
    kBool,
    kFixedBytes,
    kBytes,
    kString,
    kArray,
    kFixedArray,
    kTuple
  };

  /// Reads "uint256[]", "bytes32[3]", "(uint32,int192[])" and the like; "uint" and "int" mean 256 bits. Throws
  /// sim::InputError.
  static AbiType parse(std::string_view text);
  /// Reads the types of a tuple's members: "(uint256,bytes)". Throws sim::InputError.
  static std::vector<AbiType> parse_list(std::string_view text);

  Kind kind() const { return kind_; }
  /// Bits of an integer, bytes of bytesN, elements of a fixed array.
  std::size_t size() const { return size_; }
  /// Members of a tuple; the one element type of an array.
  const std::vector<AbiType>& members() const { return members_; }
  const AbiType& element() const { return members_.front(); }

  bool is_dynamic() const { return dynamic_; }
  /// Words in the head of what holds it: one when dynamic.
  std::size_t head_words() const { return head_words_; }
  /// The canonical text, as signatures have it.
  std::string text() const;

 private:
  friend class AbiTypeParser;
  AbiType(Kind kind, std::size_t size, std::vector<AbiType> members = {});

  Kind kind_;
  std::size_t size_;
  std::vector<AbiType> members_;
  bool dynamic_ = false;
  std::size_t head_words_ = 1;
};

/// The head words of a tuple of these types.
std::size_t head_words(const std::vector<AbiType>& types);

/// "transfer(address,uint256)", taken apart.
struct AbiSignature {
  std::string name;
  std::vector<AbiType> inputs;

  /// Throws sim::InputError.
  static AbiSignature parse(std::string_view text);
  /// The canonical text, which selectors and topics hash.
  std::string text() const;
  Selector selector() const { return selector_of(text()); }
  Bytes32 topic() const { return topic_of(text()); }
};

}  // namespace orrery::chains
