#include "chains/contracts/lending/interest_rate_strategy.h"

#include "chains/contracts/checked_math.h"
#include "chains/contracts/lending/ray_math.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace lending {

const ExternalFunction<std::tuple<Uint256, Uint256, Uint256>, RateQuestion> kCalculateInterestRates(
    "function calculateInterestRates((uint256 unbacked, uint256 liquidityAdded, uint256 liquidityTaken, "
    "uint256 totalStableDebt, uint256 totalVariableDebt, uint256 averageStableBorrowRate, uint256 reserveFactor, "
    "address reserve, address aToken) params) view returns (uint256, uint256, uint256)");

namespace {

constexpr unsigned kOptimal = 0, kBase = 1, kSlope1 = 2, kSlope2 = 3;  // numbers of immutables

const ExternalFunction<Uint256, Address> kBalanceOf("function balanceOf(address account) view returns (uint256)");

Uint256 setting(Execution& execution, unsigned number) { return execution.load_immutable(immutable_slot(number)); }

void initialize(Execution& execution, Uint256 optimal, Uint256 base, Uint256 slope1, Uint256 slope2) {
  require(optimal <= kRay, "83");  // INVALID_OPTIMAL_USAGE_RATIO
  execution.store(immutable_slot(kOptimal), optimal);
  execution.store(immutable_slot(kBase), base);
  execution.store(immutable_slot(kSlope1), slope1);
  execution.store(immutable_slot(kSlope2), slope2);
}

Uint256 borrow_rate(Execution& execution, const Uint256& usage) {
  const Uint256 optimal = setting(execution, kOptimal), base = setting(execution, kBase);
  const Uint256 slope1 = setting(execution, kSlope1);
  if (usage <= optimal) {
    return optimal == 0 ? base : checked_add(base, ray_divide(ray_multiply(slope1, usage), optimal));
  }
  const Uint256 excess = ray_divide(usage - optimal, kRay - optimal);
  return checked_add(checked_add(base, slope1), ray_multiply(setting(execution, kSlope2), excess));
}

std::tuple<Uint256, Uint256, Uint256> calculate(Execution& execution, RateQuestion question) {
  const auto& [unbacked, added, taken, stable_debt, debt, average_stable, reserve_factor, reserve, a_token] = question;
  if (debt == 0) return {0, 0, setting(execution, kBase)};
  const Uint256 cash = checked_subtract(checked_add(kBalanceOf(execution, reserve, a_token), added), taken);
  const Uint256 usage = ray_divide(debt, checked_add(cash, debt));
  const Uint256 rate = borrow_rate(execution, usage);
  // Deposits that nothing backs share the interest of the others: they cannot earn what nobody pays.
  const Uint256 supplied = ray_divide(debt, checked_add(checked_add(cash, debt), unbacked));
  const Uint256 deposits =
      percent_multiply(ray_multiply(rate, supplied), checked_subtract(kBasisPoints, reserve_factor));
  return {deposits, 0, rate};
}

Uint256 optimal(Execution& execution) { return setting(execution, kOptimal); }
Uint256 base(Execution& execution) { return setting(execution, kBase); }
Uint256 slope1(Execution& execution) { return setting(execution, kSlope1); }
Uint256 slope2(Execution& execution) { return setting(execution, kSlope2); }
Uint256 maximum(Execution& execution) { return base(execution) + slope1(execution) + slope2(execution); }

}  // namespace
}  // namespace lending

InterestRateStrategy::InterestRateStrategy() {
  using namespace lending;
  add({
      {"constructor(uint256 optimalUsageRatio, uint256 baseVariableBorrowRate, uint256 variableRateSlope1, "
       "uint256 variableRateSlope2)",
       handler_of(initialize)},
      {"function calculateInterestRates((uint256 unbacked, uint256 liquidityAdded, uint256 liquidityTaken, "
       "uint256 totalStableDebt, uint256 totalVariableDebt, uint256 averageStableBorrowRate, uint256 reserveFactor, "
       "address reserve, address aToken) params) view returns (uint256, uint256, uint256)",
       handler_of(calculate), 2'500},
      {"function OPTIMAL_USAGE_RATIO() view returns (uint256)", handler_of(optimal), 250},
      {"function getBaseVariableBorrowRate() view returns (uint256)", handler_of(base), 250},
      {"function getVariableRateSlope1() view returns (uint256)", handler_of(slope1), 250},
      {"function getVariableRateSlope2() view returns (uint256)", handler_of(slope2), 250},
      {"function getMaxVariableBorrowRate() view returns (uint256)", handler_of(maximum), 300},
  });
}

}  // namespace orrery::chains
