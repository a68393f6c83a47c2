#include "nodes/ocr2/pacemaker.h"

#include <algorithm>
#include <limits>
#include <memory>

namespace orrery::nodes {

Pacemaker::Pacemaker(const Foundation& base, OracleStore& store,
                     std::function<void(std::uint32_t, NodeIndex)> begin_epoch)
    : base_(base), store_(store), begin_epoch_(std::move(begin_epoch)), wishes_(base.config.n) {}

Pacemaker::~Pacemaker() {
  base_.host.cancel_timer(resend_timer_);
  base_.host.cancel_timer(progress_timer_);
}

void Pacemaker::start(std::optional<std::uint32_t> contract_epoch) {
  restore(contract_epoch);
  enter(epoch_);
  arm_progress_timer();
  broadcast_new_epoch(highest_sent_, /*resend=*/false);
}

void Pacemaker::restore(std::optional<std::uint32_t> contract_epoch) {
  const auto state = store_.load_pacemaker(base_.config.config_digest);
  const bool is_sane = state && state->epoch >= 1 && state->highest_sent >= state->epoch &&
                       state->highest_received.size() == wishes_.highest().size();
  if (is_sane) {
    epoch_ = state->epoch;
    highest_sent_ = state->highest_sent;
    wishes_.restore(state->highest_received);
  }
  // At the largest epoch there is no next one to ask for.
  if (contract_epoch && *contract_epoch != std::numeric_limits<std::uint32_t>::max())
    highest_sent_ = std::max(highest_sent_, *contract_epoch + 1);
}

void Pacemaker::broadcast_new_epoch(std::uint32_t epoch, bool resend) {
  if (!resend || !resend_) {
    asked_because_ = base_.journal.cause();
    resend_ = std::make_shared<const NewEpoch>(base_.config.config_digest, epoch, /*resend=*/true);
  }
  base_.outbox.broadcast(
      resend ? resend_ : std::make_shared<const NewEpoch>(base_.config.config_digest, epoch, /*resend=*/false));
  if (highest_sent_ != epoch) {
    highest_sent_ = epoch;
    persist();
  }
  base_.host.cancel_timer(resend_timer_);
  resend_timer_ = base_.host.set_timer(base_.config.offchain.delta_resend, [this] { on_resend_timeout(); });
}

void Pacemaker::on_resend_timeout() {
  resend_timer_ = {};
  broadcast_new_epoch(highest_sent_, /*resend=*/true);
}

void Pacemaker::arm_progress_timer() {
  base_.host.cancel_timer(progress_timer_);
  progress_timer_ = base_.host.set_timer(base_.config.offchain.delta_progress, [this] {
    progress_timer_ = {};
    on_change_leader();
  });
}

void Pacemaker::on_progress() { arm_progress_timer(); }

void Pacemaker::on_change_leader() {
  base_.host.cancel_timer(progress_timer_);
  if (epoch_ == std::numeric_limits<std::uint32_t>::max()) {
    base_.journal.note(sim::Level::kSummary, "error", "the epoch number is used up: this network can not go on");
    return;
  }
  broadcast_new_epoch(std::max(highest_sent_, epoch_ + 1), /*resend=*/false);
}

void Pacemaker::on_new_epoch(NodeIndex from, const NewEpoch& message) {
  if (!wishes_.note(from, message.epoch())) return;
  persist();
  amplify();
  switch_epoch();
}

void Pacemaker::amplify() {
  const std::uint32_t wanted = wishes_.asked_by(base_.config.quorums().one_correct(), highest_sent_);
  if (wanted != 0) broadcast_new_epoch(wanted, /*resend=*/false);
}

void Pacemaker::switch_epoch() {
  const std::uint32_t wanted = wishes_.asked_by(base_.config.quorums().correct_majority(), epoch_);
  if (wanted == 0) return;
  base_.journal.span("epoch", epoch_, -1, epoch_began_, "ended");
  epoch_ = wanted;
  highest_sent_ = std::max(highest_sent_, epoch_);
  persist();
  enter(epoch_);
  if (auto* const listener = base_.journal.listener()) listener->epoch_started(base_.journal.name(), epoch_, leader_);
  arm_progress_timer();
}

void Pacemaker::enter(std::uint32_t epoch) {
  leader_ = NodeIndex{base_.config.leader(epoch)};
  epoch_began_ = base_.host.now();
  base_.journal.state("epoch", epoch);
  if (base_.is_self(leader_)) base_.journal.state("leads", epoch);
  begin_epoch_(epoch, leader_);
}

void Pacemaker::persist() {
  if (!store_.save_pacemaker(base_.config.config_digest, {epoch_, highest_sent_, wishes_.highest()}))
    base_.journal.note(sim::Level::kProtocol, "warning", "could not store the pacemaker's state");
}

void Pacemaker::add_waiting(std::vector<sim::Waiting>& waiting) const {
  if (highest_sent_ <= epoch_) return;
  const int needed = base_.config.quorums().correct_majority();
  const int asking = wishes_.asking_beyond(epoch_);
  const std::string epoch_text = std::to_string(highest_sent_);
  waiting.push_back(
      {"NewEpoch for epoch " + epoch_text + ": " + std::to_string(asking) + " of " + std::to_string(needed) + " asked",
       asked_because_,
       {}});
  for (std::size_t i = 0; i < wishes_.highest().size(); ++i) {
    const NodeIndex oracle{static_cast<std::uint8_t>(i)};
    if (wishes_.highest()[i] > epoch_) continue;
    waiting.push_back({"NewEpoch for epoch " + epoch_text + " from oracle " + std::to_string(i), asked_because_,
                       base_.host_of(oracle)});
  }
}

}  // namespace orrery::nodes
