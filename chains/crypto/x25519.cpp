#include "chains/crypto/x25519.h"

#include <sodium.h>

namespace orrery::chains {

Bytes32 x25519_public_key(const Bytes32& secret) {
  Bytes32 point;
  crypto_scalarmult_curve25519_base(point.data.data(), secret.data.data());
  return point;
}

std::optional<Bytes32> x25519_shared_point(const Bytes32& secret, const Bytes32& public_key) {
  Bytes32 point;
  if (crypto_scalarmult_curve25519(point.data.data(), secret.data.data(), public_key.data.data()) != 0)
    return std::nullopt;
  return point;
}

}  // namespace orrery::chains
