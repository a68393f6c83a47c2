#include "nodes/ocr2/median_codec.h"
#include "nodes/ocr2/offchain_config.h"
#include "nodes/ocr3/offchain_config.h"
#include "tests/known_answers/json_values.h"
#include "tests/known_answers/ocr_formats.h"
#include "tests/known_answers/ocr_oracles.h"

namespace orrery::known_answers {
namespace {

using chains::Int256;
using nlohmann::json;
using sim::Duration;

void check_int192(const json& values, Result& result) {
  for (const auto& [text, expected] : values.items()) {
    const auto encoded = chains::encode_int192(Int256(text));
    if (expected.get<std::string>().starts_with("error")) {
      result.check(!encoded, "int192 of " + text + " must not be");
    } else {
      result.check(encoded.has_value(), "int192 of " + text + " is missing");
      if (!encoded) continue;
      expect_hex("int192 of " + text, *encoded, expected, result);
      result.check(chains::decode_int192(*encoded) == Int256(text), "int192 of " + text + " does not read back");
    }
  }
}

void check_median_plugin_config(const json& row, Result& result) {
  nodes::MedianPluginConfig config;
  config.alpha_report_infinite = row.value("alphaReportInfinite", false);
  config.alpha_report_ppb = row.value("alphaReportPPB", std::uint64_t{0});
  config.alpha_accept_infinite = row.value("alphaAcceptInfinite", false);
  config.alpha_accept_ppb = row.value("alphaAcceptPPB", std::uint64_t{0});
  config.delta_c = Duration::nanoseconds(row.value("deltaCNs", std::int64_t{0}));
  expect_hex("median plugin config", nodes::encode(config), row.at("bytes"), result);
  result.check(nodes::decode_median_plugin_config(bytes(row.at("bytes"))) == config,
               "median plugin config does not read back: " + row.dump());
}

void check_median_onchain_config(const json& row, Result& result) {
  const auto answer = [&](const char* key) {
    return std::get<Int256>(abi_value_from_json(chains::AbiType::parse("int192"), row.at(key)).data);
  };
  const nodes::MedianOnchainConfig config{answer("min"), answer("max")};
  expect_hex("median onchain config", nodes::encode(config), row.at("bytes"), result);
  result.check(nodes::decode_median_onchain_config(bytes(row.at("bytes"))) == config,
               "median onchain config does not read back");
}

/// Compares a config's field with the vector's, where the vector names it.
void expect_duration(const std::string& name, Duration found, const json& expected, Result& result) {
  if (!expected.contains(name)) return;
  result.check(found.count_nanoseconds() == expected.at(name).get<std::int64_t>(),
               name + ": found " + std::to_string(found.count_nanoseconds()));
}

/// What both protocols' configs have in common.
template <class Config>
void check_common(const Config& config, const json& expected, const json& document, Result& result) {
  expect_duration("deltaProgressNs", config.delta_progress, expected, result);
  expect_duration("deltaResendNs", config.delta_resend, expected, result);
  expect_duration("deltaRoundNs", config.delta_round, expected, result);
  expect_duration("deltaGraceNs", config.delta_grace, expected, result);
  expect_duration("deltaStageNs", config.delta_stage, expected, result);
  expect_duration("maxDurationQueryNs", config.max_duration_query, expected, result);
  expect_duration("maxDurationObservationNs", config.max_duration_observation, expected, result);
  expect_duration("maxDurationShouldAcceptNs", config.max_duration_should_accept, expected, result);
  expect_duration("maxDurationShouldTransmitNs", config.max_duration_should_transmit, expected, result);
  result.check(config.r_max == expected.at("rMax").get<std::uint64_t>(), "rMax");
  result.check(json(config.s) == expected.at("S"), "S: found " + json(config.s).dump());
  expect_hex("offchain config", nodes::encode(config), expected.at("offchainConfig"), result);
  const json& oracles = document.at("oracles");
  result.check(config.offchain_public_keys.size() == oracles.size(), "number of oracles");
  for (std::size_t i = 0; i < std::min(oracles.size(), config.offchain_public_keys.size()); ++i) {
    expect_hex("offchain public key", config.offchain_public_keys[i], oracles[i].at("offchainPublicKey"), result);
    result.check(config.peer_ids[i] == oracles[i].at("peerID").get<std::string>(), "peer id of the config");
    const auto secret =
        nodes::decrypt_shared_secret(config.shared_secret, i, bytes32(oracles[i].at("configEncryptionSecret")));
    result.check(secret.has_value(), "the shared secret does not decrypt");
    if (secret) expect_hex("shared secret", *secret, document.at("sharedSecret"), result);
  }
}

void check_ocr2(const json& expected, const json& document, Result& result) {
  std::string why;
  const auto config = nodes::decode_offchain_config(bytes(expected.at("offchainConfig")), &why);
  result.check(config.has_value(), "OCR2 config: " + why);
  if (!config) return;
  check_common(*config, expected, document, result);
  expect_duration("maxDurationReportNs", config->max_duration_report, expected, result);
  const int n = static_cast<int>(document.at("oracles").size());
  const std::string problem = nodes::config_problem(*config, n, (n - 1) / 3);
  result.check(problem.empty(), "OCR2 config is refused: " + problem);
  result.check(expected.at("offchainConfigVersion") == nodes::kOcr2OffchainConfigVersion, "version");
}

void check_ocr3(const json& expected, const json& document, Result& result) {
  std::string why;
  const auto config = nodes::decode_ocr3_offchain_config(bytes(expected.at("offchainConfig")), &why);
  result.check(config.has_value(), "OCR3 config: " + why);
  if (!config) return;
  check_common(*config, expected, document, result);
  if (config->delta_initial) expect_duration("deltaInitialNs", *config->delta_initial, expected, result);
  if (config->delta_certified_commit_request)
    expect_duration("deltaCertifiedCommitRequestNs", *config->delta_certified_commit_request, expected, result);
  result.check(expected.at("offchainConfigVersion") == nodes::kOcr3OffchainConfigVersion, "version");
}

void check_encryption(const json& document, Result& result) {
  std::vector<chains::Bytes32> keys;
  for (const auto& oracle : document.at("oracles")) keys.push_back(bytes32(oracle.at("configEncryptionPublicKey")));
  const auto found = nodes::encrypt_shared_secret(keys, nodes::SharedSecret::from(bytes(document.at("sharedSecret"))),
                                                  bytes32(document.at("ephemeralSecret")));
  result.check(found.has_value(), "the shared secret does not encrypt");
  if (!found) return;
  const json& expected = document.at("sharedSecretEncryptions");
  expect_hex("Diffie-Hellman point", found->diffie_hellman_point, expected.at("diffieHellmanPoint"), result);
  expect_hex("shared secret hash", found->shared_secret_hash, expected.at("sharedSecretHash"), result);
  for (std::size_t i = 0; i < keys.size(); ++i)
    expect_hex("encryption " + std::to_string(i), found->encryptions[i], expected.at("encryptions").at(i), result);
}

Result check(const json& document) {
  Result result;
  check_oracles(document.at("oracles"), result);
  if (document.contains("int192Values")) check_int192(document.at("int192Values"), result);
  if (document.contains("medianOnchainConfig")) check_median_onchain_config(document.at("medianOnchainConfig"), result);
  for (const auto& row : document.value("medianPluginConfig", json::array())) check_median_plugin_config(row, result);
  check_encryption(document, result);
  check_ocr2(document.at("ocr2"), document, result);
  check_ocr3(document.at("ocr3"), document, result);
  return result;
}

}  // namespace

Format config_wire_format() {
  return {"ocr configs",
          [](const json& document) {
            return document.is_object() && document.contains("sharedSecretEncryptions") && document.contains("ocr2");
          },
          check};
}

}  // namespace orrery::known_answers
