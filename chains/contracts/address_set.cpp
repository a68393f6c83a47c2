#include "chains/contracts/address_set.h"

#include "chains/contracts/storage_layout.h"

namespace orrery::chains {

bool WordSet::contains(Execution& execution, const Uint256& member) const {
  return execution.load(mapping_slot(execution, slot_ + 1, member)) != 0;
}

bool WordSet::add(Execution& execution, const Uint256& member) const {
  if (contains(execution, member)) return false;
  const Uint256 count = execution.load(slot_);
  execution.store(slot_, count + 1);
  execution.store(array_slot(execution, slot_) + count, member);
  execution.store(mapping_slot(execution, slot_ + 1, member), count + 1);
  return true;
}

bool WordSet::remove(Execution& execution, const Uint256& member) const {
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

Uint256 WordSet::size(Execution& execution) const { return execution.load(slot_); }

std::vector<Uint256> WordSet::values(Execution& execution, std::size_t from, std::size_t to) const {
  const Uint256 first = array_slot(execution, slot_);
  std::vector<Uint256> members;
  for (std::size_t i = from; i < to; ++i) members.push_back(execution.load(first + i));
  return members;
}

bool AddressSet::contains(Execution& execution, const Address& member) const {
  return words_.contains(execution, to_uint256(member));
}
bool AddressSet::add(Execution& execution, const Address& member) const {
  return words_.add(execution, to_uint256(member));
}
bool AddressSet::remove(Execution& execution, const Address& member) const {
  return words_.remove(execution, to_uint256(member));
}
std::vector<Address> AddressSet::values(Execution& execution) const {
  const auto count = static_cast<std::size_t>(words_.size(execution));
  std::vector<Address> members;
  for (const Uint256& word : words_.values(execution, 0, count)) members.push_back(to_address(word));
  return members;
}

}  // namespace orrery::chains
