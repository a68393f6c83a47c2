#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chains/bytes.h"
#include "chains/encoding/abi.h"

namespace orrery::chains {

/// One entry of a human-readable ABI, such as "function f(uint256 x, bytes data) view returns (bool)" or
/// "event E(address indexed from, uint256 value)". The forms are those that ethers and viem read.
struct Signature {
  struct Parameter {
    std::string type;  ///< canonical: "uint256", "(address,uint8)[]"
    bool indexed = false;
  };

  std::string kind;  ///< "constructor", "function", "event", "error", "receive", "fallback"
  std::string name;
  std::vector<Parameter> inputs;
  std::vector<Parameter> outputs;
  bool payable = false;
  bool view = false;

  /// "f(uint256,bytes)": what selectors and topics hash.
  std::string canonical() const;
  /// The first four bytes of the hash of canonical().
  Selector selector() const;
  /// The hash of canonical().
  Bytes32 topic() const;
};

/// Stops the run on text that is no such entry: the texts are part of the program.
Signature parse_signature(std::string_view text);

}  // namespace orrery::chains
