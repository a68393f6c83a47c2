#include "nodes/ocr2/report_generation.h"

#include <algorithm>

#include "nodes/ocr2/report_follower.h"
#include "nodes/ocr2/report_leader.h"

namespace orrery::nodes {
namespace {

// The transport's incoming buffer, and the queue for an oracle's own messages. Source: spec/ocr.md §3, §3.10.4.
constexpr int kWaitingPerSender = 10;
constexpr int kWaitingOwn = 20;

template <class M>
std::shared_ptr<const M> as(const Ocr2MessagePtr& message) {
  return std::static_pointer_cast<const M>(message);
}

}  // namespace

ReportGeneration::ReportGeneration(const Foundation& base, std::uint32_t epoch, NodeIndex leader,
                                   GenerationEvents events)
    : base_(base),
      leader_index_(leader),
      loop_(base.host, [this](GenerationItem& item) { handle(item); }),
      follower_(std::make_unique<ReportFollower>(base, epoch, leader, loop_, std::move(events))) {
  if (base.is_self(leader)) leader_ = std::make_unique<ReportLeader>(base, epoch, loop_);
}

ReportGeneration::~ReportGeneration() = default;

void ReportGeneration::start() {
  if (leader_) leader_->start();
}

void ReportGeneration::abandon() {
  if (leader_) leader_->abandon();
}

void ReportGeneration::on_message(NodeIndex from, Ocr2MessagePtr message) {
  if (loop_.is_blocked()) limit_waiting(from);
  loop_.post({GenerationItem::What::kMessage, from, std::move(message)});
}

void ReportGeneration::limit_waiting(NodeIndex from) {
  const int limit = base_.is_self(from) ? kWaitingOwn : kWaitingPerSender;
  auto& waiting = loop_.waiting();
  const auto is_from = [from](const GenerationItem& item) {
    return item.what == GenerationItem::What::kMessage && item.from == from;
  };
  if (std::count_if(waiting.begin(), waiting.end(), is_from) < limit) return;
  const auto oldest = std::find_if(waiting.begin(), waiting.end(), is_from);
  base_.journal.drop(from, *oldest->message, "the oracle is busy and newer ones wait");
  waiting.erase(oldest);
}

void ReportGeneration::handle(GenerationItem& item) {
  if (item.what == GenerationItem::What::kRoundTimer) return leader_->on_round_timeout();
  if (item.what == GenerationItem::What::kGraceTimer) return leader_->on_grace_timeout();
  switch (item.message->type()) {
    case Ocr2Message::Type::kObserveReq:
      return follower_->on_observe_req(item.from, as<ObserveReq>(item.message));
    case Ocr2Message::Type::kReportReq:
      return follower_->on_report_req(item.from, as<ReportReq>(item.message));
    case Ocr2Message::Type::kFinal:
      return follower_->on_final(item.from, static_cast<const Final&>(*item.message));
    case Ocr2Message::Type::kObserve:
      if (leader_) return leader_->on_observe(item.from, as<Observe>(item.message));
      return base_.journal.drop(item.from, *item.message, "this oracle does not lead the epoch");
    case Ocr2Message::Type::kReport:
      if (leader_) return leader_->on_report(item.from, as<Report>(item.message));
      return base_.journal.drop(item.from, *item.message, "this oracle does not lead the epoch");
    case Ocr2Message::Type::kNewEpoch:
    case Ocr2Message::Type::kFinalEcho:
      break;
  }
  ORRERY_ASSERT(false, "the instance hands report generation its own messages only");
}

void ReportGeneration::add_waiting(std::vector<sim::Waiting>& waiting) const {
  if (leader_) leader_->add_waiting(waiting);
  follower_->add_waiting(waiting);
}

}  // namespace orrery::nodes
