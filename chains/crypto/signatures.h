#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "chains/bytes.h"
#include "chains/crypto/ed25519.h"
#include "chains/crypto/generation_cache.h"
#include "chains/crypto/secp256k1.h"

namespace orrery::chains {

/// How a world makes and checks signatures; recorded with the run.
enum class SignatureMode : std::uint8_t {
  kReal,      ///< each distinct signature made once and each distinct check computed once, since neither can differ
  kEvery,     ///< everything computed every time: the same history as kReal
  kModelled,  ///< a keyed tag of the same size: a history of its own, since calldata gas depends on the bytes
};

/// "real", "every" or "modelled".
std::string_view to_text(SignatureMode mode);

/// A secp256k1 key with the account that it controls.
struct Secp256k1KeyPair {
  PrivateKey key;
  Address address;
};

/// The signatures of one world. Not safe for use from several threads.
class Signatures {
 public:
  struct Counters {
    std::uint64_t made = 0;      ///< signatures asked for
    std::uint64_t verified = 0;  ///< checks and recoveries asked for
    std::uint64_t hits = 0;      ///< of both, answered from the cache
  };

  /// `tag_key` keys the tags of kModelled; the other modes ignore it.
  explicit Signatures(SignatureMode mode, std::uint64_t tag_key = 0);

  SignatureMode mode() const { return mode_; }
  const Counters& counters() const { return counters_; }
  /// The curve itself, for public keys and for what is never modelled.
  const Secp256k1& secp256k1() const { return secp256k1_; }
  Secp256k1KeyPair key_pair(const PrivateKey& key) const { return {key, secp256k1_.address_of(key)}; }

  Ed25519Signature sign_ed25519(const Ed25519KeyPair& key, BytesView message);
  bool verify_ed25519(const Ed25519PublicKey& key, BytesView message, const Ed25519Signature& signature);

  /// Signs a 32-byte hash: r ‖ s ‖ v with v in {0, 1}.
  Secp256k1Signature sign_secp256k1(const Secp256k1KeyPair& key, const Bytes32& hash);
  /// The account that signed. A wrong signature gives nobody or, as on the curve, somebody else.
  std::optional<Address> recover_secp256k1(const Bytes32& hash, const Secp256k1Signature& signature);

 private:
  struct Recovered {
    bool found = false;
    Address address;
  };
  using SipKey = std::array<std::uint8_t, 16>;

  CacheKey hash(const SipKey& key, std::initializer_list<BytesView> parts) const;
  Ed25519Signature tag_ed25519(const Ed25519PublicKey& key, BytesView message) const;
  Secp256k1Signature tag_secp256k1(const Address& address, const Bytes32& hash) const;
  std::optional<Address> recover_tag(const Bytes32& hash, const Secp256k1Signature& signature) const;

  SignatureMode mode_;
  SipKey tag_key_{};
  Counters counters_;
  Secp256k1 secp256k1_;
  GenerationCache<Ed25519Signature> made_ed25519_;
  GenerationCache<Secp256k1Signature> made_secp256k1_;
  GenerationCache<bool> verified_;
  GenerationCache<Recovered> recovered_;
};

}  // namespace orrery::chains
