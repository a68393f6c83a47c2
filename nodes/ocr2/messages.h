#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "chains/bytes.h"
#include "nodes/ocr2/contract.h"
#include "nodes/ocr2/reporting_plugin.h"
#include "sim/message.h"

/// The seven messages of OCR2. Inside the simulator they travel as these immutable objects; their size is that of their
/// exact encoding (wire.h) in a frame of the transport. Source: spec/ocr.md §3.9.
namespace orrery::nodes {

/// One message of one protocol instance. The config digest is no field of the encoding: it is the stream that the
/// transport carries the message on.
class Ocr2Message : public sim::Message {
 public:
  enum class Type : std::uint8_t { kNewEpoch, kObserveReq, kObserve, kReportReq, kReport, kFinal, kFinalEcho };

  /// The message as one of OCR2's, or null.
  static const Ocr2Message* cast(const sim::Message& message);

  Type type() const { return type_; }
  const Bytes32& config_digest() const { return config_digest_; }
  std::uint32_t epoch() const { return epoch_; }
  std::uint8_t round() const { return round_; }
  ReportTimestamp timestamp() const { return {config_digest_, epoch_, round_}; }

  const sim::MessageKind& kind() const override;
  /// Frame header and payload.
  std::size_t size_bytes() const override { return kFrameBytes + payload_bytes_; }
  std::size_t payload_bytes() const { return payload_bytes_; }
  sim::Position position() const override;

  /// Header of the transport's frames: type, stream id, length. Source: spec/ocr.md §13.9.
  static constexpr std::size_t kFrameBytes = 37;

 protected:
  Ocr2Message(Type type, const ReportTimestamp& at)
      : config_digest_(at.config_digest), epoch_(at.epoch), type_(type), round_(at.round) {}
  void set_payload_bytes(std::size_t bytes) { payload_bytes_ = static_cast<std::uint32_t>(bytes); }
  void mix_place_into(sim::HistoryDigest& digest) const { digest.mix(std::uint64_t{epoch_} << 8 | round_); }

 private:
  Bytes32 config_digest_;
  std::uint32_t epoch_;
  std::uint32_t payload_bytes_ = 0;
  Type type_;
  std::uint8_t round_;
};
using Ocr2MessagePtr = std::shared_ptr<const Ocr2Message>;

/// The outcome of a check that cannot differ between those who make it, since message and config are the same for all:
/// remembered with the message, so that a broadcast is checked once. Not part of the message's content.
class Verdict {
 public:
  bool is_known() const { return state_ != 0; }
  bool held() const { return state_ > 0; }
  void remember(bool held) const { state_ = held ? 1 : -1; }

 private:
  mutable std::int8_t state_ = 0;
};

/// "I want epoch e": all to all.
class NewEpoch final : public Ocr2Message {
 public:
  NewEpoch(const Bytes32& config_digest, std::uint32_t epoch, bool resend);
  void mix_into(sim::HistoryDigest& digest) const override { mix_place_into(digest); }
  bool is_resend() const override { return resend_; }

 private:
  bool resend_;
};

/// The leader asks for observations.
class ObserveReq final : public Ocr2Message {
 public:
  ObserveReq(const ReportTimestamp& at, Bytes query);
  void mix_into(sim::HistoryDigest& digest) const override;
  const Bytes& query() const { return query_; }

 private:
  Bytes query_;
};

struct SignedObservation {
  Bytes observation;
  Bytes signature;  ///< ed25519; any length on the wire, 64 bytes when valid
  bool operator==(const SignedObservation&) const = default;
};

/// An observation, to the leader.
class Observe final : public Ocr2Message {
 public:
  Observe(const ReportTimestamp& at, SignedObservation observation);
  void mix_into(sim::HistoryDigest& digest) const override;
  const SignedObservation& signed_observation() const { return observation_; }

 private:
  SignedObservation observation_;
};

/// The leader asks for reports on these observations.
class ReportReq final : public Ocr2Message {
 public:
  /// `signatures` go with `observations`, one each.
  ReportReq(const ReportTimestamp& at, Bytes query, std::vector<AttributedObservation> observations,
            std::vector<Bytes> signatures);
  void mix_into(sim::HistoryDigest& digest) const override;
  std::string detail() const override;
  const Bytes& query() const { return query_; }
  const std::vector<AttributedObservation>& observations() const { return observations_; }
  const std::vector<Bytes>& signatures() const { return signatures_; }
  /// H(query, observations), computed once.
  const Bytes32& context_hash() const;
  const Verdict& verdict() const { return verdict_; }

 private:
  Bytes query_;
  std::vector<AttributedObservation> observations_;
  std::vector<Bytes> signatures_;
  mutable std::unique_ptr<Bytes32> context_hash_;
  Verdict verdict_;
};

/// A follower's report, or that it wants none, to the leader.
class Report final : public Ocr2Message {
 public:
  /// A Skip has neither report nor signature.
  Report(const ReportTimestamp& at, bool skip, Bytes report, Bytes signature);
  void mix_into(sim::HistoryDigest& digest) const override;
  std::string detail() const override { return skip_ ? "skip" : ""; }
  bool skip() const { return skip_; }
  const Bytes& report() const { return report_; }
  const Bytes& signature() const { return signature_; }  ///< r ‖ s ‖ v, 65 bytes when valid

 private:
  Bytes report_, signature_;
  bool skip_;
};

/// A report with the signatures that make it final. One object serves Final and all its echoes.
struct AttestedReport {
  AttestedReport(const ReportTimestamp& at, const Bytes32& extra_hash, Bytes report,
                 std::vector<AttributedSignature> signatures);

  ReportTimestamp at;
  Bytes32 extra_hash;  ///< H(query, observations)
  Bytes report;
  std::vector<AttributedSignature> signatures;
  std::uint64_t history_word;  ///< of all of the above
  Verdict verdict;
};
using AttestedReportPtr = std::shared_ptr<const AttestedReport>;

/// The leader publishes a final report.
class Final final : public Ocr2Message {
 public:
  explicit Final(AttestedReportPtr attested);
  void mix_into(sim::HistoryDigest& digest) const override;
  const AttestedReportPtr& attested() const { return attested_; }

 private:
  AttestedReportPtr attested_;
};

/// A final report, spread once by everyone who saw it.
class FinalEcho final : public Ocr2Message {
 public:
  explicit FinalEcho(AttestedReportPtr attested);
  void mix_into(sim::HistoryDigest& digest) const override;
  const AttestedReportPtr& attested() const { return attested_; }

 private:
  AttestedReportPtr attested_;
};

}  // namespace orrery::nodes
