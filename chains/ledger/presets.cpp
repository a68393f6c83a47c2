#include "chains/ledger/presets.h"

#include <utility>

#include "chains/ledger/consensus_proof_of_stake.h"
#include "chains/ledger/consensus_rollup.h"

namespace orrery::chains {
namespace {

constexpr std::uint64_t kEthereumId = 1, kBaseId = 8453, kArbitrumOneId = 42161, kBankId = 1337;

}  // namespace

ChainSpec ethereum_like(std::string name, std::vector<ProposerGroup> validators) {
  ChainSpec spec;
  spec.name = std::move(name);
  spec.chain_id = kEthereumId;
  spec.gas_limit = 45'000'000;
  spec.first_block = 1;
  auto consensus = std::make_shared<ProofOfStakeSpec>();
  consensus->validators = std::move(validators);
  spec.consensus = std::move(consensus);
  return spec;
}

ChainSpec base_like(std::string name, std::string l1, std::string sequencer_zone,
                    std::vector<std::string> sequencer_leans_on) {
  ChainSpec spec;
  spec.name = std::move(name);
  spec.chain_id = kBaseId;
  spec.gas_limit = 150'000'000;
  spec.fees = {.initial_base_fee = kGwei / 200, .minimum_base_fee = 1, .elasticity = 3, .change_denominator = 50};
  spec.congestion.usual_base_fee = kGwei / 200;
  spec.congestion.usual_tip = kGwei / 1'000;
  spec.gossip_delay = sim::Duration::milliseconds(20);  // straight to the sequencer
  auto consensus = std::make_shared<RollupSpec>();
  consensus->l1 = std::move(l1);
  consensus->sequencer_zone = std::move(sequencer_zone);
  consensus->sequencer_leans_on = std::move(sequencer_leans_on);
  spec.consensus = std::move(consensus);
  return spec;
}

ChainSpec arbitrum_like(std::string name, std::string l1, std::string sequencer_zone,
                        std::vector<std::string> sequencer_leans_on) {
  ChainSpec spec;
  spec.name = std::move(name);
  spec.chain_id = kArbitrumOneId;
  spec.gas_limit = 32'000'000;
  // 7 M gas a second is 1.75 M a block of 250 ms: an eighteenth of the limit.
  spec.fees = {
      .initial_base_fee = kGwei / 100, .minimum_base_fee = kGwei / 100, .elasticity = 18, .change_denominator = 2'000};
  spec.congestion.usual_base_fee = kGwei / 100;
  spec.congestion.usual_tip = 1;
  spec.gossip_delay = sim::Duration::milliseconds(20);
  auto consensus = std::make_shared<RollupSpec>();
  consensus->l1 = std::move(l1);
  consensus->sequencer_zone = std::move(sequencer_zone);
  consensus->sequencer_leans_on = std::move(sequencer_leans_on);
  consensus->block_time = sim::Duration::milliseconds(250);
  consensus->fills_gaps = false;
  spec.consensus = std::move(consensus);
  return spec;
}

ChainSpec private_bank_chain(std::string name, std::vector<CommitteeMember> members) {
  ChainSpec spec;
  spec.name = std::move(name);
  spec.chain_id = kBankId;
  spec.gas_limit = 30'000'000;
  spec.fees = {.initial_base_fee = 0, .minimum_base_fee = 0};
  spec.congestion.usual_base_fee = 0;
  spec.mempool.price_limit = 0;
  spec.gossip_delay = sim::Duration::milliseconds(20);
  auto consensus = std::make_shared<CommitteeSpec>();
  consensus->members = std::move(members);
  spec.consensus = std::move(consensus);
  return spec;
}

}  // namespace orrery::chains
