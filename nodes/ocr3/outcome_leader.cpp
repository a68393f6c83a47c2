#include "nodes/ocr3/outcome_leader.h"

#include <algorithm>
#include <optional>
#include <string>

#include "nodes/ocr3/signing.h"

namespace orrery::nodes::ocr3 {
namespace {

constexpr int kObservationsPerSender = 1;  // §5.4

NodeIndex index(std::size_t i) { return {static_cast<std::uint8_t>(i)}; }

}  // namespace

OutcomeLeader::OutcomeLeader(const Foundation& base, OutcomeChain& chain, EpochPlace& place)
    : base_(base),
      chain_(chain),
      place_(place),
      calls_(base.host),
      requests_(base.config.n),
      observations_(base.config.n, kObservationsPerSender) {}

OutcomeLeader::~OutcomeLeader() {
  base_.host.cancel_timer(round_timer_);
  base_.host.cancel_timer(grace_timer_);
}

void OutcomeLeader::start() {
  enter(Phase::kNewEpoch);
  arm_round_timer();
}

void OutcomeLeader::arm_round_timer() {
  base_.host.cancel_timer(round_timer_);
  round_timer_ = base_.host.set_timer(base_.config.offchain.delta_round, [this] {
    round_timer_ = {};
    start_round();
  });
}

// §5.3.3
void OutcomeLeader::on_epoch_start_request(NodeIndex from, const PacketPtr& packet) {
  if (phase_ != Phase::kNewEpoch) return base_.journal.pass_over(from, *packet, "the epoch has started");
  Request& request = requests_[from.value];
  if (request.packet) return base_.journal.drop(from, *packet, "not its first");
  request.packet = packet;
  request.is_bad = !is_usable(from, request.content());
  if (request.is_bad) return base_.journal.drop(from, *packet, "its timestamp is not its own or not its certificate's");
  try_start_epoch();
}

// The real node finds a timestamp that differs from the certificate only in the highest request; in another it would
// make every proof invalid that happens to hold it.
bool OutcomeLeader::is_usable(NodeIndex from, const EpochStartRequest& request) const {
  return is_timestamp_signed_by(base_, place_.epoch, request.timestamp, from) &&
         request.timestamp.place() == timestamp_of(request.highest_certified);
}

void OutcomeLeader::try_start_epoch() {
  const auto is_good = [](const Request& each) { return each.packet && !each.is_bad; };
  if (std::count_if(requests_.begin(), requests_.end(), is_good) < base_.quorum()) return;
  const NodeIndex highest = highest_request();
  Request& chosen = requests_[highest.value];
  if (const char* const problem = certificate_problem(base_, chosen.content().highest_certified)) {
    chosen.is_bad = true;
    return base_.journal.drop(highest, *chosen.packet, problem);
  }
  EpochStart start{place_.epoch, chosen.content().highest_certified, {}, {}};
  for (std::size_t i = 0; i < requests_.size() && static_cast<int>(start.proof.size()) < base_.quorum(); ++i)
    if (is_good(requests_[i])) start.proof.push_back({requests_[i].content().timestamp, index(i)});
  publish(std::move(start));
}

// Its certificate goes furthest; must be called with at least one good request.
NodeIndex OutcomeLeader::highest_request() const {
  std::optional<NodeIndex> highest;
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    if (!requests_[i].packet || requests_[i].is_bad) continue;
    if (!highest || timestamp_of(requests_[highest->value].content().highest_certified) <
                        timestamp_of(requests_[i].content().highest_certified))
      highest = index(i);
  }
  ORRERY_ASSERT(highest.has_value(), "a quorum of requests is not empty");
  return *highest;
}

void OutcomeLeader::publish(EpochStart start) {
  enter(Phase::kSentEpochStart);
  start.signature31 = sign(base_, epoch_start_text(base_.generation(place_.epoch), start));
  const Certificate certificate = start.highest_certified;
  base_.broadcast(std::move(start));
  // A prepared outcome is proposed again by all followers: the next round waits for its commit (§5.3.4).
  if (!certificate.is_commit) {
    place_.first_seq_nr = certificate.seq_nr + 1;
    return;
  }
  if (!chain_.commit(certificate)) return;
  place_.first_seq_nr = chain_.seq_nr() + 1;
  start_round();
}

void OutcomeLeader::on_committed(bool goes_on) {
  end_round("committed");
  if (goes_on) start_round();
}

void OutcomeLeader::start_round() {
  if (!ready_) {
    ready_ = true;
    return;
  }
  ready_ = false;
  const OutcomeContext at = place_.context(chain_);
  calls_.call<Bytes>(
      std::nullopt, [&](PluginCallback<Bytes> done) { base_.plugin.query(at, std::move(done)); },
      [this, seq_nr = at.seq_nr, asked_at = base_.host.now()](PluginResult<Bytes> query) {
        ask(std::move(query), seq_nr, asked_at);
      });
}

void OutcomeLeader::ask(PluginResult<Bytes> query, std::uint64_t seq_nr, sim::Time asked_at) {
  if (!query.value) return base_.journal.call_failed("query", seq_nr, query.error);
  if (query.value->size() > base_.info.max_query)
    return base_.journal.call_failed("query", seq_nr, "longer than the plugin said it would be");
  const sim::Duration took = base_.host.now() - asked_at;
  if (took > base_.config.offchain.max_duration_query) base_.journal.call_was_slow("query", seq_nr, took);
  if (seq_nr != chain_.seq_nr() + 1) return;  // the chain went on while the plugin thought
  query_ = std::move(*query.value);
  observations_.complete(chain_.seq_nr());
  arm_round_timer();
  end_round("abandoned");
  open_round_ = seq_nr;
  round_began_ = base_.host.now();
  enter(Phase::kSentRoundStart);
  Bytes signature31 = sign(base_, round_start_text(base_.generation(place_.epoch), seq_nr, query_));
  base_.broadcast(RoundStart{place_.epoch, seq_nr, query_, std::move(signature31)});
}

