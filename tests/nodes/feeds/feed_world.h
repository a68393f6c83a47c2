#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "chains/contracts/registry.h"
#include "chains/encoding/abi_error.h"
#include "chains/encoding/abi_value.h"
#include "chains/ledger/account.h"
#include "chains/ledger/chain_faults.h"
#include "chains/ledger/code_book.h"
#include "chains/ledger/consensus_proof_of_stake.h"
#include "chains/ledger/ledgers.h"
#include "nodes/feeds/feed_tables.h"
#include "nodes/feeds/transmitter.h"
#include "nodes/market/market.h"
#include "nodes/market/price_reader.h"
#include "nodes/market/source_faults.h"
#include "sim/faults/machine_faults.h"
#include "sim/network/simulated_host.h"
#include "sim/world.h"
#include "tests/chains/ledger/scripted_contract.h"

namespace orrery::nodes {

inline const chains::Uint256 kTestEther = 1'000'000'000'000'000'000ull;

/// Counts what transmitters tell.
class StepCounts final : public TransactionListener {
 public:
  void happened(const TransactionEvent& event) override {
    ++steps[event.step];
    gas_reverted += event.step == TransactionStep::kReverted ? event.gas_used : 0;
    highest_fee = std::max(highest_fee, event.transaction.fees.maximum);
  }
  int count(TransactionStep step) const {
    const auto found = steps.find(step);
    return found == steps.end() ? 0 : found->second;
  }
  std::map<TransactionStep, int> steps;
  Gas gas_reverted = 0;
  Uint256 highest_fee;
};

/// A world with zones 20 ms apart, a market whose ETH/USD moves along hand-written points on three exact venues read by
/// three providers, a quiet Ethereum-like chain of 12 s slots that nobody else uses, and two RPC endpoints.
class FeedWorld {
 public:
  static constexpr std::uint64_t kChainId = 1;

  explicit FeedWorld(std::vector<PricePoint> prices = {}, chains::CongestionSpec congestion = {.usual_base_fee = 0})
      : world(sim::Seed{1}, sim::parse_time("2025-10-20T06:00:00Z")),
        market(world),
        ledgers(world, signatures, kinds()),
        tables(add_feed_tables(world.journal())) {
    add_zones();
    add_market(std::move(prices));
    chains::ChainSpec spec;
    spec.name = "ethereum";
    spec.congestion = congestion;
    auto consensus = std::make_shared<chains::ProofOfStakeSpec>();
    consensus->missed_slots = {};
    consensus->absent = {};
    consensus->validators = {{"zone-a", {1}}};
    spec.consensus = consensus;
    chain = &ledgers.add_chain(spec);
    for (const std::string name : {"rpc-a", "rpc-b"}) {
      auto& endpoint = ledgers.add_endpoint(
          {.name = name, .chain = "ethereum", .zone = name == "rpc-a" ? "zone-a" : "zone-b", .error_rate = {}});
      endpoints.push_back(endpoint.address());
    }
    sim::add_machine_faults(world.faults());
    chains::add_chain_faults(world.faults(), ledgers);
    add_source_faults(world.faults(), market);
    chain->fund(deployer.address(), kTestEther * 1000);
  }

  /// An account with ether of its own.
  chains::Secp256k1KeyPair funded(const std::string& name, chains::Uint256 wei = kTestEther * 100) {
    const chains::Account account(signatures, name);
    if (wei != 0) chain->fund(account.address(), wei);
    return account.key();
  }
  ChainAccess access(const chains::Secp256k1KeyPair& account) {
    return {.endpoints = endpoints,
            .transmitter = {.chain_id = kChainId, .account = account},
            .tables = tables,
            .signatures = &signatures,
            .listener = &steps};
  }
  Address deploy(const std::string& kind, const std::string& types, const std::vector<chains::AbiValue>& values) {
    const Bytes arguments = chains::abi_encode(chains::AbiType::parse_list(types), values);
    Address address;
    placed.push_back(deployer.deploy(kChainId, kind, arguments, 8'000'000, {kFee, 0}, address));
    return address;
  }
  void call(const Address& to, const std::string& signature, const std::vector<chains::AbiValue>& values) {
    const auto parsed = chains::AbiSignature::parse(signature);
    Bytes input;
    for (int shift = 24; shift >= 0; shift -= 8) input.push_back(static_cast<std::uint8_t>(parsed.selector() >> shift));
    const Bytes encoded = chains::abi_encode(parsed.inputs, values);
    input.insert(input.end(), encoded.begin(), encoded.end());
    placed.push_back(deployer.sign(kChainId, to, input, 6'000'000, {kFee, 0}));
  }
  /// Puts the deployments on chain and starts everything.
  void start() {
    for (const auto& put : chain->bootstrap(placed)) EXPECT_TRUE(put.outcome.ok);
    ledgers.start_all();
    world.network().start_all();
  }
  void run(sim::Duration duration) { world.kernel().run_until(world.now() + duration); }
  void fault(const std::string& kind, const std::string& target, sim::Duration after, sim::Duration lasts,
             sim::Parameters parameters = {}) {
    const sim::Time begin = world.now() + after;
    world.faults().schedule(world, {kind, target, begin, begin + lasts, std::move(parameters), ""});
  }
  sim::SimulatedHost& add_host(const std::string& name, const std::string& zone = "zone-n") {
    sim::HostSpec spec;
    spec.name = name;
    spec.zone = zone;
    return world.network().add_host(spec);
  }
  PriceSourcesSpec eth_sources() {
    PriceSourcesSpec sources;
    sources.pair = pair;
    for (const char* name : {"p", "q", "r"}) sources.providers.push_back(market.provider_address(name));
    return sources;
  }
  /// The word with that number of what a view without arguments answers now.
  chains::Int256 read(const Address& contract, const std::string& function, std::size_t word = 0) {
    const Bytes input = chains::AbiWriter(chains::selector_of(function), 0).finish();
    const auto& result = chain->call(contract, input);
    if (!result.ok || result.output.size() < 32 * (word + 1)) return 0;
    return chains::from_word(chains::read_word(result.output.data() + 32 * word));
  }

