#include "nodes/ocr2/network_setup.h"

#include "chains/crypto/hash.h"
#include "chains/crypto/x25519.h"
#include "nodes/ocr2/peer_id.h"

namespace orrery::nodes {
namespace {

Bytes32 derive(std::string_view name, std::string_view purpose) {
  return chains::keccak256({chains::bytes_of(name), chains::bytes_of("/"), chains::bytes_of(purpose)});
}

}  // namespace

OracleKeys make_oracle_keys(const chains::Signatures& signatures, std::string_view name,
                            const chains::Address& transmitter) {
  const chains::Ed25519KeyPair peer(derive(name, "peer"));
  return {chains::Ed25519KeyPair(derive(name, "offchain")),
          signatures.key_pair(chains::PrivateKey::from_seed(derive(name, "onchain"))),
          derive(name, "config encryption"), peer_id_text(peer.public_key()), transmitter};
}

NetworkConfig make_network_config(const std::vector<OracleKeys>& oracles, OffchainConfig parameters,
                                  const SharedSecret& secret, const Bytes32& secret_seed) {
  NetworkConfig result{{}, {}, std::move(parameters)};
  result.offchain.offchain_public_keys.clear();
  result.offchain.peer_ids.clear();
  std::vector<Bytes32> encryption_keys;
  for (const auto& oracle : oracles) {
    result.signers.push_back(oracle.onchain.address);
    result.transmitters.push_back(oracle.transmitter);
    result.offchain.offchain_public_keys.push_back(oracle.offchain.public_key());
    result.offchain.peer_ids.push_back(oracle.peer_id);
    encryption_keys.push_back(chains::x25519_public_key(oracle.config_encryption_secret));
  }
  const auto encrypted = encrypt_shared_secret(encryption_keys, secret, secret_seed);
  ORRERY_ASSERT(encrypted.has_value(), "keys of our own making are not of small order");
  result.offchain.shared_secret = *encrypted;
  return result;
}

}  // namespace orrery::nodes
