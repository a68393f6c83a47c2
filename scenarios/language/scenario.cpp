#include "scenarios/language/scenario.h"

#include "scenarios/language/fault_section.h"

namespace orrery::scenarios {

namespace {

Section<ZoneEntry> zone_section() {
  Section<ZoneEntry> section(
      "A place where machines stand: a cloud region, a data centre. The part before '/' is its cloud.");
  section.required("name", &ZoneEntry::name, "its name, such as \"aws/us-east-1\"")
      .optional("internal_latency", &ZoneEntry::internal_latency, "one way between two machines of the zone");
  return section;
}

Section<LatencyEntry> latency_section() {
  Section<LatencyEntry> section("The paths between zones that no [[link]] describes.");
  section
      .optional("file", &LatencyEntry::file,
                "a CSV matrix of one-way latencies in ms; header and first column are zones")
      .optional("between_zones", &LatencyEntry::between_zones,
                "one-way latency of pairs that the file lacks, when there is no file")
      .optional("jitter_scale", &LatencyEntry::jitter_scale, "scale of the generalised Pareto jitter (shape 1.4)")
      .optional("jitter_cap", &LatencyEntry::jitter_cap, "where the jitter is cut off")
      .optional("loss", &LatencyEntry::loss, "share of messages lost")
      .optional("bytes_per_second", &LatencyEntry::bytes_per_second, "bandwidth of each path; 0 is unlimited");
  return section;
}

Section<LinkEntry> link_section() {
  Section<LinkEntry> section("One path between two zones, in both directions.");
  section.required("between", &LinkEntry::between, "the two zones")
      .optional("latency", &LinkEntry::latency, "one way, without jitter")
      .optional("jitter_scale", &LinkEntry::jitter_scale, "scale of the generalised Pareto jitter")
      .optional("jitter_cap", &LinkEntry::jitter_cap, "where the jitter is cut off")
      .optional("loss", &LinkEntry::loss, "share of messages lost")
      .optional("duplication", &LinkEntry::duplication, "share of messages that arrive twice")
      .optional("bytes_per_second", &LinkEntry::bytes_per_second, "bandwidth; 0 is unlimited");
  return section;
}

Section<ServiceEntry> service_section() {
  Section<ServiceEntry> section(
      "Something that hosts lean on without exchanging messages with it: a cloud's database API, its load balancers, "
      "its launch plane.");
  section.required("name", &ServiceEntry::name, "its name, such as \"aws/us-east-1/dynamodb\"")
      .required("zone", &ServiceEntry::zone, "where it stands")
      .choice(
          "effect", &ServiceEntry::effect,
          {{"stops", std::string("stops")}, {"flaps", std::string("flaps")}, {"no-launch", std::string("no-launch")}},
          "what its failure does to those that lean on it: they stop, a share of their messages is lost, or they "
          "cannot start")
      .optional("about", &ServiceEntry::about, "for people");
  return section;
}

Section<PriceEntry> price_section() {
  Section<PriceEntry> section("The true market price of something; venues, providers and monitors derive from it.");
  section.required("name", &PriceEntry::name, "its name, such as \"ETH/USD\"")
      .optional("candles", &PriceEntry::candles, "a CSV file of open, high, low, close; see docs/market.md")
      .optional("value", &PriceEntry::value, "a constant price, when there are no candles")
      .optional("ratio", &PriceEntry::ratio, "this price is the first of these two over the second");
  return section;
}

Section<VenueEntry> venue_section() {
  Section<VenueEntry> section("An exchange with prices of its own around the true one.");
  section.required("name", &VenueEntry::name, "its name")
      .required("zone", &VenueEntry::zone, "where its API stands")
      .optional("prices", &VenueEntry::prices, "what it trades; all prices when empty")
      .optional("weight", &VenueEntry::weight, "its share of the volume, relative to other venues")
      .optional("noise", &VenueEntry::noise, "standard deviation of its price around the true one")
      .optional("noise_memory", &VenueEntry::noise_memory, "how long its deviation persists")
      .optional("spread", &VenueEntry::spread, "between bid and ask")
      .optional("lag", &VenueEntry::lag, "how far it is behind the true price")
      .optional("leans_on", &VenueEntry::leans_on, "services that must answer for it to be reached");
  return section;
}

Section<ProviderEntry> provider_section() {
  Section<ProviderEntry> section(
      "A data provider: asks venues, drops outliers, weights by volume, answers over an API.");
  section.required("name", &ProviderEntry::name, "its name")
      .required("zone", &ProviderEntry::zone, "where its API stands")
      .optional("venues", &ProviderEntry::venues, "the venues it reads; all when empty")
      .optional("leans_on", &ProviderEntry::leans_on, "services that must answer for it to work")
      .optional("fewest_venues", &ProviderEntry::fewest_venues, "it answers only when so many venues showed a price")
      .choice("outliers", &ProviderEntry::outliers,
              {{"none", nodes::OutlierRule::Kind::kNone},
               {"share", nodes::OutlierRule::Kind::kShareOfMedian},
               {"deviations", nodes::OutlierRule::Kind::kDeviations}},
              "which venues it drops: none; those further than outlier_share from the median; those further than five "
              "median absolute deviations")
      .optional("outlier_share", &ProviderEntry::outlier_share, "for outliers = \"share\"")
      .optional("refresh", &ProviderEntry::refresh, "how often it looks at its venues")
      .optional("oldest_quote", &ProviderEntry::oldest_quote, "a venue's older price is left out")
      .optional("oldest_answer", &ProviderEntry::oldest_answer, "how long it repeats its last price without a new one")
      .optional("processing", &ProviderEntry::processing, "time between request and answer")
      .optional("errors", &ProviderEntry::errors, "share of requests that fail on a good day")
      .optional("requests_per_minute", &ProviderEntry::requests_per_minute,
                "of one client; more are refused; 0 is unlimited");
  return section;
}

Section<ValidatorsEntry> validators_section() {
  Section<ValidatorsEntry> section(
      "The validators of a chain that stand in one zone: one actor with their share of the stake. On a private chain "
      "each "
      "member is a machine of its own, \"<chain>/<name>\", that faults can name.");
  section.required("zone", &ValidatorsEntry::zone, "where they stand")
      .optional("name", &ValidatorsEntry::name,
                "of a private chain: the one member that stands there; member-0, member-1, ... when left out")
      .optional("share", &ValidatorsEntry::share, "their share of the stake or work; relative to the other entries")
      .optional("count", &ValidatorsEntry::count, "of a private chain: how many members stand there")
      .optional("leans_on", &ValidatorsEntry::leans_on,
                "of a private chain: services that must answer for them to work");
  return section;
}

Section<ChainEntry> chain_section() {
  Section<ChainEntry> section("A chain, from a preset; see docs/chains.md for what each preset means.");
  section.required("name", &ChainEntry::name, "its name")
      .choice("preset", &ChainEntry::preset,
              {{"ethereum", std::string("ethereum")},
               {"base-like", std::string("base-like")},
               {"arbitrum-like", std::string("arbitrum-like")},
               {"private-bank", std::string("private-bank")},
               {"proof-of-work", std::string("proof-of-work")}},
              "which kind of chain")
      .optional("settles_on", &ChainEntry::settles_on, "the L1 that a rollup posts its batches to")
      .optional("sequencer", &ChainEntry::sequencer, "the zone of a rollup's sequencer")
      .optional("sequencer_leans_on", &ChainEntry::sequencer_leans_on,
                "services that must answer for the sequencer to work")
      .optional("chain_id", &ChainEntry::chain_id, "in place of the preset's")
      .optional("block_time", &ChainEntry::block_time, "slot or block time, in place of the preset's")
      .optional("missed_slots", &ChainEntry::missed_slots,
                "share of slots missed on a good day, in place of the preset's")
      .optional("base_fee", &ChainEntry::base_fee,
                "base fee that the background demand settles at, in place of the preset's")
      .optional("gas_limit", &ChainEntry::gas_limit, "gas of a block at most, in place of the preset's")
      .tables("validators", &ChainEntry::validators, validators_section());
  return section;
}

Section<RpcEntry> rpc_section() {
  Section<RpcEntry> section("An RPC endpoint of a chain; oracles read and write chains only through these.");
  section.required("name", &RpcEntry::name, "its name")
      .required("chain", &RpcEntry::chain, "the chain it serves")
      .required("zone", &RpcEntry::zone, "where it stands")
      .optional("leans_on", &RpcEntry::leans_on, "services that must answer for it to work")
      .optional("import_delay", &RpcEntry::import_delay, "mean delay between a block's arrival and its being served")
      .optional("fastest", &RpcEntry::fastest, "least time to serve a request")
      .optional("spread", &RpcEntry::spread, "scale of the time on top, a generalised Pareto of shape 0.3")
      .optional("slowest", &RpcEntry::slowest, "most time to serve a request")
      .optional("error_rate", &RpcEntry::error_rate, "share of requests that fail on a good day")
      .optional("requests_per_second", &RpcEntry::requests_per_second, "rate limit of all clients together; 0 is none")
      .optional("burst", &RpcEntry::burst, "requests at once above the limit");
  return section;
}

Section<NodesEntry> nodes_section() {
  Section<NodesEntry> section("Machines of one feed that are hosted alike.");
  section.optional("count", &NodesEntry::count, "how many")
      .required("zone", &NodesEntry::zone, "where they stand")
      .required("rpc", &NodesEntry::rpc, "their RPC endpoints, preferred one first")
      .required("providers", &NodesEntry::providers, "their data providers")
      .optional("leans_on", &NodesEntry::leans_on, "services that must answer for them to work")
      .optional("recycle", &NodesEntry::recycle,
                "how often such a machine is replaced by a new one; never when left out")
      .optional("clock_skew", &NodesEntry::clock_skew, "largest skew of their clocks; each draws its own");
  return section;
}

template <class T>
void add_feed_keys(Section<T>& section) {
  section.required("name", &T::name, "its name, such as \"eth-usd\"")
      .required("chain", &T::chain, "the chain its contract is on")
      .required("price", &T::price, "what it reports")
      .optional("heartbeat", &T::heartbeat, "an update is due this long after the last one")
      .optional("deviation", &T::deviation, "an update is due when the price is this far from the answer")
      .optional("heartbeat_slack", &T::heartbeat_slack, "a heartbeat counts as missed this long after it was due")
      .optional("deviation_slack", &T::deviation_slack,
                "a deviation counts as missed when it lasts longer; default: a round, the stages and inclusion")
      .optional("decimals", &T::decimals, "decimals of the answer")
      .optional("watch_below", &T::watch_below, "the report tells when the answer first fell below, and for how long")
      .tables("nodes", &T::nodes, nodes_section());
}

Section<BillingEntry> billing_section() {
  Section<BillingEntry> section("What the aggregator pays its oracles in LINK (ocr.md §8.7).");
  section.optional("maximum_gas_price_gwei", &BillingEntry::maximum_gas_price_gwei, "gas above this is not reimbursed")
      .optional("reasonable_gas_price_gwei", &BillingEntry::reasonable_gas_price_gwei,
                "below it, half of the saving is the transmitter's")
      .optional("observation_payment_gjuels", &BillingEntry::observation_payment_gjuels,
                "for each oracle and accepted report")
      .optional("transmission_payment_gjuels", &BillingEntry::transmission_payment_gjuels,
                "for the transmitter of an accepted report")
      .optional("accounting_gas", &BillingEntry::accounting_gas, "gas added for the accounting itself")
      .optional("fund", &BillingEntry::fund, "LINK that the contract holds at the start");
  return section;
}

Section<NetworkEntry> network_section() {
  Section<NetworkEntry> section(
      "An OCR2 oracle network with the median plugin and its aggregator and proxy. Timers as in ocr.md §3.10.");
  add_feed_keys(section);
  section.optional("f", &NetworkEntry::f, "faulty oracles tolerated; default: the most that n > 3f allows")
      .optional("accept_deviation", &NetworkEntry::accept_deviation,
                "a report is accepted while another is pending only when it deviates this much")
      .optional("delta_progress", &NetworkEntry::delta_progress, "an epoch without progress ends after this")
      .optional("delta_resend", &NetworkEntry::delta_resend, "NewEpoch is sent again after this")
      .optional("delta_round", &NetworkEntry::delta_round, "a round begins this long after the one before")
      .optional("delta_grace", &NetworkEntry::delta_grace,
                "the leader waits this long for observations beyond the quorum")
      .optional("delta_stage", &NetworkEntry::delta_stage, "the next stage of transmitters waits this long")
      .optional("rounds_per_epoch", &NetworkEntry::rounds_per_epoch, "rounds that a leader leads (RMax)")
      .optional("stages", &NetworkEntry::stages,
                "transmitters of each stage (S); default: 1, then 2 at a time until all had a turn")
      .optional("longest_query", &NetworkEntry::longest_query, "deadline of the plugin's query")
      .optional("longest_observation", &NetworkEntry::longest_observation, "deadline of an observation")
      .optional("longest_report", &NetworkEntry::longest_report, "deadline of building a report")
      .optional("longest_accept", &NetworkEntry::longest_accept, "deadline of the decision to accept")
      .optional("longest_transmit", &NetworkEntry::longest_transmit, "deadline of the decision to transmit")
      .optional("minimum_answer", &NetworkEntry::minimum_answer, "no answer below is reported")
      .optional("maximum_answer", &NetworkEntry::maximum_answer, "no answer above is reported")
      .optional(
          "link_price", &NetworkEntry::link_price,
          "LINK's price, for the reimbursement of gas: in the gas coin, or in a currency together with coin_price")
      .optional("coin_price", &NetworkEntry::coin_price, "the gas coin's price in the currency of link_price")
      .optional("link_per_coin", &NetworkEntry::link_per_coin, "LINK for one gas coin, when no link_price is given")
      .table("billing", &NetworkEntry::billing, billing_section());
  add_gas_keys(section);
  return section;
}

Section<SingleOracleEntry> single_oracle_section() {
  Section<SingleOracleEntry> section(
      "A baseline: one server that writes a price to its contract. Give it one machine.");
  add_feed_keys(section);
  section.optional("poll", &SingleOracleEntry::poll, "how often it looks at its providers");
  return section;
}

Section<CommitteeEntry> committee_section() {
  Section<CommitteeEntry> section(
      "A baseline: members who each sign a price, and a relayer (the first of them) who submits when enough have "
      "signed.");
  add_feed_keys(section);
  section.optional("threshold", &CommitteeEntry::threshold, "signatures that the contract asks for")
      .optional("poll", &CommitteeEntry::poll, "how often the relayer asks the members");
  return section;
}

Section<FluxFeedEntry> flux_feed_section() {
  using E = FluxFeedEntry;
  Section<E> section(
      "A feed from before OCR: a FluxAggregator to which every oracle sends a transaction of its own in every round "
      "(ocr.md §11.1-11.2).");
  add_feed_keys(section);
  section.optional("poll", &E::poll, "how often each oracle asks its contract whether it may submit")
      .optional("fewest_submissions", &E::fewest_submissions,
                "submissions that make an answer; default: two thirds of the oracles, rounded up")
      .optional("restart_delay", &E::restart_delay, "rounds that an oracle waits before it begins one again")
      .optional("round_timeout", &E::round_timeout, "a round without an answer may be passed over after this")
      .optional("payment", &E::payment, "LINK for each submission")
      .optional("fund", &E::fund, "LINK that the contract holds at the start")
      .optional("minimum_answer", &E::minimum_answer, "no submission below is taken")
      .optional("maximum_answer", &E::maximum_answer, "no submission above is taken");
  add_gas_keys(section);
  return section;
}

Section<MedianizerEntry> medianizer_section() {
  using E = MedianizerEntry;
  Section<E> section(
      "A price as Maker took it in 2020: machines that each sign what they see, and a relayer (the first of them) that "
      "brings an odd number of these signed prices on chain, where a contract keeps the middle one.");
  add_feed_keys(section);
  section.optional("bar", &E::bar, "signed prices that the contract asks for; an odd number")
      .optional("poll", &E::poll, "how often the relayer asks the others");
  add_gas_keys(section);
  return section;
}

}  // namespace

Section<FaultEntry> fault_section() {
  Section<FaultEntry> section(
      "A fault with a start and an end. Further keys are the parameters of its kind: see the kinds below.");
  section.required("kind", &FaultEntry::kind, "what happens")
      .required("target", &FaultEntry::target, "on whom")
      .required("start", &FaultEntry::start, "when")
      .optional("end", &FaultEntry::end, "when it is over; never when neither end nor lasts is given")
      .optional("lasts", &FaultEntry::lasts, "how long, in place of end")
      .optional("about", &FaultEntry::about, "the words with which `orrery why` names it")
      .rest(&FaultEntry::parameters);
  return section;
}

namespace {

Section<Expectation> expect_section() {
  Section<Expectation> section(
      "What the run must show, else `orrery run` exits with 1. One or more of equals, at_most and at_least, written as "
      "the figure's kind is: a whole number, a duration, a share, a number.");
  section.required("name", &Expectation::name, "the claim in words")
      .required("figure", &Expectation::figure, "a figure of the report, such as \"feed.eth-usd.missed_heartbeats\"")
      .optional("about", &Expectation::about, "why it is expected")
      .optional("equals", &Expectation::equals, "it must be exactly this")
      .optional("at_most", &Expectation::at_most, "it must not be more")
      .optional("at_least", &Expectation::at_least, "it must not be less");
  return section;
}

}  // namespace

Section<Scenario> scenario_section() {
  Section<Scenario> section("The scenario itself. `include = [\"part.toml\"]` puts other files under this one.");
  section.optional("title", &Scenario::title, "one line for lists and reports")
      .optional("about", &Scenario::about, "what it shows, for people")
      .required("start", &Scenario::start, "virtual time at which it begins, UTC")
      .optional("duration", &Scenario::duration, "how long it runs")
      .optional("seed", &Scenario::seed, "the same seed gives the same history")
      .choice("signatures", &Scenario::signatures,
              {{"real", std::string("real")}, {"every", std::string("every")}, {"modelled", std::string("modelled")}},
              "real: each made once and verified once; every: each verifier verifies; modelled: a keyed tag of the "
              "same size, fast, a history of its own")
      .table("latency", &Scenario::latency, latency_section())
      .tables("zone", &Scenario::zones, zone_section())
      .tables("link", &Scenario::links, link_section())
      .tables("service", &Scenario::services, service_section())
      .tables("price", &Scenario::prices, price_section())
      .tables("venue", &Scenario::venues, venue_section())
      .tables("provider", &Scenario::providers, provider_section())
      .tables("chain", &Scenario::chains, chain_section())
      .tables("rpc", &Scenario::rpcs, rpc_section())
      .tables("network", &Scenario::networks, network_section())
      .tables("single_oracle", &Scenario::single_oracles, single_oracle_section())
      .tables("committee", &Scenario::committees, committee_section())
      .tables("flux_feed", &Scenario::flux_feeds, flux_feed_section())
      .tables("medianizer", &Scenario::medianizers, medianizer_section())
      .tables("lending_market", &Scenario::lending_markets, lending_market_section())
      .tables("borrowers", &Scenario::borrowers, borrowers_section())
      .tables("liquidators", &Scenario::liquidators, liquidators_section())
      .tables("opportunists", &Scenario::opportunists, opportunists_section())
      .tables("vault_system", &Scenario::vault_systems, vault_system_section())
      .tables("vault_owners", &Scenario::vault_owners, vault_owners_section())
      .tables("vault_biters", &Scenario::vault_biters, vault_biters_section())
      .tables("auction_keepers", &Scenario::auction_keepers, auction_keepers_section())
      .tables("debt_bidders", &Scenario::debt_bidders, debt_bidders_section())
      .tables("vow_keepers", &Scenario::vow_keepers, vow_keepers_section())
      .tables("price_keepers", &Scenario::price_keepers, price_keepers_section())
      .tables("panic_sellers", &Scenario::panic_sellers, panic_sellers_section())
      .tables("amm_pool", &Scenario::amm_pools, amm_pool_section())
      .tables("pool_arbitrageurs", &Scenario::pool_arbitrageurs, pool_arbitrageurs_section())
      .tables("pool_sellers", &Scenario::pool_sellers, pool_sellers_section())
      .tables("pool_trade", &Scenario::pool_trades, pool_trade_section())
      .tables("source_keepers", &Scenario::source_keepers, source_keepers_section())
      .tables("peg_module", &Scenario::peg_modules, peg_module_section())
      .tables("peg_arbitrageurs", &Scenario::peg_arbitrageurs, peg_arbitrageurs_section())
      .tables("governor", &Scenario::governors, governor_section())
      .tables("fault", &Scenario::faults, fault_section())
      .tables("expect", &Scenario::expectations, expect_section())
      .tables("validation", &Scenario::validations, validation_section())
      .tables("lesson", &Scenario::lessons, lesson_section());
  return section;
}

}  // namespace orrery::scenarios
