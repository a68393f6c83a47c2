#include "nodes/ocr3/outcome_generation.h"

#include "nodes/ocr3/outcome_follower.h"
#include "nodes/ocr3/outcome_leader.h"

namespace orrery::nodes::ocr3 {

OutcomeGeneration::OutcomeGeneration(const Foundation& base, OutcomeChain& chain, GenerationEvents events)
    : base_(base), chain_(chain), events_(std::move(events)), future_(base.config.n) {}

OutcomeGeneration::~OutcomeGeneration() = default;

void OutcomeGeneration::begin_epoch(std::uint64_t epoch, NodeIndex leader) {
  if (leader_) leader_->abandon();
  follower_.reset();
  leader_.reset();
  place_ = {.epoch = epoch, .leader = leader, .first_seq_nr = 0, .seq_nr = 0};
  if (base_.is_self(leader)) leader_ = std::make_unique<OutcomeLeader>(base_, chain_, place_);
  follower_ = std::make_unique<OutcomeFollower>(base_, chain_, place_, leader_.get(), events_);
  follower_->start();
  if (leader_) leader_->start();
  future_.release(epoch, [this](NodeIndex from, const PacketPtr& packet) { dispatch(from, packet); });
}

void OutcomeGeneration::on_packet(NodeIndex from, const PacketPtr& packet) {
  if (packet->epoch() <= place_.epoch) return dispatch(from, packet);
  future_.keep(from, packet,
               [&](const Packet& oldest) { base_.journal.drop(from, oldest, "newer ones of epochs to come wait"); });
}

void OutcomeGeneration::dispatch(NodeIndex from, const PacketPtr& packet) {
  if (packet->epoch() < place_.epoch) return base_.journal.pass_over(from, *packet, "an epoch that is over");
  if (packet->get<EpochStartRequest>() || packet->get<Observation>()) return to_leader(from, packet);
  if (packet->get<EpochStart>()) return follower_->on_epoch_start(from, *packet);
  if (packet->get<RoundStart>()) return follower_->on_round_start(from, packet);
  if (packet->get<Proposal>()) return follower_->on_proposal(from, packet);
  if (packet->get<Prepare>()) return follower_->on_prepare(from, *packet);
  if (packet->get<Commit>()) return follower_->on_commit(from, *packet);
  ORRERY_ASSERT(false, "the instance hands outcome generation its own messages only");
}

void OutcomeGeneration::to_leader(NodeIndex from, const PacketPtr& packet) {
  if (!leader_) return base_.journal.drop(from, *packet, "this oracle does not lead the epoch");
  if (packet->get<EpochStartRequest>()) return leader_->on_epoch_start_request(from, packet);
  leader_->on_observation(from, *packet);
}

void OutcomeGeneration::add_waiting(std::vector<sim::Waiting>& waiting) const {
  if (leader_) leader_->add_waiting(waiting);
  if (follower_) follower_->add_waiting(waiting);
}

}  // namespace orrery::nodes::ocr3
