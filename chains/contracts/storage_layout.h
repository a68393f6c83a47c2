#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "chains/bytes.h"
#include "chains/contract.h"
#include "chains/uint256.h"

// Where Solidity keeps state variables, over the words of Execution's storage.
// Source: the Solidity documentation, "Layout of State Variables in Storage".

namespace orrery::chains {

/// The slot of `map[key]` of a mapping declared at `slot`: keccak256(key ‖ slot), with its gas.
Uint256 mapping_slot(Execution& execution, const Uint256& slot, const Uint256& key);
Uint256 mapping_slot(Execution& execution, const Uint256& slot, const Address& key);
Uint256 mapping_slot(Execution& execution, const Uint256& slot, const Bytes32& key);
/// The slot of element 0 of a dynamic array declared at `slot`: keccak256(slot), with its gas.
Uint256 array_slot(Execution& execution, const Uint256& slot);

/// The place of a packed field in its word; the first declared variable has offset 0.
struct PackedField {
  unsigned offset_bits = 0, bits = 256;

  Uint256 read(const Uint256& word) const;
  bool read_flag(const Uint256& word) const { return read(word) != 0; }
  std::uint64_t read_small(const Uint256& word) const { return static_cast<std::uint64_t>(read(word)); }
  /// The word with the field replaced; higher bits of `value` are cut off.
  [[nodiscard]] Uint256 write(const Uint256& word, const Uint256& value) const;
};

/// An address in the low 160 bits of a word of its own.
Address load_address(Execution& execution, const Uint256& slot);
/// Leaves the bits above the address as they are.
void store_address(Execution& execution, const Uint256& slot, const Address& address);

/// `string` and `bytes`: up to 31 bytes beside twice the length, longer ones from keccak256(slot) on.
std::string load_string(Execution& execution, const Uint256& slot);
void store_string(Execution& execution, const Uint256& slot, std::string_view text);

/// The slot at which this simulator keeps immutable number `index` of a contract: no slot of Solidity's layout.
Uint256 immutable_slot(unsigned index);

}  // namespace orrery::chains