  static constexpr std::uint64_t kFee = 1'000'000'000'000;

  chains::Signatures signatures{chains::SignatureMode::kReal};
  sim::World world;
  Market market;
  chains::Ledgers ledgers;
  FeedTables tables;
  StepCounts steps;
  PairId pair;
  chains::Chain* chain = nullptr;
  std::vector<sim::HostPort> endpoints;
  chains::Account deployer{signatures, "deployer"};
  std::vector<chains::SignedTransaction> placed;

 private:
  static std::vector<chains::ContractKind> kinds() {
    auto all = chains::contract_kinds();
    // Empty input reads slot 0; "revert" (one byte, 0) undoes itself; any other input adds one.
    all.push_back(chains::scripted_kind("Counter", [](chains::Execution& execution) {
      const BytesView input = execution.input();
      if (input.size() == 1 && input[0] == 0) chains::revert_with("stale report");
      const Uint256 count = execution.load(0) + (input.empty() ? 0 : 1);
      if (!input.empty()) execution.store(0, count);
      const Bytes32 word = chains::to_bytes32(count);
      return Bytes(word.data.begin(), word.data.end());
    }));
    // A transaction leaves two logs with its input. Whoever reads gets transmission details with the time as the
    // answer.
    all.push_back(chains::scripted_kind("Bell", [](chains::Execution& execution) {
      for (int i = 0; i < 2 && !execution.is_static(); ++i) execution.emit({}, execution.input());
      Bytes details(5 * 32);
      const Bytes32 time = chains::to_bytes32(Uint256(execution.block().timestamp));
      std::copy(time.data.begin(), time.data.end(), details.begin() + 3 * 32);
      return details;
    }));
    return all;
  }

  void add_zones() {
    const std::vector<std::string> zones = {"zone-a", "zone-b", "zone-c", "zone-n"};
    for (const auto& zone : zones) world.network().add_zone({.name = zone});
    for (std::size_t i = 0; i < zones.size(); ++i) {
      for (std::size_t j = i + 1; j < zones.size(); ++j) {
        world.network().set_link(zones[i], zones[j], {.latency = sim::Duration::milliseconds(20)});
      }
    }
  }

  void add_market(std::vector<PricePoint> prices) {
    if (prices.empty()) prices = {{world.now(), Price::whole(4000)}};
    pair = market.add_pair("ETH/USD", std::make_unique<ScriptedPath>(std::move(prices), ScriptedPath::Between::kStep));
    market.add_pair("LINK/ETH", std::make_unique<ConstantPath>(parse_price("0.0042")));
    for (const std::string name : {"a", "b", "c"}) {
      VenueSpec venue{.name = "venue-" + name, .zone = "zone-" + name};
      for (const char* quoted : {"ETH/USD", "LINK/ETH"}) {
        venue.quotes.push_back({.pair = quoted, .noise = {}, .spread = {}});
      }
      market.add_venue(venue);
    }
    for (const std::string name : {"p", "q", "r"}) {
      market.add_provider({.name = name});
      add_host(name, name == "p"   ? "zone-a"
                     : name == "q" ? "zone-b"
                                   : "zone-c")
          .install("provider", market.provider_program(name));
    }
  }
};

}  // namespace orrery::nodes
