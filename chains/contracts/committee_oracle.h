#pragma once

#include <vector>

#include "chains/contracts/answer_feed.h"

namespace orrery::chains {

/// The baseline of a committee: an answer counts when enough members signed it for this contract on this chain. Anyone
/// may submit. ABI: docs/contracts.md.
class CommitteeOracle : public AnswerFeed {
 public:
  CommitteeOracle();

  /// What members sign: keccak256(abi.encode(uint256 chainId, address contract, int256 answer, uint256 timestamp)).
  static Bytes signed_preimage(std::uint64_t chain_id, const Address& contract, const Int256& answer,
                               const Uint256& timestamp);

 private:
  static void initialize(Execution& execution, std::vector<Address> members, std::uint8_t threshold,
                         std::uint8_t decimals, std::string description);
  static void submit(Execution& execution, Int256 answer, Uint256 timestamp, std::vector<Bytes32> rs,
                     std::vector<Bytes32> ss, std::vector<UintN<8>> vs);
  static std::vector<Address> members(Execution& execution);
  static std::uint8_t threshold(Execution& execution);
};

}  // namespace orrery::chains
