#include "nodes/ocr3/payloads.h"

#include <algorithm>
#include <string_view>

#include "chains/crypto/hash.h"
#include "nodes/ocr2/byte_order.h"

namespace orrery::nodes::ocr3 {
namespace {

/// Joins what is hashed: a domain's name, then fields.
class Preimage {
 public:
  explicit Preimage(std::string_view domain) { append(chains::bytes_of(domain)); }
  Preimage(std::string_view domain, const GenerationId& id) : Preimage(domain) {
    append(id.config_digest).number(id.epoch);
  }

  Preimage& append(BytesView bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  Preimage& number(std::uint64_t value) { return append(big_endian_64(value)); }
  Preimage& with_length(BytesView bytes) { return number(bytes.size()).append(bytes); }
  Preimage& flag(bool value) {
    bytes_.push_back(value ? 1 : 0);
    return *this;
  }
  Bytes32 digest() const { return chains::sha256(bytes_); }
  SignedText text() const {
    SignedText result{{'o', 'c', 'r', '3'}};
    const Bytes32 hash = digest();
    std::copy(hash.data.begin(), hash.data.end(), result.data.begin() + 4);
    return result;
  }

 private:
  Bytes bytes_;
};

constexpr std::string_view kTimestampDomain = "ocr3 SignedHighestCertifiedTimestamp";

Preimage timestamp_preimage(const GenerationId& id, const SignedTimestamp& timestamp) {
  Preimage preimage(kTimestampDomain, id);
  preimage.number(timestamp.seq_nr).flag(timestamp.committed);
  return preimage;
}

}  // namespace

Bytes32 outcome_digest(BytesView outcome) { return chains::sha256(outcome); }

Bytes32 outcome_inputs_digest(const GenerationId& id, BytesView previous_outcome, std::uint64_t seq_nr, BytesView query,
                              const std::vector<AttributedObservation>& observations) {
  Preimage preimage("", id);
  preimage.with_length(previous_outcome).number(seq_nr).with_length(query).number(observations.size());
  for (const auto& each : observations) preimage.with_length(each.observation).number(each.observer.value);
  return preimage.digest();
}

Bytes32 certificate_digest(const Certificate& certificate) {
  Preimage preimage(certificate.is_commit ? "ocr3 CertifiedCommitDigest" : "ocr3 CertifiedPrepareDigest");
  preimage.number(certificate.epoch).number(certificate.seq_nr);
  if (!certificate.is_commit) preimage.append(certificate.inputs_digest);
  preimage.with_length(certificate.outcome).number(certificate.signatures.size());
  for (const auto& each : certificate.signatures) preimage.with_length(each.signature).number(each.signer.value);
  return preimage.digest();
}

SignedText observation_text(const GenerationId& id, std::uint64_t seq_nr, BytesView query, BytesView observation) {
  // The config digest stands in it twice: so it is in the deployed protocol.
  Preimage preimage("ocr3 SignedObservation", id);
  return preimage.append(id.config_digest).number(seq_nr).with_length(query).with_length(observation).text();
}

SignedText prepare_text(const GenerationId& id, std::uint64_t seq_nr, const Bytes32& inputs_digest,
                        const Bytes32& outcome) {
  Preimage preimage("ocr3 PrepareSignature", id);
  return preimage.number(seq_nr).append(inputs_digest).append(outcome).text();
}

SignedText commit_text(const GenerationId& id, std::uint64_t seq_nr, const Bytes32& outcome) {
  Preimage preimage("ocr3 CommitSignature", id);
  return preimage.number(seq_nr).append(outcome).text();
}

SignedText timestamp_text(const GenerationId& id, const SignedTimestamp& timestamp) {
  return timestamp_preimage(id, timestamp).text();
}

SignedText timestamp_text31(const GenerationId& id, const SignedTimestamp& timestamp) {
  return timestamp_preimage(id, timestamp).number(timestamp.epoch).text();
}

SignedText epoch_start_text(const GenerationId& id, const EpochStart& message) {
  Preimage preimage("ocr3 EpochStartSignature", id);
  preimage.append(certificate_digest(message.highest_certified)).number(message.proof.size());
  for (const auto& each : message.proof)
    preimage.number(each.timestamp.seq_nr)
        .flag(each.timestamp.committed)
        .number(each.timestamp.epoch)
        .with_length(each.timestamp.signature31)
        .number(each.signer.value);
  return preimage.text();
}

SignedText round_start_text(const GenerationId& id, std::uint64_t seq_nr, BytesView query) {
  Preimage preimage("ocr3 RoundStartSignature", id);
  return preimage.number(seq_nr).with_length(query).text();
}

SignedText proposal_text(const GenerationId& id, std::uint64_t seq_nr,
                         const std::vector<AttributedSignedObservation>& observations) {
  Preimage preimage("ocr3 ProposalSignature", id);
  preimage.number(seq_nr).number(observations.size());
  for (const auto& each : observations)
    preimage.with_length(each.observation.observation)
        .with_length(each.observation.signature)
        .number(each.observer.value);
  return preimage.text();
}

}  // namespace orrery::nodes::ocr3
