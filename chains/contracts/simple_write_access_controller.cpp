#include "chains/contracts/simple_write_access_controller.h"

#include "chains/contracts/access_list.h"
#include "chains/contracts/ownable.h"

namespace orrery::chains {
namespace {

// The flag stands in slot 1 behind the proposed owner, which fills 160 bits.
constexpr AccessList kMembers{1, 2, 160};

void initialize(Execution& execution) {
  ownable::construct(execution);
  kMembers.construct(execution);
}
bool has_access(Execution& execution, Address user, Bytes) { return kMembers.has_access(execution, user); }
bool check_enabled(Execution& execution) { return kMembers.check_enabled(execution); }
void add_access(Execution& execution, Address user) { kMembers.add(execution, user); }
void remove_access(Execution& execution, Address user) { kMembers.remove(execution, user); }
void enable_access_check(Execution& execution) { kMembers.enable_check(execution); }
void disable_access_check(Execution& execution) { kMembers.disable_check(execution); }

}  // namespace

SimpleWriteAccessController::SimpleWriteAccessController() {
  add({
      {"constructor()", handler_of(initialize)},
      {"function hasAccess(address _user, bytes _calldata) view returns (bool)", handler_of(has_access), 500},
      {"function checkEnabled() view returns (bool)", handler_of(check_enabled), 200},
      {"function addAccess(address _user)", handler_of(add_access), 500},
      {"function removeAccess(address _user)", handler_of(remove_access), 500},
      {"function enableAccessCheck()", handler_of(enable_access_check), 300},
      {"function disableAccessCheck()", handler_of(disable_access_check), 300},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 200},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<>), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 300},
  });
  add({&kAddedAccess, &kRemovedAccess, &kCheckAccessEnabled, &kCheckAccessDisabled,
       &ownable::kOwnershipTransferRequested, &ownable::kOwnershipTransferred});
}

}  // namespace orrery::chains
