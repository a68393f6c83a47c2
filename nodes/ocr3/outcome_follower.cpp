#include "nodes/ocr3/outcome_follower.h"

#include <bitset>
#include <optional>
#include <utility>

#include "nodes/ocr3/outcome_leader.h"
#include "nodes/ocr3/signing.h"

namespace orrery::nodes::ocr3 {
namespace {

constexpr int kRoundsPerSender = 3;  // §5.4

NodeIndex index(std::size_t i) { return {static_cast<std::uint8_t>(i)}; }

}  // namespace

OutcomeFollower::OutcomeFollower(const Foundation& base, OutcomeChain& chain, EpochPlace& place,
                                 OutcomeLeader* leader_half, GenerationEvents events)
    : base_(base),
      chain_(chain),
      place_(place),
      leader_half_(leader_half),
      events_(std::move(events)),
      calls_(base.host),
      round_starts_(base.config.n, kRoundsPerSender),
      proposals_(base.config.n, kRoundsPerSender),
      prepares_(base.config.n, kRoundsPerSender),
      commits_(base.config.n, kRoundsPerSender) {}

OutcomeFollower::~OutcomeFollower() { base_.host.cancel_timer(initial_timer_); }

// §5.3.1, §5.3.5
void OutcomeFollower::start() {
  enter(Phase::kNewEpoch);
  initial_timer_ = base_.host.set_timer(base_.config.delta_initial(), [this] {
    initial_timer_ = {};
    events_.new_epoch_request();
  });
  const Certificate& highest = chain_.highest_certified();
  base_.send(place_.leader,
             EpochStartRequest{place_.epoch, highest, sign_timestamp(base_, place_.epoch, timestamp_of(highest))});
}

// §5.3.4
void OutcomeFollower::on_epoch_start(NodeIndex from, const Packet& packet) {
  const EpochStart& start = *packet.get<EpochStart>();
  if (from != place_.leader) return base_.journal.drop(from, packet, "it does not lead the epoch");
  if (phase_ != Phase::kNewEpoch) return base_.journal.drop(from, packet, "the epoch has started");
  if (const char* const problem = epoch_start_problem(base_, start)) return base_.journal.drop(from, packet, problem);
  base_.host.cancel_timer(initial_timer_);
  if (!start.highest_certified.is_commit) return propose_again(start.highest_certified);
  if (!chain_.commit(start.highest_certified)) return;
  place_.first_seq_nr = chain_.seq_nr() + 1;
  start_round();
}

// Nobody knows its inputs any more: their digest is all zero.
void OutcomeFollower::propose_again(const Certificate& prepared) {
  place_.first_seq_nr = prepared.seq_nr + 1;
  place_.seq_nr = prepared.seq_nr;
  prepare({prepared.outcome, Bytes32{}, outcome_digest(prepared.outcome)});
}

void OutcomeFollower::start_round() {
  place_.seq_nr = chain_.seq_nr() + 1;
  for (auto* const pool : {&round_starts_, &proposals_}) pool->complete(chain_.seq_nr());
  for (auto* const pool : {&prepares_, &commits_}) pool->complete(chain_.seq_nr());
  candidate_ = {};
  enter(Phase::kNewRound);
  try_round_start();
}

void OutcomeFollower::on_round_start(NodeIndex from, const PacketPtr& packet) {
  if (from != place_.leader) return base_.journal.drop(from, *packet, "it does not lead the epoch");
  if (const char* const why = round_starts_.put(packet->seq_nr(), from, packet))
    return base_.journal.pass_over(from, *packet, why);
  try_round_start();
}

void OutcomeFollower::try_round_start() {
  if (phase_ != Phase::kNewRound) return;
  const PacketPtr* const packet = round_starts_.find(place_.seq_nr, place_.leader);
  if (packet == nullptr) return;
  query_ = (*packet)->get<RoundStart>()->query;
  enter(Phase::kObserving);
  if (auto* const listener = base_.journal.listener())
    listener->round_started(base_.journal.name(), place_.context(chain_), place_.leader);
  observe();
}

void OutcomeFollower::observe() {
  const OutcomeContext at = place_.context(chain_);
  calls_.call<Bytes>(
      std::nullopt, [&](PluginCallback<Bytes> done) { base_.plugin.observation(at, query_, std::move(done)); },
      [this, seq_nr = at.seq_nr, asked_at = base_.host.now()](PluginResult<Bytes> observation) {
        send_observation(std::move(observation), seq_nr, asked_at);
      });
}

void OutcomeFollower::send_observation(PluginResult<Bytes> observation, std::uint64_t seq_nr, sim::Time asked_at) {
  if (!observation.value) return base_.journal.call_failed("observation", seq_nr, observation.error);
  if (observation.value->size() > base_.info.max_observation)
    return base_.journal.call_failed("observation", seq_nr, "longer than the plugin said it would be");
  const sim::Duration took = base_.host.now() - asked_at;
  if (took > base_.config.offchain.max_duration_observation) base_.journal.call_was_slow("observation", seq_nr, took);
  if (seq_nr != place_.seq_nr || phase_ != Phase::kObserving) return;  // the round went on without it
  if (base_.adversaries != nullptr)
    for (Adversary* const adversary : *base_.adversaries)
      adversary->observe(place_.context(chain_), *observation.value);
  enter(Phase::kSentObservation);
  auto signed_observation = sign_observation(base_, place_.epoch, seq_nr, query_, std::move(*observation.value));
  base_.send(place_.leader, Observation{place_.epoch, seq_nr, std::move(signed_observation)});
  try_proposal();
}

void OutcomeFollower::on_proposal(NodeIndex from, const PacketPtr& packet) {
  if (from != place_.leader) return base_.journal.drop(from, *packet, "it does not lead the epoch");
  if (const char* const why = proposals_.put(packet->seq_nr(), from, packet))
    return base_.journal.pass_over(from, *packet, why);
  try_proposal();
}

void OutcomeFollower::try_proposal() {
  if (phase_ != Phase::kSentObservation) return;
  const PacketPtr* const packet = proposals_.find(place_.seq_nr, place_.leader);
  if (packet == nullptr) return;
  const OutcomeContext at = place_.context(chain_);
  std::vector<AttributedObservation> observations;
  const std::string problem = check_proposal(*(*packet)->get<Proposal>(), at, observations);
  if (!problem.empty()) {
    enter(Phase::kRejectedProposal);
    return base_.journal.drop(place_.leader, **packet, problem);
  }
  auto outcome = base_.plugin.outcome(at, query_, observations);
  if (outcome.value && outcome.value->size() > base_.info.max_outcome)
    outcome = {std::nullopt, "longer than the plugin said it would be", {}};
  if (!outcome.value) {
    enter(Phase::kRejectedProposal);
    return base_.journal.call_failed("outcome", at.seq_nr, outcome.error);
  }
  const Bytes32 inputs = outcome_inputs_digest(id(), at.previous_outcome, at.seq_nr, query_, observations);
  const Bytes32 digest = outcome_digest(*outcome.value);
  prepare({std::move(*outcome.value), inputs, digest});
}

std::string OutcomeFollower::check_proposal(const Proposal& proposal, const OutcomeContext& at,
                                            std::vector<AttributedObservation>& observations) const {
  std::bitset<256> seen;
  for (const auto& [observation, observer] : proposal.observations) {
    if (observer.value >= base_.config.n) return "an observer is out of range";
    if (seen[observer.value]) return "an observer stands in it twice";
    seen.set(observer.value);
    const SignedText text = observation_text(id(), at.seq_nr, query_, observation.observation);
    if (!is_signed_by(base_, text, observation.signature, observer))
      return "an observation is not signed by its observer";
    observations.push_back({observation.observation, observer});
    const std::string problem = base_.plugin.validate_observation(at, query_, observations.back());
    if (!problem.empty())
      return "the observation of oracle " + std::to_string(observer.value) + " is invalid: " + problem;
  }
  if (!base_.plugin.observation_quorum(at, query_, observations)) return "its observations are no quorum";
  return {};
}

void OutcomeFollower::prepare(Candidate candidate) {
  candidate_ = std::move(candidate);
  enter(Phase::kSentPrepare);
  Bytes signature = sign(base_, prepare_text(id(), place_.seq_nr, candidate_.inputs_digest, candidate_.digest));
  base_.broadcast(Prepare{place_.epoch, place_.seq_nr, std::move(signature)});
}

void OutcomeFollower::on_prepare(NodeIndex from, const Packet& packet) {
  if (const char* const why = prepares_.put(packet.seq_nr(), from, packet.get<Prepare>()->signature))
    return base_.journal.pass_over(from, packet, why);
  try_prepares();
}

void OutcomeFollower::try_prepares() {
  if (phase_ != Phase::kSentPrepare || prepares_.count(place_.seq_nr) < base_.quorum()) return;
  auto signatures =
      quorum_of(prepares_, prepare_text(id(), place_.seq_nr, candidate_.inputs_digest, candidate_.digest), "prepare");
  if (signatures.empty()) return;
  // On the disk first: once the commit is out, this oracle must never forget what it prepared.
  if (!chain_.raise({/*is_commit=*/false, place_.epoch, place_.seq_nr, candidate_.inputs_digest, candidate_.outcome,
                     std::move(signatures)}))
    return;
  enter(Phase::kSentCommit);
  Bytes signature = sign(base_, commit_text(id(), place_.seq_nr, candidate_.digest));
  base_.broadcast(Commit{place_.epoch, place_.seq_nr, std::move(signature)});
}

void OutcomeFollower::on_commit(NodeIndex from, const Packet& packet) {
  if (const char* const why = commits_.put(packet.seq_nr(), from, packet.get<Commit>()->signature))
    return base_.journal.pass_over(from, packet, why);
  try_commits();
}

void OutcomeFollower::try_commits() {
  if (phase_ != Phase::kSentCommit || commits_.count(place_.seq_nr) < base_.quorum()) return;
  auto signatures = quorum_of(commits_, commit_text(id(), place_.seq_nr, candidate_.digest), "commit");
  if (signatures.empty()) return;
  if (!chain_.commit({/*is_commit=*/true, place_.epoch, place_.seq_nr, {}, candidate_.outcome, std::move(signatures)}))
    return;
  finish_round();
}

void OutcomeFollower::finish_round() {
  // An outcome that was proposed again is none of this epoch's rounds.
  const bool is_own_round = place_.seq_nr >= place_.first_seq_nr;
  const bool used_up = is_own_round && place_.seq_nr - place_.first_seq_nr + 1 >= base_.config.offchain.r_max;
  if (leader_half_ != nullptr && used_up) leader_half_->on_committed(/*goes_on=*/false);
  if (used_up) {
    enter(Phase::kUsedUp);
    return events_.new_epoch_request();
  }
  events_.progress();
  start_round();
  if (leader_half_ != nullptr) leader_half_->on_committed(/*goes_on=*/true);
}

std::vector<AttributedSignature> OutcomeFollower::quorum_of(Signatures& pool, const SignedText& text,
                                                            const char* kind) {
  std::vector<AttributedSignature> result;
  auto& entries = *pool.entries(place_.seq_nr);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!entries[i].item) continue;
    if (!entries[i].verified) {
      entries[i].verified = is_signed_by(base_, text, *entries[i].item, index(i));
      if (!*entries[i].verified)
        base_.journal.note(sim::Level::kProtocol, "warning",
                           "the " + std::string(kind) + " of oracle " + std::to_string(i) + " for outcome " +
                               std::to_string(place_.seq_nr) + " does not fit what this oracle has");
    }
    if (*entries[i].verified) result.push_back({*entries[i].item, index(i)});
  }
  const auto quorum = static_cast<std::size_t>(base_.quorum());
  if (result.size() < quorum) return {};
  result.resize(quorum);
  return result;
}

