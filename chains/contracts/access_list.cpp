#include "chains/contracts/access_list.h"

#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr PackedField kListed{0, 8};

}  // namespace

const Event kAddedAccess("event AddedAccess(address user)");
const Event kRemovedAccess("event RemovedAccess(address user)");
const Event kCheckAccessEnabled("event CheckAccessEnabled()");
const Event kCheckAccessDisabled("event CheckAccessDisabled()");
const ExternalFunction<bool, Address, BytesView> kHasAccess(
    "function hasAccess(address user, bytes data) view returns (bool)");

void AccessList::construct(Execution& execution) const {
  const PackedField flag{flag_offset_bits_, 8};
  execution.store(check_enabled_slot_, flag.write(execution.load(check_enabled_slot_), 1));
}

bool AccessList::check_enabled(Execution& execution) const {
  return PackedField{flag_offset_bits_, 8}.read_flag(execution.load(check_enabled_slot_));
}

bool AccessList::has_access(Execution& execution, const Address& user) const {
  return kListed.read_flag(execution.load(mapping_slot(execution, list_slot_, user))) || !check_enabled(execution);
}

void AccessList::set_listed(Execution& execution, const Address& user, bool listed, const Event& event) const {
  ownable::require_owner(execution);
  const Uint256 slot = mapping_slot(execution, list_slot_, user);
  const Uint256 word = execution.load(slot);
  if (kListed.read_flag(word) == listed) return;
  execution.store(slot, kListed.write(word, listed ? 1 : 0));
  event.emit(execution, user);
}

void AccessList::add(Execution& execution, const Address& user) const {
  set_listed(execution, user, true, kAddedAccess);
}
void AccessList::remove(Execution& execution, const Address& user) const {
  set_listed(execution, user, false, kRemovedAccess);
}

void AccessList::set_check(Execution& execution, bool enabled, const Event& event) const {
  ownable::require_owner(execution);
  const PackedField flag{flag_offset_bits_, 8};
  const Uint256 word = execution.load(check_enabled_slot_);
  if (flag.read_flag(word) == enabled) return;
  execution.store(check_enabled_slot_, flag.write(word, enabled ? 1 : 0));
  event.emit(execution);
}

void AccessList::enable_check(Execution& execution) const { set_check(execution, true, kCheckAccessEnabled); }
void AccessList::disable_check(Execution& execution) const { set_check(execution, false, kCheckAccessDisabled); }

}  // namespace orrery::chains
