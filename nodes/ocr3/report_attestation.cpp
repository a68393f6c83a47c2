#include "nodes/ocr3/report_attestation.h"

#include <algorithm>
#include <string>
#include <utility>

#include "nodes/ocr3/signing.h"

namespace orrery::nodes::ocr3 {
namespace {

using sim::Duration;

/// Rounds that fit into a stretch of time, within bounds. Source: spec/ocr.md §5.5.4.
struct Window {
  Duration length;
  std::int64_t least, most;

  std::uint64_t rounds(Duration interval) const {
    if (interval <= Duration::zero()) return static_cast<std::uint64_t>(most);
    const std::int64_t rounded_up = (length.count_nanoseconds() - 1) / interval.count_nanoseconds() + 1;
    return static_cast<std::uint64_t>(std::clamp(rounded_up, least, most));
  }
};
constexpr Window kExpiry{Duration::minutes(1), 10, 50};
constexpr Window kLookahead{Duration::seconds(30), 4, 10};

NodeIndex index(std::size_t i) { return {static_cast<std::uint8_t>(i)}; }

}  // namespace

ReportAttestation::ReportAttestation(const Foundation& base, std::function<void(AttestedReport)> transmit)
    : base_(base),
      transmit_(std::move(transmit)),
      random_(base.host.random("ocr3/" + chains::to_hex(base.config.config_digest) + "/certified-commit-requests")),
      expiry_(kExpiry.rounds(base.config.least_round_interval())),
      lookahead_(kLookahead.rounds(base.config.least_round_interval())),
      highest_signed_(base.config.n, 0) {}

ReportAttestation::~ReportAttestation() {
  for (auto& [seq_nr, round] : rounds_) base_.host.cancel_timer(round.request_timer);
}

void ReportAttestation::on_packet(NodeIndex from, const Packet& packet) {
  if (packet.get<ReportSignatures>()) return on_signatures(from, packet);
  if (packet.get<CertifiedCommitRequest>()) return on_request(from, packet);
  if (packet.get<CertifiedCommit>()) return on_certified_commit(from, packet);
  ORRERY_ASSERT(false, "the instance hands report attestation its own messages only");
}

ReportAttestation::Round& ReportAttestation::round_of(std::uint64_t seq_nr) {
  const auto [round, is_new] = rounds_.try_emplace(seq_nr);
  if (is_new) round->second.peers.resize(base_.config.n);
  return round->second;
}

// §5.5.1
void ReportAttestation::on_committed(const Certificate& certificate) {
  Round& round = round_of(certificate.seq_nr);
  if (round.commit) return;
  round.commit = certificate;
  base_.host.cancel_timer(round.request_timer);
  if (auto* const listener = base_.journal.listener()) listener->committed(base_.journal.name(), certificate);
  make_reports(certificate.seq_nr, round);
}

void ReportAttestation::make_reports(std::uint64_t seq_nr, Round& round) {
  auto reports = base_.plugin.reports(seq_nr, round.commit->outcome);
  if (reports.value && reports.value->size() > base_.info.max_report_count)
    reports = {std::nullopt, "more reports than the plugin said it would make", {}};
  if (reports.value && std::any_of(reports.value->begin(), reports.value->end(),
                                   [this](const Report& each) { return each.report.size() > base_.info.max_report; }))
    reports = {std::nullopt, "a report is longer than the plugin said it would be", {}};
  if (!reports.value) return base_.journal.call_failed("reports", seq_nr, reports.error);
  round.reports = std::move(*reports.value);
  ReportSignatures message{seq_nr, {}};
  for (const Report& each : *round.reports) message.signatures.push_back(sign_report(base_, seq_nr, each.report));
  // Completion needs no call here: this oracle's own message comes back to it.
  base_.broadcast(std::move(message));
}

void ReportAttestation::on_signatures(NodeIndex from, const Packet& packet) {
  const std::uint64_t seq_nr = packet.seq_nr();
  note_highest(seq_nr, from);
  if (is_expired(seq_nr)) return base_.journal.pass_over(from, packet, "expired");
  if (is_too_far_ahead(seq_nr)) return base_.journal.drop(from, packet, "too far ahead");
  Round& round = round_of(seq_nr);
  Peer& peer = round.peers[from.value];
  if (!peer.signatures.empty()) return base_.journal.drop(from, packet, "not its first");
  peer.signatures = packet.get<ReportSignatures>()->signatures;
  try_complete(seq_nr, round);
}

// §5.5.2, §5.5.3
void ReportAttestation::try_complete(std::uint64_t seq_nr, Round& round) {
  if (round.is_complete) return;
  const int needed = base_.config.quorums().one_correct();
  if (!round.commit) {
    const auto signing = std::count_if(round.peers.begin(), round.peers.end(),
                                       [](const Peer& each) { return !each.signatures.empty(); });
    if (signing < needed || round.is_missing) return;
    round.is_missing = true;
    return arm_request_timer(seq_nr, round);
  }
  if (!round.reports) return;
  std::vector<NodeIndex> signers;
  for (std::size_t i = 0; i < round.peers.size() && static_cast<int>(signers.size()) < needed; ++i) {
    Peer& peer = round.peers[i];
    if (peer.signatures.empty()) continue;
    if (!peer.are_valid) {
      peer.are_valid = are_valid(seq_nr, round, index(i));
      if (!*peer.are_valid)
        base_.journal.note(sim::Level::kProtocol, "warning",
                           "the report signatures of oracle " + std::to_string(i) + " for outcome " +
                               std::to_string(seq_nr) + " do not fit this oracle's reports");
    }
    if (*peer.are_valid) signers.push_back(index(i));
  }
  if (static_cast<int>(signers.size()) < needed) return;
  round.is_complete = true;
  for (std::size_t i = 0; i < round.reports->size(); ++i) {
    AttestedReport attested{{seq_nr, i}, (*round.reports)[i], {}};
    for (const NodeIndex signer : signers)
      attested.signatures.push_back({round.peers[signer.value].signatures[i], signer});
    transmit_(std::move(attested));
  }
}

bool ReportAttestation::are_valid(std::uint64_t seq_nr, const Round& round, NodeIndex signer) const {
  const auto& signatures = round.peers[signer.value].signatures;
  if (signatures.size() != round.reports->size()) return false;
  for (std::size_t i = 0; i < signatures.size(); ++i)
    if (!is_report_signed_by(base_, seq_nr, (*round.reports)[i].report, signatures[i], signer)) return false;
  return true;
}

void ReportAttestation::arm_request_timer(std::uint64_t seq_nr, Round& round) {
  round.request_timer =
      base_.host.set_timer(base_.config.delta_certified_commit_request(), [this, seq_nr] { request_commit(seq_nr); });
}

// §5.5.3
void ReportAttestation::request_commit(std::uint64_t seq_nr) {
  Round& round = rounds_.at(seq_nr);
  round.request_timer = {};
  std::vector<NodeIndex> candidates;
  for (std::size_t i = 0; i < round.peers.size(); ++i)
    if (!round.peers[i].was_asked && !round.peers[i].signatures.empty()) candidates.push_back(index(i));
  if (candidates.empty()) return;
  const NodeIndex chosen = candidates[random_.below(candidates.size())];
  round.peers[chosen.value].was_asked = true;
  base_.send(chosen, CertifiedCommitRequest{seq_nr});
  arm_request_timer(seq_nr, round);
}

void ReportAttestation::on_request(NodeIndex from, const Packet& packet) {
  const auto round = rounds_.find(packet.seq_nr());
  if (round == rounds_.end() || !round->second.commit)
    return base_.journal.pass_over(from, packet, "this oracle does not have it");
  Peer& peer = round->second.peers[from.value];
  if (peer.was_answered) return base_.journal.drop(from, packet, "not its first");
  peer.was_answered = true;
  base_.send(from, CertifiedCommit{*round->second.commit});
}

void ReportAttestation::on_certified_commit(NodeIndex from, const Packet& packet) {
  const Certificate& commit = packet.get<CertifiedCommit>()->commit;
  const auto round = rounds_.find(packet.seq_nr());
  if (round == rounds_.end()) return base_.journal.drop(from, packet, "this oracle does not know the outcome");
  Peer& peer = round->second.peers[from.value];
  if (!peer.was_asked || peer.has_answered) return base_.journal.drop(from, packet, "it was not asked");
  peer.has_answered = true;
  if (round->second.commit) return base_.journal.pass_over(from, packet, "another one answered first");
  if (const char* const problem = certificate_problem(base_, commit)) return base_.journal.drop(from, packet, problem);
  on_committed(commit);
}

// §5.5.4
void ReportAttestation::note_highest(std::uint64_t seq_nr, NodeIndex from) {
  if (seq_nr <= highest_signed_[from.value]) return;
  highest_signed_[from.value] = seq_nr;
  auto sorted = highest_signed_;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  const std::uint64_t mark = sorted[base_.config.f];
  if (mark <= high_water_mark_) return;
  high_water_mark_ = mark;
  reap();
}

bool ReportAttestation::is_expired(std::uint64_t seq_nr) const {
  return high_water_mark_ > expiry_ && seq_nr < high_water_mark_ - expiry_;
}

bool ReportAttestation::is_too_far_ahead(std::uint64_t seq_nr) const {
  return seq_nr > lookahead_ && high_water_mark_ < seq_nr - lookahead_;
}

void ReportAttestation::reap() {
  // Only when about a third of the rounds can go.
  if (3 * rounds_.size() <= 4 * (expiry_ + lookahead_)) return;
  for (auto round = rounds_.begin(); round != rounds_.end() && is_expired(round->first);) {
    base_.host.cancel_timer(round->second.request_timer);
    round = rounds_.erase(round);
  }
}

void ReportAttestation::add_waiting(std::vector<sim::Waiting>& waiting) const {
  for (const auto& [seq_nr, round] : rounds_) {
    if (round.is_complete) continue;
    const std::string outcome = " outcome " + std::to_string(seq_nr);
    if (round.is_missing && !round.commit) waiting.push_back({"the certified commit of" + outcome, {}, {}});
    if (!round.reports || round.reports->empty()) continue;
    const auto valid = std::count_if(round.peers.begin(), round.peers.end(),
                                     [](const Peer& each) { return each.are_valid.value_or(false); });
    waiting.push_back({"report signatures for" + outcome + ": " + std::to_string(valid) + " of " +
                           std::to_string(base_.config.quorums().one_correct()),
                       {},
                       {}});
  }
}

}  // namespace orrery::nodes::ocr3
