#include "chains/crypto/signatures.h"

#include <sodium.h>

#include <algorithm>
#include <bit>

#include "chains/crypto/hash.h"

namespace orrery::chains {
namespace {

// Between the first and the last check of a signature lie at most a round and the block that takes it: thousands of
// signatures in the largest worlds, so 2^16 leaves room. Signing again what was signed before is rare.
constexpr std::size_t kRememberedChecks = 1u << 16;
constexpr std::size_t kRememberedSignatures = 1u << 12;

constexpr std::array<std::uint8_t, 16> kEd25519CacheKey = {'e', 'd', '2', '5', '5', '1', '9'};
constexpr std::array<std::uint8_t, 16> kSecp256k1CacheKey = {'s', 'e', 'c', 'p', '2', '5', '6', 'k', '1'};

// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): spreads a tag over as many bytes as a signature has.
std::uint64_t next_word(std::uint64_t& state) {
  std::uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/// Fills `out`, whose size is a multiple of eight.
template <std::size_t N>
void spread(const CacheKey& seed, std::array<std::uint8_t, N>& out) {
  static_assert(N % 8 == 0 && std::endian::native == std::endian::little, "written a little-endian word at a time");
  std::uint64_t state = seed.low;
  for (std::size_t i = 0; i < N; i += 8) {
    const std::uint64_t word = next_word(state) ^ seed.high;
    std::memcpy(out.data() + i, &word, 8);
  }
}

using Mask = std::array<std::uint8_t, 24>;

/// Makes an address in a modelled signature look as random as the rest; it protects nothing, so no keyed hash.
Mask mask_of(const Bytes32& message_hash) {
  CacheKey seed;
  std::memcpy(&seed.low, message_hash.data.data(), 8);
  std::memcpy(&seed.high, message_hash.data.data() + 8, 8);
  Mask mask;
  spread(seed, mask);
  return mask;
}

}  // namespace

std::string_view to_text(SignatureMode mode) {
  switch (mode) {
    case SignatureMode::kReal:
      return "real";
    case SignatureMode::kEvery:
      return "every";
    case SignatureMode::kModelled:
      return "modelled";
  }
  return "";
}

Signatures::Signatures(SignatureMode mode, std::uint64_t tag_key)
    : mode_(mode),
      made_ed25519_(kRememberedSignatures),
      made_secp256k1_(kRememberedSignatures),
      verified_(kRememberedChecks),
      recovered_(kRememberedChecks) {
  ORRERY_ASSERT(sodium_init() >= 0, "libsodium chooses its code for this processor first");
  for (std::size_t i = 0; i < 8; ++i) tag_key_[i] = static_cast<std::uint8_t>(tag_key >> (8 * i));
}

// SipHash-2-4 with 128 bits of output: quick on the hundred bytes that a signature and its hash take.
CacheKey Signatures::hash(const SipKey& key, std::initializer_list<BytesView> parts) const {
  std::array<std::uint8_t, 192> joined;
  std::size_t size = 0;
  for (const auto part : parts) {
    ORRERY_ASSERT(size + part.size() <= joined.size(), "longer parts are hashed before");
    std::copy(part.begin(), part.end(), joined.begin() + static_cast<std::ptrdiff_t>(size));
    size += part.size();
  }
  std::array<std::uint8_t, 16> out;
  crypto_shorthash_siphashx24(out.data(), joined.data(), size, key.data());
  CacheKey result;
  for (std::size_t i = 8; i-- > 0;) {
    result.low = result.low << 8 | out[i];
    result.high = result.high << 8 | out[8 + i];
  }
  return result;
}

Ed25519Signature Signatures::sign_ed25519(const Ed25519KeyPair& key, BytesView message) {
  ++counters_.made;
  if (mode_ == SignatureMode::kEvery) return key.sign(message);
  if (mode_ == SignatureMode::kModelled) return tag_ed25519(key.public_key(), message);
  const Bytes32 digest = message.size() == 32 ? Bytes32::from(message) : sha256(message);
  const std::uint8_t length = message.size() == 32 ? 0 : 1;
  const CacheKey cache_key = hash(kEd25519CacheKey, {key.public_key(), digest, {&length, 1}});
  if (const auto* known = made_ed25519_.find(cache_key)) {
    ++counters_.hits;
    return *known;
  }
  const Ed25519Signature signature = key.sign(message);
  made_ed25519_.insert(cache_key, signature);
  return signature;
}

bool Signatures::verify_ed25519(const Ed25519PublicKey& key, BytesView message, const Ed25519Signature& signature) {
  ++counters_.verified;
  if (mode_ == SignatureMode::kEvery) return chains::verify_ed25519(key, message, signature);
  if (mode_ == SignatureMode::kModelled) return tag_ed25519(key, message) == signature;
  const Bytes32 digest = message.size() == 32 ? Bytes32::from(message) : sha256(message);
  const std::uint8_t length = message.size() == 32 ? 0 : 1;
  const CacheKey cache_key = hash(kEd25519CacheKey, {key, digest, signature, {&length, 1}});
  if (const bool* known = verified_.find(cache_key)) {
    ++counters_.hits;
    return *known;
  }
  const bool valid = chains::verify_ed25519(key, message, signature);
  verified_.insert(cache_key, valid);
  return valid;
}

Secp256k1Signature Signatures::sign_secp256k1(const Secp256k1KeyPair& key, const Bytes32& message_hash) {
  ++counters_.made;
  if (mode_ == SignatureMode::kEvery) return secp256k1_.sign(key.key, message_hash);
  if (mode_ == SignatureMode::kModelled) return tag_secp256k1(key.address, message_hash);
  const CacheKey cache_key = hash(kSecp256k1CacheKey, {key.address, message_hash});
  if (const auto* known = made_secp256k1_.find(cache_key)) {
    ++counters_.hits;
    return *known;
  }
  const Secp256k1Signature signature = secp256k1_.sign(key.key, message_hash);
  made_secp256k1_.insert(cache_key, signature);
  return signature;
}

std::optional<Address> Signatures::recover_secp256k1(const Bytes32& message_hash, const Secp256k1Signature& signature) {
  ++counters_.verified;
  if (mode_ == SignatureMode::kEvery) return secp256k1_.recover(message_hash, signature);
  if (mode_ == SignatureMode::kModelled) return recover_tag(message_hash, signature);
  const CacheKey cache_key = hash(kSecp256k1CacheKey, {message_hash, signature});
  if (const auto* known = recovered_.find(cache_key)) {
    ++counters_.hits;
    return known->found ? std::optional(known->address) : std::nullopt;
  }
  const auto address = secp256k1_.recover(message_hash, signature);
  recovered_.insert(cache_key, {address.has_value(), address.value_or(Address{})});
  return address;
}

Ed25519Signature Signatures::tag_ed25519(const Ed25519PublicKey& key, BytesView message) const {
  const Bytes32 digest = message.size() == 32 ? Bytes32::from(message) : sha256(message);
  const std::uint8_t length = message.size() == 32 ? 0 : 1;
  Ed25519Signature signature;
  spread(hash(tag_key_, {key, digest, {&length, 1}}), signature.data);
  return signature;
}

// r holds a 12-byte tag and the signer's address under a mask of the hash; s is the tag spread, kept low; v is one of
// its bits. Every byte looks random, as on the curve, so that calldata gas is alike.
Secp256k1Signature Signatures::tag_secp256k1(const Address& address, const Bytes32& message_hash) const {
  const Mask mask = mask_of(message_hash);
  Secp256k1Signature signature;
  std::array<std::uint8_t, 48> tag;
  spread(hash(tag_key_, {address, message_hash}), tag);
  std::copy_n(tag.begin(), 12, signature.data.begin());
  for (std::size_t i = 0; i < 20; ++i) signature.data[12 + i] = address.data[i] ^ mask[i];
  std::copy_n(tag.begin() + 12, 32, signature.data.begin() + 32);
  signature.data[0] &= 0x7f;   // below the group's order
  signature.data[32] &= 0x3f;  // below half of it
  signature.data[64] = tag[44] & 1;
  return signature;
}

std::optional<Address> Signatures::recover_tag(const Bytes32& message_hash, const Secp256k1Signature& signature) const {
  const Mask mask = mask_of(message_hash);
  Address address;
  for (std::size_t i = 0; i < 20; ++i) address.data[i] = signature.data[12 + i] ^ mask[i];
  if (tag_secp256k1(address, message_hash) == signature) return address;
  // On the curve half of all wrong r have no point and the others give somebody else's account.
  if (signature.data[64] > 1) return std::nullopt;
  const CacheKey wrong = hash(tag_key_, {message_hash, signature});
  if ((wrong.high & 1) != 0) return std::nullopt;
  Mask somebody;
  spread(wrong, somebody);
  return Address::from(BytesView(somebody).first(20));
}

}  // namespace orrery::chains
