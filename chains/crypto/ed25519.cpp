#include "chains/crypto/ed25519.h"

#include <sodium.h>

namespace orrery::chains {

Ed25519KeyPair::Ed25519KeyPair(const Bytes32& seed) {
  ORRERY_ASSERT(sodium_init() >= 0, "libsodium chooses its code for this processor first");
  crypto_sign_seed_keypair(public_key_.data.data(), secret_.data.data(), seed.data.data());
}

Ed25519Signature Ed25519KeyPair::sign(BytesView message) const {
  Ed25519Signature signature;
  crypto_sign_detached(signature.data.data(), nullptr, message.data(), message.size(), secret_.data.data());
  return signature;
}

bool verify_ed25519(const Ed25519PublicKey& key, BytesView message, const Ed25519Signature& signature) {
  return crypto_sign_verify_detached(signature.data.data(), message.data(), message.size(), key.data.data()) == 0;
}

}  // namespace orrery::chains
