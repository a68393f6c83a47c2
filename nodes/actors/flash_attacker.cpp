#include "nodes/actors/flash_attacker.h"

#include <limits>

namespace orrery::nodes {
namespace {

constexpr Gas kStrikeGas = 2'000'000;
constexpr std::uint32_t kStrike = 1;  // a job

}  // namespace

void FlashAttacker::look() {
  if (host_.now() < spec_.at || is_busy()) return;
  // A machine that restarts does not know that it has struck; the debt that is left behind does.
  read(
      spec_.lending_pool, "getUserAccountData(address)",
      [this](const Words& account) {
        if (account.size() != 6 || is_busy()) return;
        if (account[1] == 0) strike();
        retire();
      },
      spec_.contract);
}

void FlashAttacker::strike() {
  constexpr std::uint64_t kAnyTime = std::numeric_limits<std::uint64_t>::max();
  const Address& sold = spec_.sells_base ? spec_.pool.base : spec_.pool.quote;
  const Address& bought = spec_.sells_base ? spec_.pool.quote : spec_.pool.base;
  submit(spec_.contract, "strike(address,uint256,address,address,bytes)", kStrikeGas, kStrike, sold, spec_.amount,
         bought, spec_.pool.router,
         swap_input(spec_.pool, {spec_.sells_base, spec_.amount, 0}, spec_.contract, kAnyTime));
}

}  // namespace orrery::nodes
