#pragma once

#include "sim/time.h"

namespace orrery::chains {

/// Processor time that cryptography takes on a simulated machine, for Host::spend; the same in every signature mode.
/// Measured with libsodium 1.0.18 and libsecp256k1 0.2.0 on one core of an x86-64 server, rounded; crypto_bench
/// prints what this machine does.
inline constexpr sim::Duration kEd25519SignCost = sim::Duration::microseconds(18);
inline constexpr sim::Duration kEd25519VerifyCost = sim::Duration::microseconds(48);
inline constexpr sim::Duration kSecp256k1SignCost = sim::Duration::microseconds(29);
inline constexpr sim::Duration kSecp256k1RecoverCost = sim::Duration::microseconds(41);
inline constexpr sim::Duration kX25519Cost = sim::Duration::microseconds(40);
/// For each begun block of 136 bytes.
inline constexpr sim::Duration kKeccakBlockCost = sim::Duration::nanoseconds(450);

}  // namespace orrery::chains
