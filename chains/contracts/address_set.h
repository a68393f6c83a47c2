#pragma once

#include <vector>

#include "chains/bytes.h"
#include "chains/contract.h"
#include "chains/uint256.h"

namespace orrery::chains {

/// A set of words that lists its members, as OpenZeppelin's EnumerableSet stores it: the array at `slot`, each member's
/// position plus one in the mapping at the slot behind. Removal moves the last member to the hole.
class WordSet {
 public:
  explicit constexpr WordSet(unsigned slot) : slot_(slot) {}

  bool contains(Execution& execution, const Uint256& member) const;
  /// False when it was there already.
  bool add(Execution& execution, const Uint256& member) const;
  /// False when it was not there.
  bool remove(Execution& execution, const Uint256& member) const;
  Uint256 size(Execution& execution) const;
  /// The members from position `from` up to `to`, at most the size.
  std::vector<Uint256> values(Execution& execution, std::size_t from, std::size_t to) const;

 private:
  unsigned slot_;
};

/// The same of addresses.
class AddressSet {
 public:
  explicit constexpr AddressSet(unsigned slot) : words_(slot) {}

  bool contains(Execution& execution, const Address& member) const;
  bool add(Execution& execution, const Address& member) const;
  bool remove(Execution& execution, const Address& member) const;
  std::vector<Address> values(Execution& execution) const;

 private:
  WordSet words_;
};

}  // namespace orrery::chains
