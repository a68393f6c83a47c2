#pragma once

#include <optional>
#include <string>

#include "chains/crypto/signatures.h"
#include "nodes/feeds/committee_messages.h"
#include "nodes/market/price_reader.h"
#include "sim/fault.h"

namespace orrery::nodes {

/// What a committee signs for: its contract on its chain.
struct CommitteeFeed {
  std::string name = {};  ///< "eth-usd-committee": names ports and records, once a host
  chains::Address contract = {};
  std::uint64_t chain_id = 1;
  int decimals = 8;
};

/// One member of a committee. The defaults are assumptions: docs/feeds.md.
struct CommitteeMemberSpec {
  CommitteeFeed feed = {};
  PriceSourcesSpec price = {};
  std::optional<chains::Secp256k1KeyPair> key = {};  ///< must be given: a key pair has no default
  sim::Fraction tolerance{10'000'000};               ///< signs answers that stand within 1 % of what it sees itself
  sim::Duration keep = sim::Duration::seconds(30);   ///< how long what it saw serves to check a proposal
  sim::Duration clock_tolerance = sim::Duration::minutes(2);  ///< signs timestamps so near its own clock
  chains::Signatures* signatures = nullptr;                   ///< of the world
};

/// Where a committee's members answer for this feed.
std::string committee_service(const CommitteeFeed& feed);
/// What they sign: keccak256 of the contract's preimage.
chains::Bytes32 committee_hash(const CommitteeFeed& feed, const chains::Int256& answer, std::uint64_t timestamp);

/// A member's program: tells a relayer what it sees, and signs the relayer's proposal when it agrees with that. It is
/// silent when it has no price or does not agree, as most were.
class CommitteeMemberProgram final : public sim::Program {
 public:
  CommitteeMemberProgram(sim::Host& host, const CommitteeMemberSpec& spec);
  void start() override;
  void add_waiting(std::vector<sim::Waiting>& waiting) const override;

 private:
  /// Calls `then` with what this member sees, read anew unless it is young enough; not at all when there is no price.
  template <class Then>
  void see(sim::Duration keep, const Then& then);
  void on_proposal(sim::HostPort relayer, const CommitteeProposal& proposal);
  void sign(sim::HostPort relayer, const CommitteeProposal& proposal, const chains::Int256& own);

  sim::Host& host_;
  CommitteeMemberSpec spec_;
  sim::Port port_;
  PriceReader reader_;
  std::optional<chains::Int256> seen_;
  sim::Time seen_at_;
  std::string lacks_;  // why the last reading came to nothing, empty when it did not
  sim::CauseId lacks_because_;
};

}  // namespace orrery::nodes
