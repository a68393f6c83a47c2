#include "chains/crypto/vrf.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <array>
#include <boost/multiprecision/integer.hpp>

#include "chains/crypto/hash.h"
#include "sim/assert.h"

namespace orrery::chains {
namespace {

// SEC 2 v2 §2.4.1.
const Uint256 kFieldPrime("0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
const Uint256 kGroupOrder("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

// Domains of the hashes, as in the contract.
constexpr unsigned kHashToCurvePrefix = 1, kChallengePrefix = 2, kOutputPrefix = 3;

using Wide = boost::multiprecision::uint512_t;

Uint256 multiply_modulo(const Uint256& a, const Uint256& b, const Uint256& modulus) {
  return static_cast<Uint256>(Wide(a) * b % modulus);
}
Uint256 power_modulo(const Uint256& base, const Uint256& exponent, const Uint256& modulus) {
  return static_cast<Uint256>(boost::multiprecision::powm(Wide(base), Wide(exponent), Wide(modulus)));
}

/// The context without tables for signing serves everything below.
const secp256k1_context* context() { return secp256k1_context_static; }

std::optional<secp256k1_pubkey> parse(const CurvePoint& point) {
  std::array<std::uint8_t, 65> bytes{0x04};
  write_word(point.x, bytes.data() + 1);
  write_word(point.y, bytes.data() + 33);
  secp256k1_pubkey parsed;
  if (secp256k1_ec_pubkey_parse(context(), &parsed, bytes.data(), bytes.size()) != 1) return std::nullopt;
  return parsed;
}
std::optional<secp256k1_pubkey> point_with_even_y(const Uint256& x) {
  std::array<std::uint8_t, 33> bytes{0x02};
  write_word(x, bytes.data() + 1);
  secp256k1_pubkey parsed;
  if (secp256k1_ec_pubkey_parse(context(), &parsed, bytes.data(), bytes.size()) != 1) return std::nullopt;
  return parsed;
}
CurvePoint to_point(const secp256k1_pubkey& point) {
  std::array<std::uint8_t, 65> bytes;
  std::size_t size = bytes.size();
  secp256k1_ec_pubkey_serialize(context(), bytes.data(), &size, &point, SECP256K1_EC_UNCOMPRESSED);
  return {read_word(bytes.data() + 1), read_word(bytes.data() + 33)};
}
/// Empty for a scalar that is zero or not below the group's order.
std::optional<CurvePoint> multiply(const CurvePoint& point, const Bytes32& scalar) {
  auto product = parse(point);
  if (!product || secp256k1_ec_pubkey_tweak_mul(context(), &*product, scalar.data.data()) != 1) return std::nullopt;
  return to_point(*product);
}
/// Empty for opposite points.
std::optional<CurvePoint> add(const CurvePoint& a, const CurvePoint& b) {
  const auto first = parse(a), second = parse(b);
  if (!first || !second) return std::nullopt;
  const std::array<const secp256k1_pubkey*, 2> terms{&*first, &*second};
  secp256k1_pubkey sum;
  if (secp256k1_ec_pubkey_combine(context(), &sum, terms.data(), terms.size()) != 1) return std::nullopt;
  return to_point(sum);
}

Bytes words_of(const CurvePoint& point) {
  Bytes bytes(64);
  write_word(point.x, bytes.data());
  write_word(point.y, bytes.data() + 32);
  return bytes;
}
Address address_of(const CurvePoint& point) { return Address::from(BytesView(keccak256(words_of(point))).subspan(12)); }

/// The address that ecrecover finds for r = the point's x and v by its y's parity; zero where it fails. With
/// s = scalar * r and hash = -factor * r that is the address of scalar * point + factor * generator.
Address recover(const Bytes32& hash, const CurvePoint& point, const Uint256& s) {
  std::array<std::uint8_t, 64> compact;
  write_word(point.x, compact.data());
  write_word(s, compact.data() + 32);
  secp256k1_ecdsa_recoverable_signature signature;
  secp256k1_pubkey signer;
  const int parity = bit_test(point.y, 0) ? 1 : 0;
  if (point.x == 0 || s == 0 ||
      secp256k1_ecdsa_recoverable_signature_parse_compact(context(), &signature, compact.data(), parity) != 1 ||
      secp256k1_ecdsa_recover(context(), &signer, &signature, hash.data.data()) != 1)
    return {};
  return address_of(to_point(signer));
}
bool is_product(const CurvePoint& product, const CurvePoint& point, const Uint256& scalar) {
  return recover({}, point, multiply_modulo(scalar, point.x, kGroupOrder)) == address_of(product);
}

/// Why a pair of numbers is no point; empty when it is one.
std::string_view refuse_point(const CurvePoint& point, std::string_view off_the_curve) {
  if (point.x >= kFieldPrime) return "invalid x-ordinate";
  if (point.y >= kFieldPrime) return "invalid y-ordinate";
  return parse(point) ? std::string_view() : off_the_curve;
}

Uint256 field_hash(BytesView bytes) {
  Bytes32 hash = keccak256(bytes);
  while (to_uint256(hash) >= kFieldPrime) hash = keccak256(hash);
  return to_uint256(hash);
}
/// True when the contract's square root, (x³ + 7)^((p + 1) / 4), is odd.
bool has_odd_root(const Uint256& x) {
  const Uint256 cube = multiply_modulo(x, multiply_modulo(x, x, kFieldPrime), kFieldPrime);
  const auto square = static_cast<Uint256>((Wide(cube) + 7) % kFieldPrime);
  return bit_test(power_modulo(square, (kFieldPrime + 1) >> 2, kFieldPrime), 0);
}

/// The denominator of a + b in the contract's projective addition: (b.x - a.x)^5.
Uint256 sum_denominator(const CurvePoint& a, const CurvePoint& b) {
  const auto run = static_cast<Uint256>((Wide(b.x) + kFieldPrime - a.x) % kFieldPrime);
  return power_modulo(run, 5, kFieldPrime);
}

Uint256 challenge(const CurvePoint& hash, const CurvePoint& public_key, const CurvePoint& gamma, const Address& u,
                  const CurvePoint& v) {
  return to_uint256(
      keccak256({to_bytes32(kChallengePrefix), words_of(hash), words_of(public_key), words_of(gamma), words_of(v), u}));
}

/// nonce - c * key modulo the group's order; empty for zero.
std::optional<Bytes32> response(const PrivateKey& nonce, const Bytes32& c, const PrivateKey& key) {
  Bytes32 s = key.bytes();
  if (secp256k1_ec_seckey_tweak_mul(context(), s.data.data(), c.data.data()) != 1 ||
      secp256k1_ec_seckey_negate(context(), s.data.data()) != 1 ||
      secp256k1_ec_seckey_tweak_add(context(), s.data.data(), nonce.bytes().data.data()) != 1)
    return std::nullopt;
  return s;
}

struct Refusal {
  VrfCheck failed = VrfCheck::kNone;
  std::string_view reason;
};
Refusal refuse_points(const VrfProof& proof) {
  struct Check {
    const CurvePoint& point;
    std::string_view off_the_curve;
    VrfCheck check;
  };
  for (const Check& each : {Check{proof.public_key, "public key is not on curve", VrfCheck::kPublicKey},
                            Check{proof.gamma, "gamma is not on curve", VrfCheck::kGamma},
                            Check{proof.c_gamma_witness, "cGammaWitness is not on curve", VrfCheck::kGammaWitness},
                            Check{proof.s_hash_witness, "sHashWitness is not on curve", VrfCheck::kHashWitness}}) {
    const auto reason = refuse_point(each.point, each.off_the_curve);
    if (!reason.empty()) return {each.check, reason};
  }
  return {};
}
Refusal refuse_generator(const VrfProof& proof) {
  if (proof.u_witness.is_zero()) return {VrfCheck::kGenerator, "bad witness"};
  const CurvePoint& key = proof.public_key;
  const Bytes32 hash = to_bytes32(kGroupOrder - multiply_modulo(key.x, proof.s, kGroupOrder));
  const bool held = recover(hash, key, multiply_modulo(proof.c, key.x, kGroupOrder)) == proof.u_witness;
  return held ? Refusal{} : Refusal{VrfCheck::kGenerator, "addr(c*pk+s*g)!=_uWitness"};
}
Refusal refuse_products(const VrfProof& proof, const CurvePoint& hash) {
  if (proof.c_gamma_witness.x == proof.s_hash_witness.x) return {VrfCheck::kDistinct, "points in sum must be distinct"};
  if (proof.c == 0) return {VrfCheck::kGammaProduct, "zero scalar"};
  if (!is_product(proof.c_gamma_witness, proof.gamma, proof.c))
    return {VrfCheck::kGammaProduct, "First mul check failed"};
  if (proof.s == 0) return {VrfCheck::kHashProduct, "zero scalar"};
  if (!is_product(proof.s_hash_witness, hash, proof.s)) return {VrfCheck::kHashProduct, "Second mul check failed"};
  const Uint256 denominator = sum_denominator(proof.c_gamma_witness, proof.s_hash_witness);
  if (multiply_modulo(denominator, proof.z_inverse, kFieldPrime) != 1)
    return {VrfCheck::kInverse, "invZ must be inverse of z"};
  const auto v = add(proof.c_gamma_witness, proof.s_hash_witness);
  ORRERY_ASSERT(v.has_value(), "points with different x have a sum");
  if (challenge(hash, proof.public_key, proof.gamma, proof.u_witness, *v) != proof.c)
    return {VrfCheck::kChallenge, "invalid proof"};
  return {};
}

}  // namespace

CurvePoint to_curve_point(const Secp256k1PublicKey& key) {
  return {read_word(key.data.data()), read_word(key.data.data() + 32)};
}

CurveHash vrf_hash_to_curve(const CurvePoint& public_key, const Uint256& seed) {
  const Bytes32 prefix = to_bytes32(kHashToCurvePrefix), number = to_bytes32(seed);
  CurveHash result;
  Uint256 x = field_hash(concat({prefix, words_of(public_key), number}));
  while (true) {
    ++result.tries;
    if (has_odd_root(x)) ++result.negations;
    if (const auto point = point_with_even_y(x)) {
      result.point = to_point(*point);
      return result;
    }
    x = field_hash(to_bytes32(x));
  }
}

std::optional<VrfProof> vrf_prove(const Secp256k1& curve, const PrivateKey& key, const Uint256& seed,
                                  const PrivateKey& nonce) {
  VrfProof proof;
  proof.seed = seed;
  proof.public_key = to_curve_point(curve.public_key(key));
  const CurvePoint hash = vrf_hash_to_curve(proof.public_key, seed).point;
  const auto gamma = multiply(hash, key.bytes()), v = multiply(hash, nonce.bytes());
  ORRERY_ASSERT(gamma && v, "a private key in range multiplies every point");
  proof.gamma = *gamma;
  proof.u_witness = curve.address_of(nonce);
  proof.c = challenge(hash, proof.public_key, proof.gamma, proof.u_witness, *v);
  const Bytes32 c = to_bytes32(Uint256(proof.c % kGroupOrder));
  const auto s = response(nonce, c, key);
  if (!s) return std::nullopt;
  proof.s = to_uint256(*s);
  const auto c_gamma = multiply(proof.gamma, c), s_hash = multiply(hash, *s);
  if (!c_gamma || !s_hash || c_gamma->x == s_hash->x) return std::nullopt;
  proof.c_gamma_witness = *c_gamma;
  proof.s_hash_witness = *s_hash;
  proof.z_inverse = power_modulo(sum_denominator(*c_gamma, *s_hash), kFieldPrime - 2, kFieldPrime);
  return proof;
}

VrfProof vrf_prove(const Secp256k1& curve, const PrivateKey& key, const Uint256& seed) {
  const Bytes32 number = to_bytes32(seed);
  Bytes32 entropy = hmac_sha256(key.bytes(), number);
  while (true) {
    if (const auto proof = vrf_prove(curve, key, seed, PrivateKey::from_seed(entropy))) return *proof;
    entropy = hmac_sha256(key.bytes(), entropy);
  }
}

VrfVerdict vrf_verify(const VrfProof& proof) {
  VrfVerdict verdict;
  const auto refused = [&](const Refusal& refusal) {
    verdict.failed = refusal.failed;
    verdict.reason = refusal.reason;
    return refusal.failed != VrfCheck::kNone;
  };
  if (refused(refuse_points(proof)) || refused(refuse_generator(proof))) return verdict;
  verdict.hash = vrf_hash_to_curve(proof.public_key, proof.seed);
  refused(refuse_products(proof, verdict.hash.point));
  return verdict;
}

Uint256 vrf_output(const CurvePoint& gamma) {
  return to_uint256(keccak256({to_bytes32(kOutputPrefix), words_of(gamma)}));
}

std::vector<Uint256> vrf_random_words(const Uint256& output, std::size_t count) {
  std::vector<Uint256> words;
  words.reserve(count);
  const Bytes32 number = to_bytes32(output);
  for (std::size_t i = 0; i < count; ++i) words.push_back(to_uint256(keccak256({number, to_bytes32(i)})));
  return words;
}

Bytes32 vrf_key_hash(const CurvePoint& public_key) { return keccak256(words_of(public_key)); }

Uint256 vrf_seed(const Uint256& pre_seed, const Bytes32& block_hash) {
  return to_uint256(keccak256({to_bytes32(pre_seed), block_hash}));
}

}  // namespace orrery::chains
