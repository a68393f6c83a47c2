#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/language/population.h"

namespace orrery::scenarios {

/// The part of the language for pools that trade a lending market's tokens. pools.cpp binds the keys.

enum class PoolKind : std::uint8_t { kProduct, kStable };

struct AmmPoolEntry {
  std::string name;
  Reference market, base, quote;
  PoolKind kind = PoolKind::kProduct;
  std::optional<std::uint32_t> amplification;
  Price holds{};
  Place place;
};
/// Those who compare a pool's price with the one outside.
struct PoolTradersEntry : HoldersEntry {
  Reference pool;
  std::vector<Reference> providers;
};
struct PoolArbitrageursEntry : PoolTradersEntry {
  Price holds_quote{};
  sim::Fraction margin{10'000'000};
};
struct PoolSellersEntry : PoolTradersEntry {
  sim::Fraction fall{50'000'000};
  std::optional<sim::Fraction> fall_at_most;
  sim::Duration memory = sim::Duration::hours(24);
};
/// One alone, who is there from the beginning.
struct PoolTradeEntry : PopulationEntry {
  PoolTradeEntry() { starts_within = sim::Duration::zero(); }
  Reference pool, sells;
  sim::Time at;
  Price amount{};
  std::optional<sim::Duration> back_after;
  bool flash = false;
};
struct SourceKeepersEntry : PopulationEntry {
  SourceKeepersEntry() { starts_within = sim::Duration::minutes(1); }
  Reference market;
};

Section<AmmPoolEntry> amm_pool_section();
Section<PoolArbitrageursEntry> pool_arbitrageurs_section();
Section<PoolSellersEntry> pool_sellers_section();
Section<PoolTradeEntry> pool_trade_section();
Section<SourceKeepersEntry> source_keepers_section();

}  // namespace orrery::scenarios
