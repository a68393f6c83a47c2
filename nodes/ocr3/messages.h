#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "nodes/ocr2/contract.h"
#include "nodes/ocr2/messages.h"
#include "nodes/ocr2/reporting_plugin.h"

/// The messages of OCR3 and their exact protobuf encoding. Source: spec/ocr.md §5.8.
namespace orrery::nodes::ocr3 {

/// A quorum's word for an outcome: prepared or committed. The empty commit is the genesis.
struct Certificate {
  bool is_commit = true;
  std::uint64_t epoch = 0;
  std::uint64_t seq_nr = 0;
  Bytes32 inputs_digest;  ///< of a prepare
  Bytes outcome;
  std::vector<AttributedSignature> signatures;

  bool is_genesis() const { return is_commit && epoch == 0 && seq_nr == 0 && outcome.empty() && signatures.empty(); }
};

/// How far a certificate goes; a commit goes further than a prepare of the same outcome. Source: spec/ocr.md §5.3.2.
struct CertificateTimestamp {
  std::uint64_t seq_nr = 0;
  bool committed = false;
  std::uint64_t epoch = 0;
  constexpr auto operator<=>(const CertificateTimestamp&) const = default;
};
inline CertificateTimestamp timestamp_of(const Certificate& certificate) {
  return {certificate.seq_nr, certificate.is_commit, certificate.epoch};
}

/// How far an oracle's highest certificate goes, signed twice: with and (31) without regard to older versions.
struct SignedTimestamp {
  std::uint64_t seq_nr = 0;
  bool committed = false;
  std::uint64_t epoch = 0;
  Bytes signature, signature31;

  CertificateTimestamp place() const { return {seq_nr, committed, epoch}; }
};
struct AttributedTimestamp {
  SignedTimestamp timestamp;
  NodeIndex signer;
};

struct AttributedSignedObservation {
  SignedObservation observation;
  NodeIndex observer;
};

struct NewEpochWish {
  std::uint64_t epoch = 0;
};
struct EpochStartRequest {
  std::uint64_t epoch = 0;
  Certificate highest_certified;
  SignedTimestamp timestamp;
};
struct EpochStart {
  std::uint64_t epoch = 0;
  Certificate highest_certified;
  std::vector<AttributedTimestamp> proof;
  Bytes signature31;
};
struct RoundStart {
  std::uint64_t epoch = 0, seq_nr = 0;
  Bytes query, signature31;
};
struct Observation {
  std::uint64_t epoch = 0, seq_nr = 0;
  SignedObservation observation;
};
struct Proposal {
  std::uint64_t epoch = 0, seq_nr = 0;
  std::vector<AttributedSignedObservation> observations;
  Bytes signature31;
};
struct Prepare {
  std::uint64_t epoch = 0, seq_nr = 0;
  Bytes signature;
};
struct Commit {
  std::uint64_t epoch = 0, seq_nr = 0;
  Bytes signature;
};
struct ReportSignatures {
  std::uint64_t seq_nr = 0;
  std::vector<Bytes> signatures;
};
struct CertifiedCommitRequest {
  std::uint64_t seq_nr = 0;
};
struct CertifiedCommit {
  Certificate commit;
};

/// In the order of the wrapper's fields, 17 to 27.
using Message = std::variant<NewEpochWish, EpochStartRequest, EpochStart, RoundStart, Observation, Proposal, Prepare,
                             Commit, ReportSignatures, CertifiedCommitRequest, CertifiedCommit>;

Bytes encode(const Message& message);
/// A certificate alone, as an oracle keeps it.
Bytes encode(const Certificate& certificate);
std::optional<Certificate> decode_certificate(BytesView bytes);
/// Empty when the bytes are no message: broken protobuf, no message inside, a missing part, a digest of the wrong
/// length.
std::optional<Message> decode_message(BytesView bytes);

}  // namespace orrery::nodes::ocr3
