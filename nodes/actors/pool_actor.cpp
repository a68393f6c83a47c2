#include "nodes/actors/pool_actor.h"

#include <utility>

namespace orrery::nodes {
namespace {

constexpr Gas kSwapGas = 300'000, kApproveGas = 80'000;
constexpr sim::Duration kGoodFor = sim::Duration::minutes(10);
constexpr std::uint32_t kApproval = 1, kSwap = 2;  // jobs

}  // namespace

void PoolActor::approve_once(std::initializer_list<Address> tokens) {
  // Once a life: after a restart the same allowance is given again, which changes nothing.
  if (std::exchange(has_approved_, true)) return;
  for (const Address& token : tokens)
    submit(token, "approve(address,uint256)", kApproveGas, kApproval, pool_.router, Uint256(~Uint256(0)));
}

void PoolActor::read_stock(bool of_base, std::function<void(const Uint256&)> done) {
  read(
      token(of_base), "balanceOf(address)", [done = std::move(done)](const Words& words) { done(words.front()); },
      self());
}

void PoolActor::order(const PoolTrade& trade) {
  if (is_busy() || trade.amount == 0) return;
  const auto deadline = static_cast<std::uint64_t>((host_.now() + kGoodFor).unix_seconds());
  submit_input(pool_.router, swap_input(pool_, trade, self(), deadline), kSwapGas, kSwap);
}

void PoolActor::sell_all(bool base) {
  read_stock(base, [this, base](const Uint256& stock) { order({base, stock, 0}); });
}

}  // namespace orrery::nodes
