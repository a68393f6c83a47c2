#include "chains/crypto/secp256k1.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include "chains/crypto/hash.h"
#include "sim/assert.h"

namespace orrery::chains {
namespace {

// Half the order of the group, SEC 2 v2 §2.4.1 (rounded down; the order is odd).
constexpr Bytes32 kHalfOrder = {{0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4,
                                 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0}};

Secp256k1PublicKey without_prefix(const secp256k1_context* context, const secp256k1_pubkey& point) {
  FixedBytes<65> serialized;
  std::size_t size = serialized.data.size();
  secp256k1_ec_pubkey_serialize(context, serialized.data.data(), &size, &point, SECP256K1_EC_UNCOMPRESSED);
  return Secp256k1PublicKey::from(BytesView(serialized).subspan(1));
}

}  // namespace

std::optional<PrivateKey> PrivateKey::from(const Bytes32& bytes) {
  if (secp256k1_ec_seckey_verify(secp256k1_context_static, bytes.data.data()) != 1) return std::nullopt;
  return PrivateKey(bytes);
}

PrivateKey PrivateKey::from_seed(BytesView seed) {
  Bytes32 candidate = keccak256(seed);
  while (true) {
    if (const auto key = from(candidate)) return *key;
    candidate = keccak256(candidate);
  }
}

void Secp256k1::DestroyContext::operator()(secp256k1_context_struct* context) const {
  secp256k1_context_destroy(context);
}

Secp256k1::Secp256k1() : context_(secp256k1_context_create(SECP256K1_CONTEXT_NONE)) {}

Secp256k1PublicKey Secp256k1::public_key(const PrivateKey& key) const {
  secp256k1_pubkey point;
  const int made = secp256k1_ec_pubkey_create(context_.get(), &point, key.bytes().data.data());
  ORRERY_ASSERT(made == 1, "a private key in range has a public key");
  return without_prefix(context_.get(), point);
}

Address Secp256k1::address_of(const PrivateKey& key) const { return chains::address_of(public_key(key)); }

Secp256k1Signature Secp256k1::sign(const PrivateKey& key, const Bytes32& hash) const {
  secp256k1_ecdsa_recoverable_signature raw;
  const int made = secp256k1_ecdsa_sign_recoverable(context_.get(), &raw, hash.data.data(), key.bytes().data.data(),
                                                    nullptr, nullptr);
  ORRERY_ASSERT(made == 1, "a private key in range signs every hash");
  Secp256k1Signature signature;
  int recovery_id = 0;
  secp256k1_ecdsa_recoverable_signature_serialize_compact(context_.get(), signature.data.data(), &recovery_id, &raw);
  // Ids 2 and 3 need an r above the group's order, which one in 2^127 hashes has.
  ORRERY_ASSERT(recovery_id == 0 || recovery_id == 1, "chains know two recovery ids");
  signature.data[64] = static_cast<std::uint8_t>(recovery_id);
  return signature;
}

std::optional<Secp256k1PublicKey> Secp256k1::recover_key(const Bytes32& hash,
                                                         const Secp256k1Signature& signature) const {
  if (signature.data[64] > 1) return std::nullopt;
  secp256k1_ecdsa_recoverable_signature raw;
  if (secp256k1_ecdsa_recoverable_signature_parse_compact(context_.get(), &raw, signature.data.data(),
                                                          signature.data[64]) != 1)
    return std::nullopt;
  secp256k1_pubkey point;
  if (secp256k1_ecdsa_recover(context_.get(), &point, &raw, hash.data.data()) != 1) return std::nullopt;
  return without_prefix(context_.get(), point);
}

std::optional<Address> Secp256k1::recover(const Bytes32& hash, const Secp256k1Signature& signature) const {
  const auto key = recover_key(hash, signature);
  if (!key) return std::nullopt;
  return chains::address_of(*key);
}

bool Secp256k1::verify(const Secp256k1PublicKey& key, const Bytes32& hash, const Secp256k1Signature& signature) const {
  FixedBytes<65> serialized;
  serialized.data[0] = 0x04;
  std::memcpy(serialized.data.data() + 1, key.data.data(), 64);
  secp256k1_pubkey point;
  secp256k1_ecdsa_signature raw;
  return secp256k1_ec_pubkey_parse(context_.get(), &point, serialized.data.data(), serialized.data.size()) == 1 &&
         secp256k1_ecdsa_signature_parse_compact(context_.get(), &raw, signature.data.data()) == 1 &&
         secp256k1_ecdsa_verify(context_.get(), &raw, hash.data.data(), &point) == 1;
}

Address address_of(const Secp256k1PublicKey& key) {
  return Address::from(BytesView(keccak256(BytesView(key))).subspan(12));
}

bool is_low_s(const Bytes32& s) { return s <= kHalfOrder; }

}  // namespace orrery::chains
