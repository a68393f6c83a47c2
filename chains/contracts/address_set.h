#pragma once

#include <vector>

#include "chains/bytes.h"
#include "chains/contract.h"

namespace orrery::chains {

/// A set of addresses that lists its members, as OpenZeppelin's EnumerableSet stores it: the array at `slot`, each
/// member's position plus one in the mapping at the slot behind. Removal moves the last member to the hole.
class AddressSet {
 public:
  explicit constexpr AddressSet(unsigned slot) : slot_(slot) {}

  bool contains(Execution& execution, const Address& member) const;
  /// False when it was there already.
  bool add(Execution& execution, const Address& member) const;
  /// False when it was not there.
  bool remove(Execution& execution, const Address& member) const;
  std::vector<Address> values(Execution& execution) const;

 private:
  unsigned slot_;
};

}  // namespace orrery::chains
