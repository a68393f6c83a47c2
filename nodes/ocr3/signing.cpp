#include "nodes/ocr3/signing.h"

#include <algorithm>
#include <bitset>

#include "chains/crypto/costs.h"

namespace orrery::nodes::ocr3 {
namespace {

/// Oracles that were seen; tells those that cannot be, and those that come twice.
class Signers {
 public:
  explicit Signers(std::uint8_t n) : n_(n) {}
  bool take(NodeIndex signer) {
    if (signer.value >= n_ || seen_[signer.value]) return false;
    seen_.set(signer.value);
    return true;
  }

 private:
  std::uint8_t n_;
  std::bitset<256> seen_;
};

SignedText text_of(const Foundation& base, const Certificate& certificate) {
  const GenerationId id = base.generation(certificate.epoch);
  const Bytes32 outcome = outcome_digest(certificate.outcome);
  return certificate.is_commit ? commit_text(id, certificate.seq_nr, outcome)
                               : prepare_text(id, certificate.seq_nr, certificate.inputs_digest, outcome);
}

}  // namespace

Bytes sign(const Foundation& base, const SignedText& text) {
  base.host.spend(chains::kEd25519SignCost);
  const auto signature = base.signatures.sign_ed25519(base.keys.offchain, text);
  return Bytes(signature.data.begin(), signature.data.end());
}

bool is_signed_by(const Foundation& base, const SignedText& text, BytesView signature, NodeIndex signer) {
  base.host.spend(chains::kEd25519VerifyCost);
  return signature.size() == sizeof(chains::Ed25519Signature::data) &&
         base.signatures.verify_ed25519(base.config.oracles[signer.value].offchain_public_key, text,
                                        chains::Ed25519Signature::from(signature));
}

SignedObservation sign_observation(const Foundation& base, std::uint64_t epoch, std::uint64_t seq_nr, BytesView query,
                                   Bytes observation) {
  Bytes signature = sign(base, observation_text(base.generation(epoch), seq_nr, query, observation));
  base.host.spend(chains::kEd25519VerifyCost);
  return {std::move(observation), std::move(signature)};
}

SignedTimestamp sign_timestamp(const Foundation& base, std::uint64_t epoch, const CertificateTimestamp& timestamp) {
  SignedTimestamp result{timestamp.seq_nr, timestamp.committed, timestamp.epoch, {}, {}};
  result.signature = sign(base, timestamp_text(base.generation(epoch), result));
  result.signature31 = sign(base, timestamp_text31(base.generation(epoch), result));
  return result;
}

bool is_timestamp_signed_by(const Foundation& base, std::uint64_t epoch, const SignedTimestamp& timestamp,
                            NodeIndex signer) {
  const GenerationId id = base.generation(epoch);
  const bool first = is_signed_by(base, timestamp_text(id, timestamp), timestamp.signature, signer);
  const bool second = is_signed_by(base, timestamp_text31(id, timestamp), timestamp.signature31, signer);
  return first && second;
}

const char* certificate_problem(const Foundation& base, const Certificate& certificate) {
  if (certificate.is_genesis()) return nullptr;
  if (static_cast<int>(certificate.signatures.size()) != base.quorum())
    return "its certificate does not have exactly a quorum of signatures";
  Signers signers(base.config.n);
  const SignedText text = text_of(base, certificate);
  for (const auto& each : certificate.signatures) {
    if (!signers.take(each.signer)) return "a signer stands in its certificate twice or is out of range";
    if (!is_signed_by(base, text, each.signature, each.signer)) return "a signature of its certificate is invalid";
  }
  return nullptr;
}

const char* epoch_start_problem(const Foundation& base, const EpochStart& start) {
  if (static_cast<int>(start.proof.size()) != base.quorum())
    return "its proof does not have exactly a quorum of timestamps";
  Signers signers(base.config.n);
  CertificateTimestamp highest;
  for (const auto& each : start.proof) {
    if (!signers.take(each.signer)) return "an oracle stands in its proof twice or is out of range";
    if (!is_timestamp_signed_by(base, start.epoch, each.timestamp, each.signer))
      return "a timestamp of its proof is not signed by its oracle";
    highest = std::max(highest, each.timestamp.place());
  }
  if (timestamp_of(start.highest_certified) != highest) return "its certificate is not the highest of its proof";
  return certificate_problem(base, start.highest_certified);
}

Bytes sign_report(const Foundation& base, std::uint64_t seq_nr, BytesView report) {
  base.host.spend(chains::kSecp256k1SignCost);
  const auto signature =
      base.signatures.sign_secp256k1(base.keys.onchain, base.report_digest(base.config.config_digest, seq_nr, report));
  return Bytes(signature.data.begin(), signature.data.end());
}

bool is_report_signed_by(const Foundation& base, std::uint64_t seq_nr, BytesView report, BytesView signature,
                         NodeIndex signer) {
  base.host.spend(chains::kSecp256k1RecoverCost);
  if (signature.size() != sizeof(chains::Secp256k1Signature::data)) return false;
  const auto recovered = base.signatures.recover_secp256k1(
      base.report_digest(base.config.config_digest, seq_nr, report), chains::Secp256k1Signature::from(signature));
  return recovered && *recovered == base.config.oracles[signer.value].onchain_signer;
}

}  // namespace orrery::nodes::ocr3
