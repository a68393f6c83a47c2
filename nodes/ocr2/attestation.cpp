#include "nodes/ocr2/attestation.h"

#include <bitset>

#include "chains/crypto/costs.h"
#include "nodes/ocr2/signed_payloads.h"

namespace orrery::nodes {
namespace {

using chains::SignatureMode;

// Checks an observation's signature without charging for it.
bool check_observation(const Foundation& base, const ReportTimestamp& at, BytesView query, BytesView observation,
                       BytesView signature, NodeIndex observer) {
  if (signature.size() != 64) return false;
  const Bytes32 digest = observation_digest(at, query, observation);
  return base.signatures.verify_ed25519(base.config.oracles[observer.value].offchain_public_key, digest,
                                        chains::Ed25519Signature::from(signature));
}

// The signer of a 65-byte signature must be the oracle whose it claims to be.
bool check_report(const Foundation& base, const Bytes32& digest, BytesView signature, NodeIndex signer) {
  if (signature.size() != 65) return false;
  const auto recovered = base.signatures.recover_secp256k1(digest, chains::Secp256k1Signature::from(signature));
  return recovered && *recovered == base.config.oracles[signer.value].onchain_signer;
}

bool remembers(const Foundation& base) { return base.signatures.mode() != SignatureMode::kEvery; }

const char* report_req_problem(const Foundation& base, const ReportReq& request) {
  std::bitset<256> seen;
  for (const auto& each : request.observations()) {
    if (each.observer.value >= base.config.n) return "an observer is out of range";
    if (seen[each.observer.value]) return "an observer stands in it twice";
    seen.set(each.observer.value);
  }
  if (static_cast<int>(seen.count()) < base.config.quorums().correct_majority()) return "too few observations";
  for (std::size_t i = 0; i < request.observations().size(); ++i) {
    const AttributedObservation& each = request.observations()[i];
    if (!check_observation(base, request.timestamp(), request.query(), each.observation, request.signatures()[i],
                           each.observer))
      return "an observation is not signed by its observer";
  }
  return nullptr;
}

bool has_quorum_of_signatures(const Foundation& base, const AttestedReport& report) {
  if (static_cast<int>(report.signatures.size()) != base.report_quorum()) return false;
  std::bitset<256> seen;
  for (const auto& each : report.signatures) {
    if (each.signer.value >= base.config.n || seen[each.signer.value]) return false;
    seen.set(each.signer.value);
  }
  const Bytes32 digest = report_digest(report.at, report.extra_hash, report.report);
  for (const auto& each : report.signatures)
    if (!check_report(base, digest, each.signature, each.signer)) return false;
  return true;
}

}  // namespace

SignedObservation sign_observation(const Foundation& base, const ReportTimestamp& at, BytesView query,
                                   Bytes observation) {
  base.host.spend(chains::kEd25519SignCost + chains::kEd25519VerifyCost);
  const auto signature = base.signatures.sign_ed25519(base.keys.offchain, observation_digest(at, query, observation));
  return {std::move(observation), Bytes(signature.data.begin(), signature.data.end())};
}

bool is_signed_by(const Foundation& base, const ReportTimestamp& at, BytesView query,
                  const SignedObservation& observation, NodeIndex observer) {
  base.host.spend(chains::kEd25519VerifyCost);
  return check_observation(base, at, query, observation.observation, observation.signature, observer);
}

bool is_valid_report_req(const Foundation& base, const ReportReq& request, const char*& why) {
  base.host.spend(chains::kEd25519VerifyCost * static_cast<std::int64_t>(request.observations().size()));
  why = "it was found invalid before";
  if (request.verdict().is_known() && remembers(base)) return request.verdict().held();
  why = report_req_problem(base, request);
  request.verdict().remember(why == nullptr);
  return why == nullptr;
}

Bytes sign_report(const Foundation& base, const ReportTimestamp& at, const Bytes32& context_hash, BytesView report) {
  base.host.spend(chains::kSecp256k1SignCost + chains::kSecp256k1RecoverCost);
  const auto signature = base.signatures.sign_secp256k1(base.keys.onchain, report_digest(at, context_hash, report));
  return Bytes(signature.data.begin(), signature.data.end());
}

bool is_report_signed_by(const Foundation& base, const ReportTimestamp& at, const Bytes32& context_hash,
                         BytesView report, BytesView signature, NodeIndex signer) {
  base.host.spend(chains::kSecp256k1RecoverCost);
  return check_report(base, report_digest(at, context_hash, report), signature, signer);
}

bool is_attested(const Foundation& base, const AttestedReport& report) {
  base.host.spend(chains::kSecp256k1RecoverCost * static_cast<std::int64_t>(report.signatures.size()));
  if (report.verdict.is_known() && remembers(base)) return report.verdict.held();
  const bool valid = has_quorum_of_signatures(base, report);
  report.verdict.remember(valid);
  return valid;
}

}  // namespace orrery::nodes
