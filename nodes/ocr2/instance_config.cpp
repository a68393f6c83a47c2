#include "nodes/ocr2/instance_config.h"

#include <algorithm>

namespace orrery::nodes {
namespace {

template <class T>
bool has_duplicates(std::vector<T> values) {
  std::sort(values.begin(), values.end());
  return std::adjacent_find(values.begin(), values.end()) != values.end();
}

}  // namespace

std::string OracleDirectory::problem() const {
  const std::size_t n = contract.signers.size();
  if (peer_ids.size() != n || offchain_public_keys.size() != n || contract.transmitters.size() != n ||
      shared_secret.encryptions.size() != n)
    return "its lists of oracles have different lengths";
  if (has_duplicates(contract.signers)) return "a signer stands in it twice";
  if (has_duplicates(peer_ids)) return "a peer id stands in it twice";
  if (has_duplicates(offchain_public_keys)) return "an offchain public key stands in it twice";
  if (has_duplicates(contract.transmitters)) return "a transmitter stands in it twice";
  return {};
}

std::vector<OracleIdentity> OracleDirectory::identities() const {
  std::vector<OracleIdentity> result;
  for (std::size_t i = 0; i < contract.signers.size(); ++i)
    result.push_back({offchain_public_keys[i], contract.signers[i], peer_ids[i], contract.transmitters[i]});
  return result;
}

std::optional<NodeIndex> find_self(const std::vector<OracleIdentity>& oracles, const OracleKeys& keys,
                                   std::string& why) {
  for (std::size_t i = 0; i < oracles.size(); ++i) {
    const OracleIdentity& oracle = oracles[i];
    if (oracle.offchain_public_key != keys.offchain.public_key()) continue;
    if (oracle.onchain_signer != keys.onchain.address || oracle.peer_id != keys.peer_id ||
        oracle.transmitter != keys.transmitter) {
      why = "it names this oracle's offchain key beside somebody else's signer, peer id or transmitter";
      return std::nullopt;
    }
    return NodeIndex{static_cast<std::uint8_t>(i)};
  }
  why = "this oracle is not in it";
  return std::nullopt;
}

std::optional<SharedSecret> join(const OracleDirectory& directory, const OracleKeys& keys, Membership& membership,
                                 std::string& why) {
  why = directory.problem();
  if (!why.empty()) return std::nullopt;
  membership.oracles = directory.identities();
  const auto self = find_self(membership.oracles, keys, why);
  if (!self) return std::nullopt;
  const auto secret = decrypt_shared_secret(directory.shared_secret, self->value, keys.config_encryption_secret);
  if (!secret) why = "its shared secret does not decrypt with this oracle's key";
  membership.config_digest = directory.contract.config_digest;
  membership.n = static_cast<std::uint8_t>(directory.contract.signers.size());
  membership.f = directory.contract.f;
  membership.self = *self;
  membership.onchain_config = directory.contract.onchain_config;
  return secret;
}

std::optional<InstanceConfig> understand_config(const ContractConfig& config, const OracleKeys& keys,
                                                std::string& why) {
  if (config.offchain_config_version != kOcr2OffchainConfigVersion) {
    why = "its offchain config has version " + std::to_string(config.offchain_config_version) + ", not 2";
    return std::nullopt;
  }
  auto offchain = decode_offchain_config(config.offchain_config, &why);
  if (!offchain) return std::nullopt;
  why = config_problem(*offchain, static_cast<int>(config.signers.size()), config.f);
  if (!why.empty()) return std::nullopt;
  InstanceConfig result;
  const auto secret =
      join({config, offchain->offchain_public_keys, offchain->peer_ids, offchain->shared_secret}, keys, result, why);
  if (!secret) return std::nullopt;
  result.offchain = std::move(*offchain);
  result.keys = ocr2_selection_keys(*secret);
  return result;
}

}  // namespace orrery::nodes
