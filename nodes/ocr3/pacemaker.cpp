#include "nodes/ocr3/pacemaker.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace orrery::nodes::ocr3 {

Pacemaker::Pacemaker(const Foundation& base, Store& store, std::function<void(std::uint64_t, NodeIndex)> begin_epoch)
    : base_(base), store_(store), begin_epoch_(std::move(begin_epoch)), wishes_(base.config.n) {}

Pacemaker::~Pacemaker() {
  base_.host.cancel_timer(resend_timer_);
  base_.host.cancel_timer(progress_timer_);
}

void Pacemaker::start() {
  const auto stored = store_.load_pacemaker(base_.config.config_digest);
  if (stored && stored->epoch >= 1 && stored->highest_sent_wish >= stored->epoch) {
    epoch_ = stored->epoch;
    highest_sent_wish_ = stored->highest_sent_wish;
  }
  arm_progress_timer();
  send_wish(/*resend=*/false);
  enter(epoch_);
}

void Pacemaker::send_wish(bool resend) {
  if (!resend) asked_because_ = base_.journal.cause();
  base_.outbox.broadcast(
      std::make_shared<const Packet>(base_.config.config_digest, NewEpochWish{highest_sent_wish_}, resend));
  base_.host.cancel_timer(resend_timer_);
  resend_timer_ = base_.host.set_timer(base_.config.offchain.delta_resend, [this] {
    resend_timer_ = {};
    send_wish(/*resend=*/true);
  });
}

void Pacemaker::arm_progress_timer() {
  base_.host.cancel_timer(progress_timer_);
  progress_timer_ = base_.host.set_timer(base_.config.offchain.delta_progress, [this] {
    progress_timer_ = {};
    on_new_epoch_request();
  });
}

void Pacemaker::on_progress() { arm_progress_timer(); }

void Pacemaker::on_new_epoch_request() {
  base_.host.cancel_timer(progress_timer_);
  if (epoch_ == std::numeric_limits<std::uint64_t>::max()) {
    base_.journal.note(sim::Level::kSummary, "error", "the epoch number is used up: this network can not go on");
    return;
  }
  if (highest_sent_wish_ < epoch_ + 1) {
    persist(epoch_, epoch_ + 1);
    highest_sent_wish_ = epoch_ + 1;
  }
  send_wish(/*resend=*/false);
}

void Pacemaker::on_new_epoch_wish(NodeIndex from, const NewEpochWish& wish) {
  if (!wishes_.note(from, wish.epoch)) return;
  const Quorums quorums = base_.config.quorums();
  const std::uint64_t amplified = wishes_.asked_by(quorums.one_correct(), highest_sent_wish_);
  const std::uint64_t agreed = wishes_.asked_by(quorums.correct_majority(), epoch_);
  if (amplified == 0 && agreed == 0) return;
  const std::uint64_t next_epoch = agreed == 0 ? epoch_ : agreed;
  const std::uint64_t next_wish = amplified == 0 ? highest_sent_wish_ : amplified;
  persist(next_epoch, std::max(next_wish, next_epoch));
  if (amplified != 0) {
    highest_sent_wish_ = amplified;
    send_wish(/*resend=*/false);
  }
  if (agreed == 0) return;
  base_.journal.span("epoch", epoch_, -1, epoch_began_, "ended");
  epoch_ = agreed;
  highest_sent_wish_ = std::max(highest_sent_wish_, epoch_);
  if (auto* const listener = base_.journal.listener())
    listener->epoch_started(base_.journal.name(), epoch_, base_.config.leader(epoch_));
  arm_progress_timer();
  enter(epoch_);
}

void Pacemaker::enter(std::uint64_t epoch) {
  leader_ = base_.config.leader(epoch);
  epoch_began_ = base_.host.now();
  base_.journal.state("epoch", epoch);
  if (base_.is_self(leader_)) base_.journal.state("leads", epoch);
  begin_epoch_(epoch, leader_);
}

void Pacemaker::persist(std::uint64_t epoch, std::uint64_t wish) {
  if (!store_.save_pacemaker(base_.config.config_digest, {epoch, wish}))
    base_.journal.note(sim::Level::kProtocol, "warning", "could not store the pacemaker's state");
}

void Pacemaker::add_waiting(std::vector<sim::Waiting>& waiting) const {
  if (highest_sent_wish_ <= epoch_) return;
  const std::string wish = "NewEpochWish for epoch " + std::to_string(highest_sent_wish_);
  waiting.push_back({wish + ": " + std::to_string(wishes_.asking_beyond(epoch_)) + " of " +
                         std::to_string(base_.config.quorums().correct_majority()) + " asked",
                     asked_because_,
                     {}});
  for (std::size_t i = 0; i < wishes_.highest().size(); ++i)
    if (wishes_.highest()[i] <= epoch_)
      waiting.push_back({wish + " from oracle " + std::to_string(i), asked_because_,
                         base_.host_of(NodeIndex{static_cast<std::uint8_t>(i)})});
}

}  // namespace orrery::nodes::ocr3
