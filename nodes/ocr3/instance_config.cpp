#include "nodes/ocr3/instance_config.h"

namespace orrery::nodes::ocr3 {

std::optional<InstanceConfig> understand_config(const ContractConfig& config, const OracleKeys& keys,
                                                std::string& why) {
  if (config.offchain_config_version != kOcr3OffchainConfigVersion) {
    why = "its offchain config has version " + std::to_string(config.offchain_config_version) + ", not 30";
    return std::nullopt;
  }
  auto offchain = decode_ocr3_offchain_config(config.offchain_config, &why);
  if (!offchain) return std::nullopt;
  why = config_problem(*offchain, static_cast<int>(config.signers.size()), config.f);
  if (!why.empty()) return std::nullopt;
  InstanceConfig result;
  const auto secret =
      join({config, offchain->offchain_public_keys, offchain->peer_ids, offchain->shared_secret}, keys, result, why);
  if (!secret) return std::nullopt;
  result.offchain = std::move(*offchain);
  result.keys = ocr3_selection_keys(*secret, config.config_digest);
  return result;
}

NetworkConfig make_network_config(const std::vector<OracleKeys>& oracles, Ocr3OffchainConfig parameters,
                                  const SharedSecret& secret, const Bytes32& secret_seed) {
  // OCR2's config has the same lists: let it fill them.
  auto filled = nodes::make_network_config(oracles, OffchainConfig{}, secret, secret_seed);
  NetworkConfig result{std::move(filled.signers), std::move(filled.transmitters), std::move(parameters)};
  result.offchain.offchain_public_keys = std::move(filled.offchain.offchain_public_keys);
  result.offchain.peer_ids = std::move(filled.offchain.peer_ids);
  result.offchain.shared_secret = filled.offchain.shared_secret;
  return result;
}

}  // namespace orrery::nodes::ocr3
