#include "nodes/ocr2/report_finalization.h"

#include <algorithm>
#include <memory>

#include "nodes/ocr2/attestation.h"

namespace orrery::nodes {
namespace {

constexpr sim::Duration kAge = sim::Duration::minutes(10);  // §3.6.2
constexpr std::int64_t kMinAgeRounds = 10;
constexpr std::int64_t kMaxAgeRounds = 1000;

std::int64_t age_in_rounds(sim::Duration delta_round) {
  const std::int64_t round = delta_round.count_nanoseconds();
  if (round == 0) return kMaxAgeRounds;
  const std::int64_t rounded_up = (kAge.count_nanoseconds() - 1) / round + 1;
  return std::clamp(rounded_up, kMinAgeRounds, kMaxAgeRounds);
}

std::uint64_t place(std::uint32_t epoch, std::uint8_t round) { return std::uint64_t{epoch} << 8 | round; }

}  // namespace

ReportFinalization::ReportFinalization(const Foundation& base, std::function<void(const AttestedReportPtr&)> transmit)
    : base_(base), transmit_(std::move(transmit)), age_(age_in_rounds(base.config.offchain.delta_round)) {}

void ReportFinalization::on_final(const AttestedReportPtr& report) {
  if (is_expired(report->at.epoch, report->at.round) || is_known(report->at.epoch, report->at.round)) return;
  finalize(report);
}

void ReportFinalization::on_final_echo(NodeIndex from, const FinalEcho& message) {
  if (is_known(message.epoch(), message.round())) return;  // all but one of each report's echoes end here
  if (message.round() > base_.config.offchain.r_max) return base_.journal.drop(from, message, "a round beyond RMax");
  if (is_expired(message.epoch(), message.round())) return base_.journal.pass_over(from, message, "expired");
  if (!is_attested(base_, *message.attested()))
    return base_.journal.drop(from, message, "its report does not carry a quorum of valid signatures");
  finalize(message.attested());
}

void ReportFinalization::finalize(const AttestedReportPtr& report) {
  const std::uint64_t here = place(report->at.epoch, report->at.round);
  finalized_.insert(std::lower_bound(finalized_.begin(), finalized_.end(), here), here);
  base_.outbox.broadcast(std::make_shared<const FinalEcho>(report));
  transmit_(report);
  reap();
}

bool ReportFinalization::is_known(std::uint32_t epoch, std::uint8_t round) const {
  const std::uint64_t here = place(epoch, round);
  if (finalized_.empty() || finalized_.back() < here) return false;
  return finalized_.back() == here || std::binary_search(finalized_.begin(), finalized_.end(), here);
}

// §3.6.2: consecutive places have consecutive indices.
std::int64_t ReportFinalization::index(std::uint32_t epoch, std::uint8_t round) const {
  return std::int64_t{base_.config.offchain.r_max} * epoch + round;
}

bool ReportFinalization::is_expired(std::uint32_t epoch, std::uint8_t round) const {
  const std::uint64_t latest = finalized_.empty() ? 0 : finalized_.back();
  const std::int64_t latest_index =
      index(static_cast<std::uint32_t>(latest >> 8), static_cast<std::uint8_t>(latest & 0xff));
  return index(epoch, round) <= latest_index - age_;
}

void ReportFinalization::reap() {
  if (static_cast<std::int64_t>(finalized_.size()) <= 2 * age_) return;
  std::erase_if(finalized_, [this](std::uint64_t each) {
    return is_expired(static_cast<std::uint32_t>(each >> 8), static_cast<std::uint8_t>(each & 0xff));
  });
}

}  // namespace orrery::nodes
