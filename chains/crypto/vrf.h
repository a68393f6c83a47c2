#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "chains/bytes.h"
#include "chains/crypto/secp256k1.h"
#include "chains/uint256.h"

// The verifiable random function of Chainlink VRF v2 and v2.5: ECVRF over secp256k1 with Keccak-256, shaped so that a
// contract checks it with ecrecover. Source: spec/ocr.md §11.4 and the contract VRF of @chainlink/contracts 1.5.0.

namespace orrery::chains {

/// Affine coordinates as a contract takes them: any two numbers, on the curve or not.
struct CurvePoint {
  Uint256 x, y;
  bool operator==(const CurvePoint&) const = default;
};
CurvePoint to_curve_point(const Secp256k1PublicKey& key);

/// A proof that `gamma` is the function's value at `seed` under a public key.
struct VrfProof {
  CurvePoint public_key, gamma;
  Uint256 c, s;  ///< challenge and response of the proof of equal logarithms
  Uint256 seed;
  // Spares the contract multiplications and an inversion.
  Address u_witness;           ///< address of c * public key + s * generator
  CurvePoint c_gamma_witness;  ///< c * gamma
  CurvePoint s_hash_witness;   ///< s * hash to curve
  Uint256 z_inverse;           ///< modulo the field's prime, of the denominator of the two witnesses' sum
};

/// A point whose logarithm nobody knows, with even y.
struct CurveHash {
  CurvePoint point;
  unsigned tries = 0;      ///< candidates looked at, at least 1
  unsigned negations = 0;  ///< candidates whose root x^((p + 1) / 4) was odd, which a contract pays for
};
/// Hashes a public key and a seed to the curve: about two tries.
CurveHash vrf_hash_to_curve(const CurvePoint& public_key, const Uint256& seed);

/// Proves the value at `seed`. `nonce` must be secret and used once, else it gives the key away. Empty for the nonce
/// that one proof in 2^128 cannot use.
std::optional<VrfProof> vrf_prove(const Secp256k1& curve, const PrivateKey& key, const Uint256& seed,
                                  const PrivateKey& nonce);
/// The same with a nonce that is a hash of key and seed, as RFC 6979 has it for signatures.
VrfProof vrf_prove(const Secp256k1& curve, const PrivateKey& key, const Uint256& seed);

/// The checks of a proof, in the order of the contract.
enum class VrfCheck : std::uint8_t {
  kPublicKey,
  kGamma,
  kGammaWitness,
  kHashWitness,
  kGenerator,  ///< u_witness
  kDistinct,   ///< the witnesses' points
  kGammaProduct,
  kHashProduct,
  kInverse,
  kChallenge,
  kNone,  ///< all passed
};
/// What became of a proof.
struct VrfVerdict {
  VrfCheck failed = VrfCheck::kNone;
  std::string_view reason;  ///< as the contract reverts; empty for a valid proof
  CurveHash hash;           ///< from the check kDistinct on
  bool is_valid() const { return failed == VrfCheck::kNone; }
};
/// Checks a proof as the contract does, ecrecover's limits included. About 0.2 ms.
VrfVerdict vrf_verify(const VrfProof& proof);

/// The random number that a valid proof stands for.
Uint256 vrf_output(const CurvePoint& gamma);
/// The `count` words that a coordinator makes of it.
std::vector<Uint256> vrf_random_words(const Uint256& output, std::size_t count);
/// How coordinators name a public key.
Bytes32 vrf_key_hash(const CurvePoint& public_key);
/// The seed that is proved: of the request, and of the block that holds it.
Uint256 vrf_seed(const Uint256& pre_seed, const Bytes32& block_hash);

}  // namespace orrery::chains
