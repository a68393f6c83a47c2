#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nodes/market/provider.h"
#include "scenarios/language/gas.h"
#include "scenarios/language/governance.h"
#include "scenarios/language/lending.h"
#include "scenarios/language/lesson.h"
#include "scenarios/language/peg.h"
#include "scenarios/language/pools.h"
#include "scenarios/language/section.h"
#include "scenarios/language/validation.h"
#include "scenarios/language/vaults.h"
#include "scenarios/report/figures.h"

namespace orrery::scenarios {

/// Every entry below is one section of a scenario file; its members are the keys, their initial values the defaults.
/// scenario.cpp binds them and says what each means; docs/scenarios.md is written from there.

struct ZoneEntry {
  std::string name;
  sim::Duration internal_latency = sim::Duration::microseconds(250);
  Place place;
};
struct LatencyEntry {
  std::string file;
  sim::Duration between_zones = sim::Duration::milliseconds(40);
  sim::Duration jitter_scale = sim::Duration::microseconds(350);
  sim::Duration jitter_cap = sim::Duration::milliseconds(50);
  sim::Fraction loss;
  std::uint64_t bytes_per_second = 0;
  Place place;
};
struct LinkEntry {
  std::vector<Reference> between;
  sim::Duration latency = sim::Duration::milliseconds(40);
  sim::Duration jitter_scale = sim::Duration::microseconds(350);
  sim::Duration jitter_cap = sim::Duration::milliseconds(50);
  sim::Fraction loss, duplication;
  std::uint64_t bytes_per_second = 0;
  Place place;
};
struct ServiceEntry {
  std::string name;
  Reference zone;
  std::string effect = "stops";
  std::string about;
  Place place;
};
struct PriceEntry {
  std::string name;
  std::string candles;
  std::optional<Price> value;
  std::vector<Reference> ratio;
  Place place;
};
struct VenueEntry {
  std::string name;
  Reference zone;
  std::vector<Reference> prices;
  std::uint32_t weight = 100;
  sim::Fraction noise{200'000};
  sim::Duration noise_memory = sim::Duration::seconds(60);
  sim::Fraction spread{100'000};
  sim::Duration lag = sim::Duration::milliseconds(100);
  std::vector<Reference> leans_on;
  Place place;
};
struct ProviderEntry {
  std::string name;
  Reference zone;
  std::vector<Reference> venues;
  std::vector<Reference> leans_on;
  std::uint32_t fewest_venues = 1;
  nodes::OutlierRule::Kind outliers = nodes::OutlierRule::Kind::kDeviations;
  sim::Fraction outlier_share{20'000'000};
  sim::Duration refresh = sim::Duration::seconds(1);
  sim::Duration oldest_quote = sim::Duration::seconds(60);
  sim::Duration oldest_answer = sim::Duration::seconds(300);
  sim::Duration processing;
  sim::Fraction errors{1'000'000};
  std::uint32_t requests_per_minute = 0;
  Place place;
};
struct ValidatorsEntry {
  Reference name;
  Reference zone;
  sim::Fraction share{};
  std::uint32_t count = 1;
  std::vector<Reference> leans_on;
  Place place;
};
struct ChainEntry {
  std::string name;
  std::string preset = "ethereum";
  Reference settles_on;
  Reference sequencer;
  std::vector<Reference> sequencer_leans_on;
  std::optional<std::uint64_t> chain_id;
  std::optional<sim::Duration> block_time;
  std::optional<sim::Fraction> missed_slots;
  std::optional<Wei> base_fee;
  std::optional<std::uint64_t> gas_limit;
  std::vector<ValidatorsEntry> validators;
  Place place;
};
struct RpcEntry {
  std::string name;
  Reference chain;
  Reference zone;
  std::vector<Reference> leans_on;
  sim::Duration import_delay = sim::Duration::milliseconds(80);
  sim::Duration fastest = sim::Duration::milliseconds(20);
  sim::Duration spread = sim::Duration::milliseconds(30);
  sim::Duration slowest = sim::Duration::seconds(2);
  sim::Fraction error_rate{2'000'000};
  std::uint32_t requests_per_second = 0;
  std::uint32_t burst = 50;
  Place place;
};
struct NodesEntry {
  std::uint32_t count = 1;
  Reference zone;
  std::vector<Reference> rpc;
  std::vector<Reference> providers;
  std::vector<Reference> leans_on;
  std::optional<sim::Duration> recycle;
  sim::Duration clock_skew;
  Place place;
};
/// What every feed states, whatever stands behind it.
struct FeedEntry {
  std::string name;
  Reference chain;
  Reference price;
  sim::Duration heartbeat = sim::Duration::seconds(3600);
  Deviation deviation{5'000'000};
  sim::Duration heartbeat_slack = sim::Duration::seconds(120);
  std::optional<sim::Duration> deviation_slack;
  std::uint32_t decimals = 8;
  std::optional<Price> watch_below;
  std::vector<NodesEntry> nodes;
  Place place;
};
struct BillingEntry {
  std::uint32_t maximum_gas_price_gwei = 1000;
  std::uint32_t reasonable_gas_price_gwei = 30;
  std::uint32_t observation_payment_gjuels = 1'000'000;
  std::uint32_t transmission_payment_gjuels = 5'000'000;
  std::uint32_t accounting_gas = 20'000;
  Juels fund{chains::Uint256("100000000000000000000000")};
};
struct NetworkEntry : FeedEntry, GasEntry {
  std::optional<std::uint32_t> f;
  Deviation accept_deviation{5'000'000};
  sim::Duration delta_progress = sim::Duration::seconds(60);
  sim::Duration delta_resend = sim::Duration::seconds(30);
  sim::Duration delta_round = sim::Duration::seconds(30);
  sim::Duration delta_grace = sim::Duration::seconds(5);
  sim::Duration delta_stage = sim::Duration::seconds(40);
  std::uint32_t rounds_per_epoch = 8;
  std::vector<std::uint32_t> stages;
  sim::Duration longest_query = sim::Duration::milliseconds(100);
  sim::Duration longest_observation = sim::Duration::seconds(10);
  sim::Duration longest_report = sim::Duration::seconds(5);
  sim::Duration longest_accept = sim::Duration::seconds(5);
  sim::Duration longest_transmit = sim::Duration::seconds(5);
  Price minimum_answer{Price::kOne / 100};
  Price maximum_answer = Price::whole(1'000'000);
  Reference link_price, coin_price;
  Price link_per_coin = Price::whole(160);
  BillingEntry billing;
};
struct SingleOracleEntry : FeedEntry {
  sim::Duration poll = sim::Duration::seconds(30);
};
struct CommitteeEntry : FeedEntry {
  std::uint32_t threshold = 5;
  sim::Duration poll = sim::Duration::seconds(30);
};
struct FluxFeedEntry : FeedEntry, GasEntry {
  sim::Duration poll = sim::Duration::seconds(15);
  std::optional<std::uint32_t> fewest_submissions;
  std::uint32_t restart_delay = 0;
  sim::Duration round_timeout = sim::Duration::minutes(30);
  Juels payment{chains::Uint256("160000000000000000")};
  Juels fund{chains::Uint256("1000000000000000000000000")};
  Price minimum_answer{Price::kOne / 100};
  Price maximum_answer = Price::whole(1'000'000);
};
struct MedianizerEntry : FeedEntry, GasEntry {
  std::uint32_t bar = 13;
  sim::Duration poll = sim::Duration::seconds(60);
};
struct FaultEntry {
  Reference kind;
  Reference target;
  sim::Time start;
  std::optional<sim::Time> end;
  std::optional<sim::Duration> lasts;
  std::string about;
  std::vector<Node::Entry> parameters;
  Place place;
};

/// One scenario file, read and checked key by key; references between entries are checked when the world is built.
struct Scenario {
  std::string title, about;
  sim::Time start;
  sim::Duration duration = sim::Duration::hours(1);
  std::uint64_t seed = 1;
  std::string signatures = "real";
  LatencyEntry latency;
  std::vector<ZoneEntry> zones;
  std::vector<LinkEntry> links;
  std::vector<ServiceEntry> services;
  std::vector<PriceEntry> prices;
  std::vector<VenueEntry> venues;
  std::vector<ProviderEntry> providers;
  std::vector<ChainEntry> chains;
  std::vector<RpcEntry> rpcs;
  std::vector<NetworkEntry> networks;
  std::vector<SingleOracleEntry> single_oracles;
  std::vector<CommitteeEntry> committees;
  std::vector<FluxFeedEntry> flux_feeds;
  std::vector<MedianizerEntry> medianizers;
  std::vector<LendingMarketEntry> lending_markets;
  std::vector<BorrowersEntry> borrowers;
  std::vector<LiquidatorsEntry> liquidators;
  std::vector<OpportunistsEntry> opportunists;
  std::vector<VaultSystemEntry> vault_systems;
  std::vector<VaultOwnersEntry> vault_owners;
  std::vector<VaultBitersEntry> vault_biters;
  std::vector<AuctionKeepersEntry> auction_keepers;
  std::vector<DebtBiddersEntry> debt_bidders;
  std::vector<VowKeepersEntry> vow_keepers;
  std::vector<PriceKeepersEntry> price_keepers;
  std::vector<PanicSellersEntry> panic_sellers;
  std::vector<AmmPoolEntry> amm_pools;
  std::vector<PoolArbitrageursEntry> pool_arbitrageurs;
  std::vector<PoolSellersEntry> pool_sellers;
  std::vector<PoolTradeEntry> pool_trades;
  std::vector<SourceKeepersEntry> source_keepers;
  std::vector<PegModuleEntry> peg_modules;
  std::vector<PegArbitrageursEntry> peg_arbitrageurs;
  std::vector<GovernorEntry> governors;
  std::vector<FaultEntry> faults;
  std::vector<Expectation> expectations;
  std::vector<ValidationEntry> validations;
  std::vector<LessonEntry> lessons;
  Place place;
};

/// The whole language: reads, checks, and documents itself.
Section<Scenario> scenario_section();

}  // namespace orrery::scenarios
