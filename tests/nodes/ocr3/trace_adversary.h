#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

#include "nodes/ocr3/adversary.h"
#include "tests/nodes/trace_scenario.h"

namespace orrery::nodes::ocr3::trial {

/// The name that the trace files give a message.
inline const char* type_text(const Packet& packet) {
  constexpr const char* kTexts[] = {
      "NewEpochWish",   "EpochStartRequest", "EpochStart", "RoundStart",       "Observation",
      "Proposal",       "Prepare",           "Commit",     "ReportSignatures", "CertifiedCommitRequest",
      "CertifiedCommit"};
  return kTexts[packet.content().index()];
}

/// True for kinds that go to all oracles at once.
inline bool is_broadcast(const Packet& packet) {
  return !packet.get<EpochStartRequest>() && !packet.get<Observation>() && !packet.get<CertifiedCommitRequest>() &&
         !packet.get<CertifiedCommit>();
}

/// Applies a scenario's message faults to what one oracle sends.
class TraceAdversary final : public Adversary {
 public:
  using Meant = std::function<void(int from, const Packet&)>;
  /// `meant` is called for messages that a fault kept from being sent whole: the traces note them where they leave.
  TraceAdversary(int self, int n, const std::vector<tests::TraceFault>& faults, Meant meant)
      : self_(self), n_(n), faults_(faults), meant_(std::move(meant)), silence_(self, n, faults) {}
  bool is_silent() const { return silence_.is_silent(); }

  void send(const PacketPtr& packet, NodeIndex to, std::vector<PacketPtr>& out) override {
    const auto epoch = static_cast<std::int64_t>(packet->epoch()), seq_nr = static_cast<std::int64_t>(packet->seq_nr());
    const bool to_all = is_broadcast(*packet);
    if (silence_.swallows(type_text(*packet), epoch, seq_nr, to.value, to_all)) return;
    PacketPtr copy = packet;
    for (const auto& fault : faults_) {
      if (!copy || !fault.where.matches(type_text(*packet), epoch, seq_nr, self_, to.value)) continue;
      if (fault.kind == tests::TraceFault::Kind::kDrop) copy = nullptr;
      if (fault.kind == tests::TraceFault::Kind::kCorruptSignature) copy = corrupted(*copy);
      if (fault.kind == tests::TraceFault::Kind::kEquivocate) copy = other_version(copy, to, fault.where.to);
    }
    if (to_all) {
      touched_ = to.value == 0 ? copy != packet : touched_ || copy != packet;
      if (to.value == n_ - 1 && touched_) meant_(self_, *packet);
    } else if (!copy) {
      meant_(self_, *packet);
    }
    if (copy) out.push_back(std::move(copy));
  }

 private:
  static void flip(Bytes& signature) {
    if (!signature.empty()) signature[0] ^= 1;
  }
  static PacketPtr corrupted(const Packet& packet) {
    Message content = packet.content();
    if (auto* const m = std::get_if<EpochStartRequest>(&content)) flip(m->timestamp.signature);
    if (auto* const m = std::get_if<EpochStart>(&content); m && !m->proof.empty())
      flip(m->proof.front().timestamp.signature);
    if (auto* const m = std::get_if<Observation>(&content)) flip(m->observation.signature);
    if (auto* const m = std::get_if<Proposal>(&content); m && !m->observations.empty())
      flip(m->observations.front().observation.signature);
    if (auto* const m = std::get_if<Prepare>(&content)) flip(m->signature);
    if (auto* const m = std::get_if<Commit>(&content)) flip(m->signature);
    if (auto* const m = std::get_if<ReportSignatures>(&content))
      for (auto& each : m->signatures) flip(each);
    if (auto* const m = std::get_if<CertifiedCommit>(&content); m && !m->commit.signatures.empty())
      flip(m->commit.signatures.front().signature);
    return std::make_shared<const Packet>(packet.config_digest(), std::move(content));
  }

  // The same observations in another order, for the named receivers or every second one: valid, and another outcome.
  PacketPtr other_version(const PacketPtr& packet, NodeIndex to, const std::set<int>& named) const {
    const auto* const proposal = packet->get<Proposal>();
    const bool is_meant = named.empty() ? to.value % 2 == 0 : named.contains(to.value);
    if (proposal == nullptr || !is_meant) return packet;
    Proposal other = *proposal;
    std::reverse(other.observations.begin(), other.observations.end());
    return std::make_shared<const Packet>(packet->config_digest(), std::move(other));
  }

  int self_, n_;
  const std::vector<tests::TraceFault>& faults_;
  Meant meant_;
  tests::TraceSilence silence_;
  bool touched_ = false;
};

}  // namespace orrery::nodes::ocr3::trial
