#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "chains/encoding/abi_type.h"

namespace orrery::chains {

/// A value of a type known at run time; for tools and tests. Contracts and nodes use AbiReader and AbiWriter.
struct AbiValue {
  using List = std::vector<AbiValue>;
  /// uintN; intN; address; bool; bytes and bytesN; string; arrays and tuples.
  std::variant<Uint256, Int256, Address, bool, Bytes, std::string, List> data;

  bool operator==(const AbiValue&) const = default;
};

/// The canonical encoding of a tuple. Values must be of the types' kinds, lengths and ranges, else the run stops.
Bytes abi_encode(const std::vector<AbiType>& types, const std::vector<AbiValue>& values);
/// Empty when solc's decoder would revert (see AbiReader), or when more than a million values would come out, which
/// nested arrays that share their tails can do.
std::optional<std::vector<AbiValue>> abi_decode(const std::vector<AbiType>& types, BytesView data);

/// For people: numbers in decimal, bytes in hexadecimal, addresses in EIP-55, "[a, b]" for lists.
std::string to_text(const AbiValue& value);

}  // namespace orrery::chains
