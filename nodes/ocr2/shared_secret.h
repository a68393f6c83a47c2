#pragma once

#include <optional>
#include <vector>

#include "chains/bytes.h"
#include "chains/crypto/aes.h"
#include "nodes/ocr2/selection_keys.h"

namespace orrery::nodes {

/// The shared secret as the offchain config carries it: encrypted to every oracle. Source: spec/ocr.md §2.3.1.
struct SharedSecretEncryptions {
  chains::Bytes32 diffie_hellman_point;      ///< the ephemeral X25519 public key
  chains::Bytes32 shared_secret_hash;        ///< keccak256 of the secret
  std::vector<chains::Bytes16> encryptions;  ///< one AES-128 block an oracle, in their order

  bool operator==(const SharedSecretEncryptions&) const = default;
};

/// Encrypts `secret` to the oracles' X25519 keys under an ephemeral key. Empty when a key is of small order.
std::optional<SharedSecretEncryptions> encrypt_shared_secret(const std::vector<chains::Bytes32>& public_keys,
                                                             const SharedSecret& secret,
                                                             const chains::Bytes32& ephemeral_secret);
/// What the oracle at `index` reads with its secret key; empty when the result does not match the published hash.
std::optional<SharedSecret> decrypt_shared_secret(const SharedSecretEncryptions& encryptions, std::size_t index,
                                                  const chains::Bytes32& secret_key);

}  // namespace orrery::nodes
