#include "nodes/ocr2/shared_secret.h"

#include "chains/crypto/hash.h"
#include "chains/crypto/x25519.h"

namespace orrery::nodes {
namespace {

using chains::Bytes16;
using chains::Bytes32;

std::optional<Bytes16> shared_key(const Bytes32& secret, const Bytes32& point) {
  const auto shared = chains::x25519_shared_point(secret, point);
  if (!shared) return std::nullopt;
  return Bytes16::from(sim::BytesView(chains::keccak256(*shared)).first(16));
}

}  // namespace

std::optional<SharedSecretEncryptions> encrypt_shared_secret(const std::vector<Bytes32>& public_keys,
                                                             const SharedSecret& secret,
                                                             const Bytes32& ephemeral_secret) {
  SharedSecretEncryptions result{chains::x25519_public_key(ephemeral_secret), chains::keccak256(secret), {}};
  for (const Bytes32& public_key : public_keys) {
    const auto key = shared_key(ephemeral_secret, public_key);
    if (!key) return std::nullopt;
    result.encryptions.push_back(chains::Aes128(*key).encrypt(secret));
  }
  return result;
}

std::optional<SharedSecret> decrypt_shared_secret(const SharedSecretEncryptions& encryptions, std::size_t index,
                                                  const Bytes32& secret_key) {
  if (index >= encryptions.encryptions.size()) return std::nullopt;
  const auto key = shared_key(secret_key, encryptions.diffie_hellman_point);
  if (!key) return std::nullopt;
  const SharedSecret secret = chains::Aes128(*key).decrypt(encryptions.encryptions[index]);
  if (chains::keccak256(secret) != encryptions.shared_secret_hash) return std::nullopt;
  return secret;
}

}  // namespace orrery::nodes