void OutcomeFollower::enter(Phase phase) {
  phase_ = phase;
  phase_because_ = base_.journal.cause();
}

void OutcomeFollower::add_waiting(std::vector<sim::Waiting>& waiting) const {
  const std::string epoch = " of epoch " + std::to_string(place_.epoch);
  const std::string outcome = " for outcome " + std::to_string(place_.seq_nr) + epoch;
  const auto from_leader = [&](const std::string& what) {
    waiting.push_back({what + " from its leader, oracle " + std::to_string(place_.leader.value), phase_because_,
                       base_.host_of(place_.leader)});
  };
  const auto from_all = [&](const std::string& what, const Signatures& pool) {
    waiting.push_back({what + "s" + outcome + ": " + std::to_string(pool.count(place_.seq_nr)) + " of " +
                           std::to_string(base_.quorum()) + " came",
                       phase_because_,
                       {}});
    for (std::size_t i = 0; i < base_.config.n; ++i)
      if (pool.find(place_.seq_nr, index(i)) == nullptr)
        waiting.push_back(
            {what + outcome + " from oracle " + std::to_string(i), phase_because_, base_.host_of(index(i))});
  };
  switch (phase_) {
    case Phase::kNewEpoch:
      return from_leader("EpochStart" + epoch);
    case Phase::kNewRound:
      return from_leader("RoundStart" + outcome);
    case Phase::kObserving:
      waiting.push_back({"its own observation" + outcome, phase_because_, base_.host.id()});
      return;
    case Phase::kSentObservation:
      return from_leader("Proposal" + outcome);
    case Phase::kRejectedProposal:
      waiting.push_back({"another leader: it could not use the proposal" + outcome, phase_because_, {}});
      return;
    case Phase::kSentPrepare:
      return from_all("Prepare", prepares_);
    case Phase::kSentCommit:
      return from_all("Commit", commits_);
    case Phase::kUsedUp:
      waiting.push_back({"the next epoch: this one has used up its rounds", phase_because_, {}});
      return;
  }
}

}  // namespace orrery::nodes::ocr3
