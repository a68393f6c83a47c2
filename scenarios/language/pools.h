#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/language/section.h"

namespace orrery::scenarios {

/// The part of the language for pools that trade a lending market's tokens. pools.cpp binds the keys.

struct AmmPoolEntry {
  std::string name;
  Reference market, base, quote;
  Price holds{};
  Place place;
};
struct PoolArbitrageursEntry {
  std::string name;
  Reference pool;
  std::uint32_t count = 1;
  Reference zone;
  std::vector<Reference> rpc, leans_on, providers;
  sim::Duration poll = sim::Duration::seconds(12);
  sim::Duration starts_within = sim::Duration::minutes(5);
  Price holds{}, holds_quote{};
  sim::Fraction margin{10'000'000};
  Place place;
};
struct PoolTradeEntry {
  std::string name;
  Reference pool, sells;
  sim::Time at;
  Price amount{};
  std::optional<sim::Duration> back_after;
  Reference zone;
  std::vector<Reference> rpc, leans_on;
  sim::Duration poll = sim::Duration::seconds(12);
  Place place;
};
struct SourceKeepersEntry {
  std::string name;
  Reference market;
  std::uint32_t count = 1;
  Reference zone;
  std::vector<Reference> rpc, leans_on;
  sim::Duration poll = sim::Duration::seconds(12);
  sim::Duration starts_within = sim::Duration::minutes(1);
  Place place;
};

Section<AmmPoolEntry> amm_pool_section();
Section<PoolArbitrageursEntry> pool_arbitrageurs_section();
Section<PoolTradeEntry> pool_trade_section();
Section<SourceKeepersEntry> source_keepers_section();

}  // namespace orrery::scenarios
