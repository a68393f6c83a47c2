#pragma once

#include <optional>
#include <set>

#include "nodes/actors/lending_actor.h"
#include "nodes/market/price_reader.h"

namespace orrery::nodes {

/// A bot that finds borrowers in the pool's logs, reads each one's health every `poll`, and pays the debts of the
/// unhealthy from its own stock of the debt asset, as far as the pool allows.
struct LiquidatorSpec : LendingActorSpec {
  /// Where it would sell the collateral. With providers it acts only when the market gives more for the collateral than
  /// it pays, bonus included; without, always.
  PriceSourcesSpec market = {};
};

class Liquidator final : public LendingActor {
 public:
  Liquidator(sim::Host& host, const LiquidatorSpec& spec);

 private:
  void look() override;
  void find_borrowers();
  void check_market();
  void check_borrowers();
  void act_on(const Address& user, std::uint32_t number);

  PriceSourcesSpec market_;
  std::optional<PriceReader> reader_;
  std::vector<Address> borrowers_;
  std::set<Address> known_;
  std::uint64_t next_block_ = 0;
  bool approved_ = false;
};

}  // namespace orrery::nodes
