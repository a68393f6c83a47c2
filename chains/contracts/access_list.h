#pragma once

#include "chains/contract.h"
#include "chains/contracts/event.h"
#include "chains/contracts/external_call.h"
#include "chains/uint256.h"

namespace orrery::chains {

/// The accounts that a contract's owner lets in, and whether that is checked at all. Its two variables stand at
/// `check_enabled_slot` (a flag at `flag`) and the slot behind.
class AccessList {
 public:
  constexpr AccessList(unsigned check_enabled_slot, unsigned list_slot, unsigned flag_offset_bits)
      : check_enabled_slot_(check_enabled_slot), list_slot_(list_slot), flag_offset_bits_(flag_offset_bits) {}

  /// Turns the check on, without an event.
  void construct(Execution& execution) const;
  bool check_enabled(Execution& execution) const;
  /// In the list, or nobody is checked.
  bool has_access(Execution& execution, const Address& user) const;
  /// The next four are the owner's: "Only callable by owner". They log only what changes.
  void add(Execution& execution, const Address& user) const;
  void remove(Execution& execution, const Address& user) const;
  void enable_check(Execution& execution) const;
  void disable_check(Execution& execution) const;

 private:
  void set_listed(Execution& execution, const Address& user, bool listed, const Event& event) const;
  void set_check(Execution& execution, bool enabled, const Event& event) const;

  unsigned check_enabled_slot_, list_slot_, flag_offset_bits_;
};

extern const Event kAddedAccess;
extern const Event kRemovedAccess;
extern const Event kCheckAccessEnabled;
extern const Event kCheckAccessDisabled;

/// hasAccess of another contract.
extern const ExternalFunction<bool, Address, BytesView> kHasAccess;

}  // namespace orrery::chains
