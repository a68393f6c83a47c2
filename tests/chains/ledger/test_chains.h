#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chains/ledger/account.h"
#include "chains/ledger/chain_faults.h"
#include "chains/ledger/consensus_proof_of_stake.h"
#include "chains/ledger/ledgers.h"
#include "sim/network.h"
#include "sim/world.h"
#include "tests/chains/ledger/scripted_contract.h"

namespace orrery::chains {

inline const Uint256 kEther = 1'000'000'000'000'000'000ull;
inline const Uint256 kManyEther = kEther * 1'000'000;

/// Slot 0 is a counter: empty input reads it, 0xff reverts with two bytes, any other input adds one and logs it.
inline ContractKind counter_kind() {
  return scripted_kind("Counter", [](Execution& execution) {
    if (!execution.input().empty() && execution.input()[0] == 0xff) throw Revert{Bytes{0xde, 0xad}};
    const Uint256 count = execution.load(0) + (execution.input().empty() ? 0 : 1);
    if (!execution.input().empty()) {
      execution.store(0, count);
      const Bytes32 topics[] = {to_bytes32(7)};
      execution.emit(topics, to_bytes32(count));
    }
    const Bytes32 word = to_bytes32(count);
    return Bytes(word.data.begin(), word.data.end());
  });
}

/// A world with three zones, all 20 ms apart, chains and faults.
struct TestWorld {
  static constexpr const char* kZones[] = {"aws/us-east-1", "gcp/europe-west1", "bare-metal/fra"};

  explicit TestWorld(std::uint64_t seed = 1, sim::Level level = sim::Level::kNothing, sim::RowSink* sink = nullptr)
      : world(sim::Seed{seed}, sim::parse_time("2025-10-20T06:00:00Z"), level, sink),
        ledgers(world, signatures, kinds()) {
    for (const char* zone : kZones) world.network().add_zone({.name = zone});
    for (const char* a : kZones)
      for (const char* b : kZones)
        if (std::string(a) < b) world.network().set_link(a, b, {.latency = sim::Duration::milliseconds(20)});
    add_chain_faults(world.faults(), ledgers);
  }

  static std::vector<ContractKind> kinds() {
    std::vector<ContractKind> all;
    all.push_back(counter_kind());
    return all;
  }

  /// A quiet proof-of-stake chain that misses no slot and that nobody else uses, with its stake spread evenly.
  static ChainSpec quiet_spec(std::string name = "ethereum") {
    ChainSpec spec;
    spec.name = std::move(name);
    spec.congestion.usual_base_fee = 0;
    auto consensus = std::make_shared<ProofOfStakeSpec>();
    consensus->missed_slots = {};
    consensus->absent = {};
    consensus->validators.clear();
    for (const char* zone : kZones) consensus->validators.push_back({zone, {1}});
    spec.consensus = consensus;
    return spec;
  }

  void run_for(sim::Duration duration) { world.kernel().run_until(world.now() + duration); }
  void fault(std::string kind, std::string target, sim::Duration after, std::optional<sim::Duration> lasting,
             sim::Parameters parameters = {}) {
    sim::FaultSpec spec;
    spec.kind = std::move(kind);
    spec.target = std::move(target);
    spec.start = world.now() + after;
    if (lasting) spec.end = spec.start + *lasting;
    spec.parameters = std::move(parameters);
    world.faults().schedule(world, std::move(spec));
  }

  sim::World world;
  Signatures signatures{SignatureMode::kReal};
  Ledgers ledgers;
};

/// A plain transfer from `account`.
inline SignedTransaction transfer(Account& account, std::uint64_t chain_id, const Address& to,
                                  Account::Fees fees = {100 * kGwei, kGwei}, const Uint256& value = 1) {
  return account.sign(chain_id, to, {}, 21'000, fees, value);
}

}  // namespace orrery::chains
