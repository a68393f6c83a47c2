#include "nodes/feeds/committee_member.h"

#include "chains/contracts/committee_oracle.h"
#include "chains/crypto/costs.h"
#include "chains/crypto/hash.h"
#include "nodes/feeds/freshness.h"

namespace orrery::nodes {

using chains::Int256;

std::string committee_service(const CommitteeFeed& feed) { return "committee/" + feed.name; }

chains::Bytes32 committee_hash(const CommitteeFeed& feed, const Int256& answer, std::uint64_t timestamp) {
  return chains::keccak256(
      chains::CommitteeOracle::signed_preimage(feed.chain_id, feed.contract, answer, chains::Uint256(timestamp)));
}

CommitteeMemberProgram::CommitteeMemberProgram(sim::Host& host, const CommitteeMemberSpec& spec)
    : host_(host),
      spec_(spec),
      port_(host.port(committee_service(spec.feed))),
      reader_(host, committee_service(spec.feed) + "/member") {}

void CommitteeMemberProgram::start() {
  host_.listen(port_, [this](sim::HostPort from, const sim::MessagePtr& message) {
    if (const auto* ask = sim::message_cast<CommitteeAsk>(*message)) {
      see(sim::Duration::zero(), [this, from, round = ask->round](const Int256& own) {
        host_.send(port_, from, std::make_shared<CommitteeView>(round, own));
      });
    } else if (const auto* proposal = sim::message_cast<CommitteeProposal>(*message)) {
      on_proposal(from, *proposal);
    }
  });
}

template <class Then>
void CommitteeMemberProgram::see(sim::Duration keep, const Then& then) {
  if (seen_ && is_fresh(seen_at_, host_.now(), keep)) return then(*seen_);
  reader_.read(spec_.price, [this, then](const PriceReading& reading) {
    lacks_ = reading.error;
    lacks_because_ = reading.cause;
    if (!reading.price) return;
    seen_ = to_answer(*reading.price, spec_.feed.decimals);
    seen_at_ = host_.now();
    then(*seen_);
  });
}

void CommitteeMemberProgram::on_proposal(sim::HostPort relayer, const CommitteeProposal& proposal) {
  const std::int64_t now = host_.now().unix_seconds();
  const std::int64_t tolerance = spec_.clock_tolerance.whole_seconds();
  const Int256 apart = abs(Int256(proposal.timestamp) - now);
  if (apart > tolerance) return;
  see(spec_.keep, [this, relayer, proposal](const Int256& own) { sign(relayer, proposal, own); });
}

void CommitteeMemberProgram::sign(sim::HostPort relayer, const CommitteeProposal& proposal, const Int256& own) {
  const Int256 apart = abs(Int256(proposal.answer - own));
  if (apart * 1'000'000'000 > abs(own) * spec_.tolerance.parts_per_billion) return;
  host_.spend(chains::kSecp256k1SignCost);
  const auto signature =
      spec_.signatures->sign_secp256k1(*spec_.key, committee_hash(spec_.feed, proposal.answer, proposal.timestamp));
  host_.send(port_, relayer, std::make_shared<CommitteeSignature>(proposal.round, signature));
}

void CommitteeMemberProgram::add_waiting(std::vector<sim::Waiting>& waiting) const {
  if (!lacks_.empty()) waiting.push_back({lacks_, lacks_because_, {}});
  reader_.add_waiting(waiting);
}

}  // namespace orrery::nodes
