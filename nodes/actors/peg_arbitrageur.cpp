#include "nodes/actors/peg_arbitrageur.h"

#include <algorithm>

#include "chains/contracts/abi_types.h"

namespace orrery::nodes {
namespace {

constexpr Gas kSellGas = 250'000;

/// What the module gives for an amount of the gem, in the coin's smallest unit.
Uint256 at_par(Uint256 amount, int from_decimals, int to_decimals) {
  for (int i = from_decimals; i < to_decimals; ++i) amount *= 10;
  for (int i = to_decimals; i < from_decimals; ++i) amount /= 10;
  return amount;
}

}  // namespace

PegArbitrageur::PegArbitrageur(sim::Host& host, const PegArbitrageurSpec& spec)
    : LendingActor(host, spec),
      gem_(spec.gem),
      coin_(spec.coin),
      margin_(spec.margin),
      step_(spec.step),
      reader_(host, "arbitrageur") {}

void PegArbitrageur::look() {
  // Once a life: after a restart the same allowance is given again, which changes nothing.
  if (!approved_) approve(spec_.collateral);
  approved_ = true;
  if (is_busy()) return;
  reader_.read_both(gem_, coin_, [this](Price gem, Price coin) { judge(gem, coin); });
}

void PegArbitrageur::judge(Price gem, Price coin) {
  if (is_busy() || times_ppb(gem, kOnePpb + margin_.parts_per_billion) >= coin) return;
  read_balance(spec_.collateral.token, self(), [this](const Uint256& stock) {
    if (stock == 0) return retire();
    read_balance(spec_.debt.token, spec_.pool, [this, stock](const Uint256& coins) {
      const Uint256 left = at_par(coins, spec_.debt.decimals, spec_.collateral.decimals);
      sell(std::min({stock, step_, left}));
    });
  });
}

void PegArbitrageur::sell(const Uint256& amount) {
  if (is_busy() || amount == 0) return;
  submit(spec_.pool, "sellGem(address,uint256)", kSellGas, /*job=*/0, self(), amount);
}

}  // namespace orrery::nodes
