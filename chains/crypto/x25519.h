#pragma once

#include <optional>

#include "chains/bytes.h"

namespace orrery::chains {

/// X25519 (RFC 7748): the public point of a 32-byte secret, which is clamped as the RFC says.
Bytes32 x25519_public_key(const Bytes32& secret);
/// The point that both sides share. Empty when it is zero, which keys of small order give.
std::optional<Bytes32> x25519_shared_point(const Bytes32& secret, const Bytes32& public_key);

}  // namespace orrery::chains
