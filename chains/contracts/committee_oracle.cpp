#include "chains/contracts/committee_oracle.h"

#include <algorithm>

#include "chains/contracts/address_set.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr AddressSet kMembers{5};
constexpr unsigned kThreshold = 1;  // number of the immutable
/// As a signature costs the OCR2 aggregator besides storage and recovery.
constexpr Gas kGasSignature = 900;

}  // namespace

CommitteeOracle::CommitteeOracle() {
  static_assert(kNextSlot == 5);
  add({
      {"constructor(address[] members, uint8 threshold, uint8 decimals, string description)", handler_of(initialize)},
      {"function submit(int256 answer, uint256 timestamp, bytes32[] rs, bytes32[] ss, uint8[] vs)",
       handler_of(submit, AbiLocation::kCalldata), 1'500},
      {"function members() view returns (address[])", handler_of(members), 700},
      {"function threshold() view returns (uint8)", handler_of(threshold), 250},
  });
}

Bytes CommitteeOracle::signed_preimage(std::uint64_t chain_id, const Address& contract, const Int256& answer,
                                       const Uint256& timestamp) {
  return abi::encode(Uint256(chain_id), contract, answer, timestamp);
}

void CommitteeOracle::initialize(Execution& execution, std::vector<Address> members, std::uint8_t threshold,
                                 std::uint8_t decimals, std::string description) {
  require(threshold > 0 && threshold <= members.size(), "threshold out of range");
  initialize_feed(execution, decimals, description);
  execution.store(immutable_slot(kThreshold), threshold);
  for (const auto& member : members) {
    require(!member.is_zero(), "zero member");
    require(kMembers.add(execution, member), "repeated member");
  }
}

void CommitteeOracle::submit(Execution& execution, Int256 answer, Uint256 timestamp, std::vector<Bytes32> rs,
                             std::vector<Bytes32> ss, std::vector<UintN<8>> vs) {
  require(rs.size() == ss.size() && rs.size() == vs.size(), "signatures out of registration");
  require(rs.size() >= threshold(execution), "too few signatures");
  require(timestamp > latest_started_at(execution), "stale answer");
  require((timestamp >> 64) == 0, "timestamp out of range");

  const Bytes32 hash =
      execution.keccak(signed_preimage(execution.block().chain_id, execution.self(), answer, timestamp));
  std::vector<Address> signers;
  for (std::size_t i = 0; i < rs.size(); ++i) {
    execution.charge(kGasSignature);
    const Address signer = execution.recover(hash, static_cast<std::uint8_t>(vs[i].value), rs[i], ss[i]);
    require(kMembers.contains(execution, signer), "not a member");
    require(std::ranges::find(signers, signer) == signers.end(), "repeated signer");
    signers.push_back(signer);
  }
  append(execution, answer, timestamp);
}

std::vector<Address> CommitteeOracle::members(Execution& execution) { return kMembers.values(execution); }

std::uint8_t CommitteeOracle::threshold(Execution& execution) {
  return static_cast<std::uint8_t>(execution.load_immutable(immutable_slot(kThreshold)));
}

}  // namespace orrery::chains
