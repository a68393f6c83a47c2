#include "nodes/ocr2/messages.h"

#include <functional>
#include <iterator>

#include "nodes/ocr2/signed_payloads.h"
#include "nodes/ocr2/wire_fields.h"

namespace orrery::nodes {
namespace {

// A signature distinguishes what it signs: its first bytes do as well as all of it, unless it was tampered with.
std::uint64_t word_of(BytesView bytes) {
  std::uint64_t word = bytes.size();
  for (std::size_t i = 0; i < bytes.size() && i < 8; ++i) word = word << 8 ^ bytes[i];
  return word;
}

constexpr sim::MessageKind kKinds[] = {{"new-epoch"}, {"observe-req"}, {"observe"},   {"report-req"},
                                       {"report"},    {"final"},       {"final-echo"}};

}  // namespace

const Ocr2Message* Ocr2Message::cast(const sim::Message& message) {
  const sim::MessageKind* const kind = &message.kind();
  const bool is_ours = std::less_equal<>()(std::begin(kKinds), kind) && std::less<>()(kind, std::end(kKinds));
  return is_ours ? static_cast<const Ocr2Message*>(&message) : nullptr;
}

const sim::MessageKind& Ocr2Message::kind() const { return kKinds[static_cast<std::size_t>(type_)]; }

sim::Position Ocr2Message::position() const { return {epoch_, type_ == Type::kNewEpoch ? -1 : std::int64_t{round_}}; }

NewEpoch::NewEpoch(const Bytes32& config_digest, std::uint32_t epoch, bool resend)
    : Ocr2Message(Type::kNewEpoch, {config_digest, epoch, 0}), resend_(resend) {
  set_payload_bytes(wrapped_size(*this));
}

ObserveReq::ObserveReq(const ReportTimestamp& at, Bytes query)
    : Ocr2Message(Type::kObserveReq, at), query_(std::move(query)) {
  set_payload_bytes(wrapped_size(*this));
}

void ObserveReq::mix_into(sim::HistoryDigest& digest) const {
  mix_place_into(digest);
  digest.mix(BytesView(query_));
}

Observe::Observe(const ReportTimestamp& at, SignedObservation observation)
    : Ocr2Message(Type::kObserve, at), observation_(std::move(observation)) {
  set_payload_bytes(wrapped_size(*this));
}

void Observe::mix_into(sim::HistoryDigest& digest) const {
  mix_place_into(digest);
  digest.mix(BytesView(observation_.observation));
  digest.mix(word_of(observation_.signature));
}

ReportReq::ReportReq(const ReportTimestamp& at, Bytes query, std::vector<AttributedObservation> observations,
                     std::vector<Bytes> signatures)
    : Ocr2Message(Type::kReportReq, at),
      query_(std::move(query)),
      observations_(std::move(observations)),
      signatures_(std::move(signatures)) {
  ORRERY_ASSERT(observations_.size() == signatures_.size(), "each observation is signed");
  set_payload_bytes(wrapped_size(*this));
}

void ReportReq::mix_into(sim::HistoryDigest& digest) const {
  mix_place_into(digest);
  digest.mix(BytesView(query_));
  for (std::size_t i = 0; i < observations_.size(); ++i) {
    digest.mix(observations_[i].observer.value);
    digest.mix(BytesView(observations_[i].observation));
    digest.mix(word_of(signatures_[i]));
  }
}

std::string ReportReq::detail() const { return std::to_string(observations_.size()) + " observations"; }

const Bytes32& ReportReq::context_hash() const {
  if (!context_hash_) context_hash_ = std::make_unique<Bytes32>(report_context_hash(query_, observations_));
  return *context_hash_;
}

Report::Report(const ReportTimestamp& at, bool skip, Bytes report, Bytes signature)
    : Ocr2Message(Type::kReport, at), report_(std::move(report)), signature_(std::move(signature)), skip_(skip) {
  set_payload_bytes(wrapped_size(*this));
}

void Report::mix_into(sim::HistoryDigest& digest) const {
  mix_place_into(digest);
  digest.mix(BytesView(report_));
  digest.mix(word_of(signature_) << 1 | static_cast<std::uint64_t>(skip_));
}

AttestedReport::AttestedReport(const ReportTimestamp& place, const Bytes32& hash, Bytes report_bytes,
                               std::vector<AttributedSignature> signed_by)
    : at(place), extra_hash(hash), report(std::move(report_bytes)), signatures(std::move(signed_by)) {
  sim::HistoryDigest digest;
  digest.mix(BytesView(extra_hash));
  digest.mix(BytesView(report));
  for (const auto& each : signatures) digest.mix(word_of(each.signature) ^ each.signer.value);
  history_word = digest.word();
}

Final::Final(AttestedReportPtr attested) : Ocr2Message(Type::kFinal, attested->at), attested_(std::move(attested)) {
  set_payload_bytes(wrapped_size(*this));
}

void Final::mix_into(sim::HistoryDigest& digest) const {
  mix_place_into(digest);
  digest.mix(attested_->history_word);
}

FinalEcho::FinalEcho(AttestedReportPtr attested)
    : Ocr2Message(Type::kFinalEcho, attested->at), attested_(std::move(attested)) {
  set_payload_bytes(wrapped_size(*this));
}

void FinalEcho::mix_into(sim::HistoryDigest& digest) const {
  mix_place_into(digest);
  digest.mix(attested_->history_word);
}

}  // namespace orrery::nodes
