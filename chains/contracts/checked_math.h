#pragma once

#include "chains/contract.h"
#include "chains/uint256.h"

// Arithmetic as Solidity 0.8 does it: what leaves 256 bits reverts with Panic(0x11), a division by zero with
// Panic(0x12).

namespace orrery::chains {

inline Uint256 checked_add(const Uint256& a, const Uint256& b) {
  const Uint256 sum = a + b;
  if (sum < a) revert_panic(0x11);
  return sum;
}
inline Uint256 checked_subtract(const Uint256& a, const Uint256& b) {
  if (b > a) revert_panic(0x11);
  return a - b;
}
inline Uint256 checked_multiply(const Uint256& a, const Uint256& b) {
  if (a == 0 || b == 0) return 0;
  const Uint256 product = a * b;
  if (product / a != b) revert_panic(0x11);
  return product;
}
inline Uint256 checked_divide(const Uint256& a, const Uint256& b) {
  if (b == 0) revert_panic(0x12);
  return a / b;
}
/// 10^exponent; more than 77 reverts.
inline Uint256 power_of_ten(unsigned exponent) {
  if (exponent > 77) revert_panic(0x11);
  Uint256 power = 1;
  for (unsigned i = 0; i < exponent; ++i) power *= 10;
  return power;
}

}  // namespace orrery::chains
