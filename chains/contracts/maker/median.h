#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "Median": a price from an odd number (`bar`) of signed ones, the middle of which it keeps. Interface, reasons and
/// what is signed: makerdao/median, median.sol, as it stood in March 2020; `wat` is given to the constructor here.
class Median : public SolidityContract {
 public:
  Median();

  /// What an oracle signs: keccak256 of "\x19Ethereum Signed Message:\n32" and keccak256(val, age, wat), where `price`
  /// is a wad and `age` are unix seconds.
  static Bytes32 signed_hash(const Uint256& price, const Uint256& age, const Bytes32& pair);
};

}  // namespace orrery::chains
