#pragma once

#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "nodes/ocr2/adversary.h"
#include "nodes/ocr2/messages.h"
#include "tests/nodes/trace_scenario.h"

/// The faults that a trace's scenario states, as adversaries on our OCR2 oracles.
namespace orrery::tests {

using namespace nodes;

/// Applies all of a scenario's message faults to one oracle's messages.
class TraceAdversary final : public Adversary {
 public:
  using Meant = std::function<void(int from, const Ocr2Message&)>;
  TraceAdversary(int self, int n, const std::vector<TraceFault>& faults, Meant meant)
      : self_(self), n_(n), faults_(faults), meant_(std::move(meant)), silence_(self, n, faults) {}
  bool is_silent() const { return silence_.is_silent(); }

  void send(const Ocr2MessagePtr& message, NodeIndex to, std::vector<Ocr2MessagePtr>& out) override {
    const bool is_broadcast =
        message->type() != Ocr2Message::Type::kObserve && message->type() != Ocr2Message::Type::kReport;
    if (silence_.swallows(type_text(*message), message->epoch(), message->round(), to.value, is_broadcast)) return;
    Ocr2MessagePtr copy = message;
    for (const auto& fault : faults_) {
      if (!copy || !fault.where.matches(type_text(*copy), copy->epoch(), copy->round(), self_, to.value)) continue;
      if (fault.kind == TraceFault::Kind::kDrop)
        copy = nullptr;
      else if (fault.kind == TraceFault::Kind::kCorruptSignature)
        copy = corrupted(copy);
      else if (fault.kind == TraceFault::Kind::kEquivocate)
        copy = other_version(copy, to, fault.where.to);
    }
    // The traces note a broadcast once, where it leaves the oracle; the outbox would tell of its parts.
    if (is_broadcast) {
      touched_ = to.value == 0 ? copy != message : touched_ || copy != message;
      if (to.value == n_ - 1 && touched_) meant_(self_, *message);
    } else if (!copy) {
      meant_(self_, *message);
    }
    if (copy) out.push_back(std::move(copy));
  }

 private:
  static const char* type_text(const Ocr2Message& message) {
    constexpr const char* kTexts[] = {"NewEpoch", "ObserveReq", "Observe", "ReportReq", "Report", "Final", "FinalEcho"};
    return kTexts[static_cast<std::size_t>(message.type())];
  }

  static Bytes flipped(Bytes signature) {
    if (!signature.empty()) signature[0] ^= 1;
    return signature;
  }

  static Ocr2MessagePtr corrupted(const Ocr2MessagePtr& message) {
    if (message->type() == Ocr2Message::Type::kObserve) {
      auto observation = static_cast<const Observe&>(*message).signed_observation();
      observation.signature = flipped(std::move(observation.signature));
      return std::make_shared<const Observe>(message->timestamp(), std::move(observation));
    }
    if (message->type() == Ocr2Message::Type::kReport) {
      const auto& report = static_cast<const Report&>(*message);
      return std::make_shared<const Report>(report.timestamp(), report.skip(), report.report(),
                                            flipped(report.signature()));
    }
    if (message->type() == Ocr2Message::Type::kReportReq) {
      const auto& request = static_cast<const ReportReq&>(*message);
      auto signatures = request.signatures();
      if (!signatures.empty()) signatures[0] = flipped(std::move(signatures[0]));
      return std::make_shared<const ReportReq>(request.timestamp(), request.query(), request.observations(),
                                               std::move(signatures));
    }
    if (message->type() == Ocr2Message::Type::kFinal || message->type() == Ocr2Message::Type::kFinalEcho) {
      const bool is_final = message->type() == Ocr2Message::Type::kFinal;
      const auto& attested = is_final ? *static_cast<const Final&>(*message).attested()
                                      : *static_cast<const FinalEcho&>(*message).attested();
      auto signatures = attested.signatures;
      if (!signatures.empty()) signatures[0].signature = flipped(std::move(signatures[0].signature));
      auto changed = std::make_shared<const AttestedReport>(attested.at, attested.extra_hash, attested.report,
                                                            std::move(signatures));
      if (is_final) return std::make_shared<const Final>(std::move(changed));
      return std::make_shared<const FinalEcho>(std::move(changed));
    }
    return message;
  }

  // Another set of observations for the named receivers, or every second one: its last one is missing.
  Ocr2MessagePtr other_version(const Ocr2MessagePtr& message, NodeIndex to, const std::set<int>& named) const {
    const bool is_meant = named.empty() ? to.value % 2 == 1 : named.contains(to.value);
    if (message->type() != Ocr2Message::Type::kReportReq || to.value == self_ || !is_meant) return message;
    const auto& request = static_cast<const ReportReq&>(*message);
    auto observations = request.observations();
    auto signatures = request.signatures();
    observations.pop_back();
    signatures.pop_back();
    return std::make_shared<const ReportReq>(request.timestamp(), request.query(), std::move(observations),
                                             std::move(signatures));
  }

  int self_, n_;
  const std::vector<TraceFault>& faults_;
  Meant meant_;
  TraceSilence silence_;
  bool touched_ = false;
};

inline std::vector<std::unique_ptr<TraceAdversary>> make_adversaries(const TraceFaults& faults, int n,
                                                                     const TraceAdversary::Meant& meant) {
  std::vector<std::unique_ptr<TraceAdversary>> result(static_cast<std::size_t>(n));
  if (faults.messages.empty()) return result;
  for (int i = 0; i < n; ++i)
    result[static_cast<std::size_t>(i)] = std::make_unique<TraceAdversary>(i, n, faults.messages, meant);
  return result;
}

}  // namespace orrery::tests
