#include "nodes/ocr3/network_limits.h"

#include <algorithm>

namespace orrery::nodes::ocr3 {
namespace {

__extension__ using Wide = __int128;

constexpr std::size_t kOverhead = 256;
constexpr std::size_t kOffchainSignature = 64;
constexpr std::size_t kOnchainSignature = 65;
constexpr std::size_t kSignatureOverhead = 10;
constexpr std::uint64_t kMessagesOfARound = 12;  // the most that one round and one epoch change take
constexpr std::uint64_t kBurst = 3;

/// The largest size of each kind of message.
struct LargestMessages {
  std::size_t small = kOverhead;  // NewEpochWish, Prepare, Commit, CertifiedCommitRequest
  std::size_t epoch_start_request, epoch_start, round_start, observation, proposal, report_signatures, certified_commit;

  LargestMessages(const InstanceConfig& config, const OutcomePluginInfo& plugin) {
    const auto quorum = static_cast<std::size_t>(config.quorums().byzantine());
    const std::size_t signature = kOffchainSignature + kSignatureOverhead;
    const std::size_t certificate = signature * quorum + plugin.max_outcome + kOverhead;
    epoch_start_request = certificate + kOverhead;
    epoch_start = certificate + 2 * signature * quorum + kOverhead;
    round_start = plugin.max_query + signature + kOverhead;
    observation = plugin.max_observation + kOverhead;
    proposal = (plugin.max_observation + signature) * config.n + signature + kOverhead;
    report_signatures = (kOnchainSignature + kSignatureOverhead) * plugin.max_report_count + kOverhead;
    certified_commit = certificate + kOverhead;
  }
};

// Epochs can follow each other as fast as DeltaProgress, DeltaInitial or RMax rounds allow.
sim::Duration least_epoch_interval(const InstanceConfig& config) {
  const Wide rounds = Wide{config.offchain.r_max} * config.offchain.delta_round.count_nanoseconds();
  const auto others = std::min(config.offchain.delta_progress, config.delta_initial());
  return rounds < others.count_nanoseconds() ? sim::Duration::nanoseconds(static_cast<std::int64_t>(rounds)) : others;
}

bool is_certificate_within(const Certificate& certificate, const InstanceConfig& config,
                           const OutcomePluginInfo& plugin) {
  if (certificate.is_genesis()) return true;
  const auto is_whole = [](const AttributedSignature& each) { return each.signature.size() == kOffchainSignature; };
  return certificate.outcome.size() <= plugin.max_outcome &&
         static_cast<int>(certificate.signatures.size()) == config.quorums().byzantine() &&
         std::all_of(certificate.signatures.begin(), certificate.signatures.end(), is_whole);
}

bool is_timestamp_within(const SignedTimestamp& timestamp) {
  return timestamp.signature.size() <= kOffchainSignature && timestamp.signature31.size() <= kOffchainSignature;
}

bool is_observation_within(const SignedObservation& observation, const OutcomePluginInfo& plugin) {
  return observation.observation.size() <= plugin.max_observation && observation.signature.size() == kOffchainSignature;
}

/// One overload for each message: true when all its parts have sizes that they may have.
struct SizeCheck {
  const InstanceConfig& config;
  const OutcomePluginInfo& plugin;

  bool operator()(const NewEpochWish&) const { return true; }
  bool operator()(const EpochStartRequest& message) const {
    return is_certificate_within(message.highest_certified, config, plugin) && is_timestamp_within(message.timestamp);
  }
  bool operator()(const EpochStart& message) const {
    return is_certificate_within(message.highest_certified, config, plugin) &&
           static_cast<int>(message.proof.size()) == config.quorums().byzantine() &&
           std::all_of(message.proof.begin(), message.proof.end(),
                       [](const auto& each) { return is_timestamp_within(each.timestamp); }) &&
           message.signature31.size() <= kOffchainSignature;
  }
  bool operator()(const RoundStart& message) const {
    return message.query.size() <= plugin.max_query && message.signature31.size() <= kOffchainSignature;
  }
  bool operator()(const Observation& message) const { return is_observation_within(message.observation, plugin); }
  bool operator()(const Proposal& message) const {
    return message.observations.size() <= config.n &&
           std::all_of(message.observations.begin(), message.observations.end(),
                       [this](const auto& each) { return is_observation_within(each.observation, plugin); }) &&
           message.signature31.size() <= kOffchainSignature;
  }
  bool operator()(const Prepare& message) const { return message.signature.size() == kOffchainSignature; }
  bool operator()(const Commit& message) const { return message.signature.size() == kOffchainSignature; }
  bool operator()(const ReportSignatures& message) const {
    return message.signatures.size() <= plugin.max_report_count &&
           std::all_of(message.signatures.begin(), message.signatures.end(),
                       [](const Bytes& each) { return each.size() <= kOnchainSignature; });
  }
  bool operator()(const CertifiedCommitRequest&) const { return true; }
  bool operator()(const CertifiedCommit& message) const {
    return is_certificate_within(message.commit, config, plugin);
  }
};

}  // namespace

NetworkLimits network_limits(const InstanceConfig& config, const OutcomePluginInfo& plugin) {
  const LargestMessages largest(config, plugin);
  const sim::Duration epoch = least_epoch_interval(config);
  const sim::Duration round = config.offchain.delta_round, resend = config.offchain.delta_resend;
  const std::size_t per_epoch = largest.small + largest.epoch_start + largest.epoch_start_request;
  const std::size_t per_round = 3 * largest.small + largest.report_signatures + largest.round_start + largest.proposal +
                                largest.observation + largest.certified_commit;

  MessageRate messages, bytes;
  messages.add(1, resend);
  messages.add(3, epoch);
  messages.add(8, round);
  bytes.add(largest.small, resend);
  bytes.add(per_epoch, epoch);
  bytes.add(per_round, round);

  NetworkLimits limits;
  // A fifth more messages than the protocol needs.
  limits.message_period_q20 = static_cast<std::uint64_t>(Wide{messages.period_q20()} * 5 / 6);
  limits.message_burst = kBurst * kMessagesOfARound;
  limits.byte_period_q20 = bytes.period_q20();
  limits.byte_burst = kBurst * (largest.small + per_epoch + per_round);
  limits.max_message_bytes =
      std::max({largest.small, largest.epoch_start_request, largest.epoch_start, largest.round_start,
                largest.observation, largest.proposal, largest.report_signatures, largest.certified_commit});
  return limits;
}

const char* size_problem(const Packet& packet, const InstanceConfig& config, const OutcomePluginInfo& plugin) {
  return std::visit(SizeCheck{config, plugin}, packet.content()) ? nullptr
                                                                 : "a part of it has a size that it cannot have";
}

}  // namespace orrery::nodes::ocr3