void OutcomeLeader::on_observation(NodeIndex from, const Packet& packet) {
  if (phase_ != Phase::kSentRoundStart && phase_ != Phase::kGrace)
    return base_.journal.pass_over(from, packet, "not the phase for observations");
  if (packet.seq_nr() != place_.seq_nr || packet.seq_nr() != chain_.seq_nr() + 1)
    return base_.journal.pass_over(from, packet, "another round");
  const auto& observation = packet.get<Observation>()->observation;
  if (const char* const why = observations_.put(packet.seq_nr(), from, observation))
    return base_.journal.pass_over(from, packet, why);
  const OutcomeContext at = place_.context(chain_);
  if (!is_observation_valid(from, packet, at)) return;
  (*observations_.entries(packet.seq_nr()))[from.value].verified = true;
  if (phase_ != Phase::kSentRoundStart || !base_.plugin.observation_quorum(at, query_, verified_observations())) return;
  enter(Phase::kGrace);
  grace_timer_ = base_.host.set_timer(base_.config.offchain.delta_grace, [this] {
    grace_timer_ = {};
    propose();
  });
}

bool OutcomeLeader::is_observation_valid(NodeIndex from, const Packet& packet, const OutcomeContext& at) const {
  const SignedObservation& each = packet.get<Observation>()->observation;
  const SignedText text = observation_text(base_.generation(place_.epoch), at.seq_nr, query_, each.observation);
  if (!is_signed_by(base_, text, each.signature, from)) {
    base_.journal.drop(from, packet, "its signature is invalid");
    return false;
  }
  const std::string problem = base_.plugin.validate_observation(at, query_, {each.observation, from});
  if (!problem.empty()) base_.journal.drop(from, packet, "its observation is invalid: " + problem);
  return problem.empty();
}

std::vector<AttributedObservation> OutcomeLeader::verified_observations() const {
  std::vector<AttributedObservation> result;
  if (const auto* const entries = observations_.entries(place_.seq_nr))
    for (std::size_t i = 0; i < entries->size(); ++i)
      if ((*entries)[i].verified.value_or(false)) result.push_back({(*entries)[i].item->observation, index(i)});
  return result;
}

void OutcomeLeader::propose() {
  if (phase_ != Phase::kGrace) return;
  // Its signature is empty: so it is in the deployed protocol (§5.7).
  Proposal proposal{place_.epoch, place_.seq_nr, {}, {}};
  if (const auto* const entries = observations_.entries(place_.seq_nr))
    for (std::size_t i = 0; i < entries->size(); ++i)
      if ((*entries)[i].verified.value_or(false)) proposal.observations.push_back({*(*entries)[i].item, index(i)});
  enter(Phase::kSentProposal);
  observations_.complete(place_.seq_nr);
  base_.broadcast(std::move(proposal));
}

void OutcomeLeader::end_round(const char* outcome) {
  if (open_round_ == 0) return;
  base_.journal.span("round", place_.epoch, static_cast<std::int64_t>(open_round_), round_began_, outcome);
  open_round_ = 0;
}

void OutcomeLeader::enter(Phase phase) {
  phase_ = phase;
  phase_because_ = base_.journal.cause();
  switch (phase) {
    case Phase::kNewEpoch:
      return base_.journal.state("phase", "new-epoch");
    case Phase::kSentEpochStart:
      return base_.journal.state("phase", "sent-epoch-start");
    case Phase::kSentRoundStart:
      return base_.journal.state("phase", "sent-round-start");
    case Phase::kGrace:
      return base_.journal.state("phase", "grace");
    case Phase::kSentProposal:
      return base_.journal.state("phase", "sent-proposal");
  }
}

void OutcomeLeader::add_waiting(std::vector<sim::Waiting>& waiting) const {
  const std::string epoch = " of epoch " + std::to_string(place_.epoch);
  if (phase_ == Phase::kNewEpoch) {
    const auto good = std::count_if(requests_.begin(), requests_.end(),
                                    [](const Request& each) { return each.packet && !each.is_bad; });
    waiting.push_back(
        {"EpochStartRequests" + epoch + ": " + std::to_string(good) + " of " + std::to_string(base_.quorum()),
         phase_because_,
         {}});
    for (std::size_t i = 0; i < requests_.size(); ++i)
      if (!requests_[i].packet)
        waiting.push_back({"EpochStartRequest" + epoch + " from oracle " + std::to_string(i), phase_because_,
                           base_.host_of(index(i))});
  }
  if (phase_ != Phase::kSentRoundStart) return;
  const std::string place = " for outcome " + std::to_string(place_.seq_nr) + epoch;
  waiting.push_back({"observations" + place + ": " + std::to_string(observations_.count(place_.seq_nr)) +
                         ", not a quorum for its plugin",
                     phase_because_,
                     {}});
  for (std::size_t i = 0; i < requests_.size(); ++i)
    if (observations_.find(place_.seq_nr, index(i)) == nullptr)
      waiting.push_back(
          {"observation of oracle " + std::to_string(i) + place, phase_because_, base_.host_of(index(i))});
}

}  // namespace orrery::nodes::ocr3
