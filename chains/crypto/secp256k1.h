#pragma once

#include <memory>
#include <optional>

#include "chains/bytes.h"

struct secp256k1_context_struct;

namespace orrery::chains {

/// r ‖ s ‖ v with v in {0, 1}, as OCR2 reports carry it (spec/ocr.md §3.8).
using Secp256k1Signature = FixedBytes<65>;
/// x ‖ y of an uncompressed point, without the leading 04.
using Secp256k1PublicKey = FixedBytes<64>;

/// A number from 1 to the group's order - 1.
class PrivateKey {
 public:
  /// Empty unless in range.
  static std::optional<PrivateKey> from(const Bytes32& bytes);
  /// A key for simulated machines: keccak256(seed), hashed again while out of range. The same seed, the same key.
  static PrivateKey from_seed(BytesView seed);
  const Bytes32& bytes() const { return bytes_; }

 private:
  explicit PrivateKey(const Bytes32& bytes) : bytes_(bytes) {}
  Bytes32 bytes_;
};

/// ECDSA over secp256k1 through libsecp256k1, whose context this object owns (making one takes about 25 us). Not
/// copyable; const use from several threads is safe.
class Secp256k1 {
 public:
  Secp256k1();

  Secp256k1PublicKey public_key(const PrivateKey& key) const;
  /// The account that `key` controls: the last 20 bytes of keccak256(public key).
  Address address_of(const PrivateKey& key) const;
  /// Deterministic (RFC 6979, SHA-256) low-s signature of a 32-byte hash.
  Secp256k1Signature sign(const PrivateKey& key, const Bytes32& hash) const;
  /// The key whose signature over `hash` this is, as the ecrecover precompile finds it: high s is accepted. Empty when
  /// v > 1, r or s is out of range, or no key fits.
  std::optional<Secp256k1PublicKey> recover_key(const Bytes32& hash, const Secp256k1Signature& signature) const;
  std::optional<Address> recover(const Bytes32& hash, const Secp256k1Signature& signature) const;
  /// True for a valid low-s signature (v is not looked at) of the given key.
  bool verify(const Secp256k1PublicKey& key, const Bytes32& hash, const Secp256k1Signature& signature) const;

 private:
  struct DestroyContext {
    void operator()(secp256k1_context_struct* context) const;
  };
  std::unique_ptr<secp256k1_context_struct, DestroyContext> context_;
};

/// The last 20 bytes of keccak256(public key).
Address address_of(const Secp256k1PublicKey& key);
/// s at most half the group's order, as transactions need since EIP-2.
bool is_low_s(const Bytes32& s);

}  // namespace orrery::chains
