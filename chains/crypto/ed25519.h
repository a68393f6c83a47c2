#pragma once

#include "chains/bytes.h"

namespace orrery::chains {

using Ed25519PublicKey = FixedBytes<32>;
using Ed25519Signature = FixedBytes<64>;

/// An Ed25519 key pair (RFC 8032), through libsodium.
class Ed25519KeyPair {
 public:
  explicit Ed25519KeyPair(const Bytes32& seed);
  const Ed25519PublicKey& public_key() const { return public_key_; }
  Ed25519Signature sign(BytesView message) const;

 private:
  Ed25519PublicKey public_key_;
  FixedBytes<64> secret_;  // seed ‖ public key, as libsodium keeps it
};

/// Strict as libsodium is: refuses s above the group's order, keys of small order and keys in non-canonical form.
bool verify_ed25519(const Ed25519PublicKey& key, BytesView message, const Ed25519Signature& signature);

}  // namespace orrery::chains
