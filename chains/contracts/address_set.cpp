#include "chains/contracts/address_set.h"

#include "chains/contracts/storage_layout.h"

namespace orrery::chains {

bool AddressSet::contains(Execution& execution, const Address& member) const {
  return execution.load(mapping_slot(execution, slot_ + 1, member)) != 0;
}

bool AddressSet::add(Execution& execution, const Address& member) const {
  if (contains(execution, member)) return false;
  const Uint256 count = execution.load(slot_);
  execution.store(slot_, count + 1);
  execution.store(array_slot(execution, slot_) + count, to_uint256(member));
  execution.store(mapping_slot(execution, slot_ + 1, member), count + 1);
  return true;
}

bool AddressSet::remove(Execution& execution, const Address& member) const {
  const Uint256 position_slot = mapping_slot(execution, slot_ + 1, member);
  const Uint256 position = execution.load(position_slot);
  if (position == 0) return false;
  const Uint256 count = execution.load(slot_);
  const Uint256 first = array_slot(execution, slot_);
  if (position != count) {
    const Uint256 last = execution.load(first + (count - 1));
    execution.store(first + (position - 1), last);
    execution.store(mapping_slot(execution, slot_ + 1, last), position);
  }
  execution.store(first + (count - 1), 0);
  execution.store(slot_, count - 1);
  execution.store(position_slot, 0);
  return true;
}

std::vector<Address> AddressSet::values(Execution& execution) const {
  const auto count = static_cast<std::size_t>(execution.load(slot_));
  const Uint256 first = array_slot(execution, slot_);
  std::vector<Address> members;
  for (std::size_t i = 0; i < count; ++i) members.push_back(load_address(execution, first + i));
  return members;
}

}  // namespace orrery::chains
