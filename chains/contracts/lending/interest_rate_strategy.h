#pragma once

#include "chains/contracts/external_call.h"
#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "InterestRateStrategy": the two-slope curve of utilisation of Aave v3's DefaultReserveInterestRateStrategy, without
/// its stable rates. Rates are yearly, in rays.
class InterestRateStrategy : public SolidityContract {
 public:
  InterestRateStrategy();
};

namespace lending {

/// unbacked, liquidityAdded, liquidityTaken, totalStableDebt, totalVariableDebt, averageStableBorrowRate,
/// reserveFactor, reserve, aToken
using RateQuestion = std::tuple<Uint256, Uint256, Uint256, Uint256, Uint256, Uint256, Uint256, Address, Address>;
/// Rates of deposits, of stable debts (always 0 here) and of variable debts.
extern const ExternalFunction<std::tuple<Uint256, Uint256, Uint256>, RateQuestion> kCalculateInterestRates;

}  // namespace lending
}  // namespace orrery::chains
