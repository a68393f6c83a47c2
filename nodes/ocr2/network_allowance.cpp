#include "nodes/ocr2/network_allowance.h"

#include <algorithm>

namespace orrery::nodes {
namespace {

__extension__ using Wide = __int128;

constexpr std::size_t kOverhead = 256;  // §3.10.4
constexpr std::size_t kMostOracles = 31;
constexpr std::size_t kMaxSignatureBytes = 65;

}  // namespace

void MessageRate::add(std::uint64_t count, sim::Duration delta) {
  if (delta <= sim::Duration::zero()) {
    unlimited_ = true;
  } else {
    sum_ += (Wide{static_cast<std::int64_t>(count)} << 60) / delta.count_nanoseconds();
  }
}

std::uint64_t MessageRate::period_q20() const {
  if (unlimited_ || sum_ == 0) return 0;
  return static_cast<std::uint64_t>((Wide{1} << 80) / sum_);
}

NetworkLimits network_limits(const OffchainConfig& config, int n, const ReportingPluginInfo& plugin) {
  const auto oracles = static_cast<std::size_t>(n);
  const std::size_t observe_req = plugin.max_query + kOverhead;
  const std::size_t observe = plugin.max_observation + kOverhead;
  const std::size_t report_req = (plugin.max_observation + 64) * oracles + kOverhead;
  const std::size_t report = plugin.max_report + 64 + kOverhead;
  const std::size_t final_size = plugin.max_report + kMaxSignatureBytes * oracles + kOverhead;
  const std::size_t per_round = observe_req + observe + report_req + report + 2 * final_size;

  NetworkLimits limits;
  MessageRate messages, bytes;
  messages.add(2, config.delta_resend);
  messages.add(2, config.delta_progress);
  messages.add(12, config.delta_round);
  bytes.add(kOverhead, config.delta_resend);
  bytes.add(kOverhead, config.delta_progress);
  bytes.add(per_round, config.delta_round);
  limits.message_period_q20 = messages.period_q20();
  limits.byte_period_q20 = bytes.period_q20();
  limits.byte_burst = 2 * (kOverhead + per_round);
  limits.max_message_bytes = std::max({observe_req, observe, report_req, report, final_size});
  return limits;
}

bool is_within_plugin_limits(const Ocr2Message& message, const ReportingPluginInfo& plugin) {
  const auto is_attested_within = [&](const AttestedReport& attested) {
    return attested.signatures.size() <= kMostOracles && attested.report.size() <= plugin.max_report;
  };
  switch (message.type()) {
    case Ocr2Message::Type::kNewEpoch:
      return true;
    case Ocr2Message::Type::kObserveReq:
      return static_cast<const ObserveReq&>(message).query().size() <= plugin.max_query;
    case Ocr2Message::Type::kObserve:
      return static_cast<const Observe&>(message).signed_observation().observation.size() <= plugin.max_observation;
    case Ocr2Message::Type::kReportReq: {
      const auto& request = static_cast<const ReportReq&>(message);
      if (request.query().size() > plugin.max_query || request.observations().size() > kMostOracles) return false;
      return std::all_of(request.observations().begin(), request.observations().end(),
                         [&](const auto& each) { return each.observation.size() <= plugin.max_observation; });
    }
    case Ocr2Message::Type::kReport:
      return static_cast<const Report&>(message).report().size() <= plugin.max_report;
    case Ocr2Message::Type::kFinal:
      return is_attested_within(*static_cast<const Final&>(message).attested());
    case Ocr2Message::Type::kFinalEcho:
      return is_attested_within(*static_cast<const FinalEcho&>(message).attested());
  }
  return false;
}

bool NetworkAllowance::admit(const NetworkLimits& limits, sim::Time now, std::size_t bytes) {
  const auto q20 = [](sim::Time time) { return Wide{time.unix_nanoseconds()} << 20; };
  if (now < last_) {  // the clock was set back: what is used stays used
    messages_used_until_ -= q20(last_) - q20(now);
    bytes_used_until_ -= q20(last_) - q20(now);
  }
  last_ = now;
  const Wide present = q20(now);
  const Wide messages = std::max(messages_used_until_, present) + limits.message_period_q20;
  const Wide all_bytes = std::max(bytes_used_until_, present) + Wide{limits.byte_period_q20} * Wide{bytes};
  if (messages - present > Wide{limits.message_period_q20} * Wide{limits.message_burst}) return false;
  if (all_bytes - present > Wide{limits.byte_period_q20} * Wide{limits.byte_burst}) return false;
  messages_used_until_ = messages;
  bytes_used_until_ = all_bytes;
  return true;
}

}  // namespace orrery::nodes
