#include "nodes/adversaries/strategies.h"

#include <algorithm>

#include "nodes/ocr2/median_codec.h"
#include "nodes/ocr2/oracle.h"

namespace orrery::nodes {
namespace {

Bytes tampered(Bytes signature) {
  if (!signature.empty()) signature[0] ^= 1;
  return signature;
}

}  // namespace

void Strategy::add_waiting(std::vector<sim::Waiting>& waiting) const {
  waiting.push_back({"nothing: it is Byzantine and " + words(), fault_, {}});
}

void Silent::send(const Ocr2MessagePtr&, NodeIndex, std::vector<Ocr2MessagePtr>&) { did(); }

void SelectiveSending::send(const Ocr2MessagePtr& message, NodeIndex to, std::vector<Ocr2MessagePtr>& out) {
  const auto& config = oracle().config();
  const auto receiver = oracle().peer_host(to);
  if (to == config.self || std::find(to_.begin(), to_.end(), receiver) != to_.end()) {
    out.push_back(message);
  } else {
    did();
  }
}

void Equivocating::send(const Ocr2MessagePtr& message, NodeIndex to, std::vector<Ocr2MessagePtr>& out) {
  const bool is_other_half = to != oracle().config().self && to.value % 2 == 1;
  if (message->type() != Ocr2Message::Type::kReportReq || !is_other_half) return out.push_back(message);
  if (original_ != message) {
    original_ = variant_ = message;
    const auto& request = static_cast<const ReportReq&>(*message);
    auto observations = request.observations();
    auto signatures = request.signatures();
    if (static_cast<int>(observations.size()) > oracle().config().quorums().correct_majority()) {
      observations.pop_back();
      signatures.pop_back();
      variant_ = std::make_shared<const ReportReq>(request.timestamp(), request.query(), std::move(observations),
                                                   std::move(signatures));
    }
  }
  if (variant_ != original_) did();
  out.push_back(variant_);
}

void BadSignature::send(const Ocr2MessagePtr& message, NodeIndex, std::vector<Ocr2MessagePtr>& out) {
  if (message->type() == Ocr2Message::Type::kObserve) {
    const auto& honest = static_cast<const Observe&>(*message);
    SignedObservation observation = honest.signed_observation();
    observation.signature = tampered(std::move(observation.signature));
    out.push_back(std::make_shared<const Observe>(honest.timestamp(), std::move(observation)));
    return did();
  }
  if (message->type() == Ocr2Message::Type::kReport && !static_cast<const Report&>(*message).skip()) {
    const auto& honest = static_cast<const Report&>(*message);
    out.push_back(std::make_shared<const Report>(honest.timestamp(), /*skip=*/false, honest.report(),
                                                 tampered(honest.signature())));
    return did();
  }
  out.push_back(message);
}

void LyingObservation::observe(const ReportTimestamp&, Bytes& observation) {
  auto median = decode_median_observation(observation);
  if (!median) return;
  chains::Int256 value = *chains::decode_int192(median->value);
  value = lie_.value.value_or(value * lie_.scale_ppb / 1'000'000'000 + lie_.offset);
  const auto encoded = chains::encode_int192(value);
  if (!encoded) return;
  median->value = *encoded;
  observation = encode(*median);
  did();
}

void CopyingObservation::receive(NodeIndex, const Ocr2Message& message) {
  if (message.type() != Ocr2Message::Type::kReportReq) return;
  const auto& request = static_cast<const ReportReq&>(message);
  for (const auto& each : request.observations())
    if (each.observer.value < oracle().config().n && oracle().peer_host(each.observer) == victim_)
      copied_ = each.observation;
}

void CopyingObservation::observe(const ReportTimestamp&, Bytes& observation) {
  if (copied_.empty()) return;
  observation = copied_;
  did();
}

}  // namespace orrery::nodes
