#include "nodes/adversaries/forgery.h"

#include <algorithm>

#include "nodes/ocr2/median_codec.h"
#include "nodes/ocr2/signed_payloads.h"

namespace orrery::nodes {

AttestedReport forge_median_report(chains::Signatures& signatures, const InstanceConfig& config,
                                   const std::vector<const OracleKeys*>& keys, std::uint32_t epoch, std::uint8_t round,
                                   const chains::Int256& answer, std::uint32_t timestamp) {
  const auto value = chains::encode_int192(answer);
  ORRERY_ASSERT(value.has_value(), "the fault's parameter was checked");
  MedianReport report;
  report.observations_timestamp = timestamp;
  report.juels_per_fee_coin = *chains::encode_int192(1);
  for (int i = 0; i < config.quorums().correct_majority(); ++i) {
    report.observers.push_back(static_cast<std::uint8_t>(i));
    report.values.push_back(*value);
  }
  const ReportTimestamp at{config.config_digest, epoch, round};
  const Bytes32 extra_hash = report_context_hash({}, {});
  const Bytes bytes = encode(report);
  const Bytes32 digest = report_digest(at, extra_hash, bytes);

  std::vector<AttributedSignature> made;
  for (std::size_t i = 0; i < config.oracles.size() && static_cast<int>(made.size()) <= config.f; ++i) {
    const auto signer = config.oracles[i].onchain_signer;
    const auto key =
        std::find_if(keys.begin(), keys.end(), [&](const OracleKeys* each) { return each->onchain.address == signer; });
    if (key == keys.end()) continue;
    const auto signature = signatures.sign_secp256k1((*key)->onchain, digest);
    made.push_back({Bytes(signature.data.begin(), signature.data.end()), NodeIndex{static_cast<std::uint8_t>(i)}});
  }
  return AttestedReport(at, extra_hash, bytes, std::move(made));
}

}  // namespace orrery::nodes
