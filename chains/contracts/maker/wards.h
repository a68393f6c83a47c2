#pragma once

#include <string_view>

#include "chains/contracts/solidity_contract.h"

// What the contracts of a vault system share: who may do what (mapping `wards` in slot 0), the anonymous event of each
// call, and arithmetic that reverts without words. Source: dss 1.0, lib.sol and the head of each contract.

namespace orrery::chains::maker {

inline constexpr unsigned kWards = 0;
inline const Uint256 kWad("1000000000000000000");
inline const Uint256 kRay("1000000000000000000000000000");

/// The deployer becomes a ward.
void construct_wards(Execution& execution);
void require_ward(Execution& execution, std::string_view reason);
Uint256 is_ward(Execution& execution, Address account);
void set_ward(Execution& execution, const Address& account, bool allowed);

/// Logs LogNote(bytes4 indexed sig, address indexed usr, bytes32 indexed arg1, bytes32 indexed arg2, bytes data)
/// anonymous: 224 bytes of the call. A Vat's has arg1, arg2 and arg3 in place of the sender.
void note(Execution& execution);
void note_of_vat(Execution& execution);

/// `rely` and `deny` of a contract whose own kRequireAuth refuses all but wards.
template <void (*kRequireAuth)(Execution&)>
void rely_of(Execution& execution, Address account) {
  kRequireAuth(execution);
  set_ward(execution, account, true);
  note(execution);
}
template <void (*kRequireAuth)(Execution&)>
void deny_of(Execution& execution, Address account) {
  kRequireAuth(execution);
  set_ward(execution, account, false);
  note(execution);
}

/// "spot" as a bytes32.
Bytes32 word_of(std::string_view text);

/// Each reverts without data when the result leaves its type.
Uint256 add(const Uint256& x, const Uint256& y);
Uint256 sub(const Uint256& x, const Uint256& y);
Uint256 mul(const Uint256& x, const Uint256& y);
Uint256 add_signed(const Uint256& x, const Int256& y);
Int256 mul_signed(const Uint256& x, const Int256& y);
/// A moment `seconds` from now, in 48 bits.
Uint256 later(Execution& execution, const Uint256& seconds);

}  // namespace orrery::chains::maker
