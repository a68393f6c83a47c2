#include "nodes/actors/vault_owner.h"

#include <algorithm>

namespace orrery::nodes {
namespace {

constexpr Gas kGemApproveGas = 80'000, kGemJoinGas = 200'000, kFrobGas = 350'000;
const Uint256 kRay("1000000000000000000000000000");

}  // namespace

VaultOwner::VaultOwner(sim::Host& host, const VaultOwnerSpec& spec)
    : ChainActor(host, spec),
      spec_(spec),
      ratio_ppb_(static_cast<std::uint64_t>(host.random("ratio").between(
          static_cast<std::int64_t>(spec.lowest_ratio_ppb), static_cast<std::int64_t>(spec.highest_ratio_ppb)))) {}

void VaultOwner::look() {
  if (is_busy()) return;
  const VaultSystem& system = spec_.system;
  read(
      system.vat, "urns(bytes32,address)",
      [this](const Words& urn) {
        if (is_busy()) return;
        if (urn.size() == 2 && urn[1] != 0) return retire();
        read(
            spec_.system.vat, "ilks(bytes32)",
            [this](const Words& ilk) {
              // Nobody opens a vault before the system knows a price.
              if (ilk.size() != 5 || ilk[2] == 0) return;
              read(
                  spec_.system.vat, "gem(bytes32,address)",
                  [this, spot = ilk[2]](const Words& gem) {
                    if (is_busy()) return;
                    if (gem[0] == 0) return bring_in();
                    draw(gem[0], spot);
                  },
                  spec_.system.ilk, self());
            },
            spec_.system.ilk);
      },
      system.ilk, self());
}

void VaultOwner::bring_in() {
  read(
      spec_.system.gem, "balanceOf(address)",
      [this](const Words& balance) {
        if (is_busy()) return;
        if (balance[0] == 0) return retire();  // everything was taken
        submit(spec_.system.gem, "approve(address,uint256)", kGemApproveGas, 0, spec_.system.gem_join, balance[0]);
        submit(spec_.system.gem_join, "join(address,uint256)", kGemJoinGas, 0, self(), balance[0]);
      },
      self());
}

void VaultOwner::draw(const Uint256& gem, const Uint256& spot) {
  // `spot` is the price over the liquidation ratio, so a debt of gem * spot stands exactly at that ratio.
  const Uint256 most = gem * spot / kRay;
  // A thousandth less where the ratio is the lowest, for the price may move on the way.
  const std::uint64_t ratio = std::max(ratio_ppb_, spec_.liquidation_ratio_ppb / 1'000 * 1'001);
  const Uint256 debt = most * spec_.liquidation_ratio_ppb / ratio;
  submit(spec_.system.vat, "frob(bytes32,address,address,address,int256,int256)", kFrobGas, 0, spec_.system.ilk, self(),
         self(), self(), chains::Int256(gem), chains::Int256(debt));
}

}  // namespace orrery::nodes
