#pragma once

#include "chains/crypto/secp256k1.h"
#include "chains/uint256.h"
#include "sim/message.h"

namespace orrery::nodes {

/// A medianizer's relayer asks its feeds for a signed price. `round` is its own number for one attempt.
class SignedPriceAsk final : public sim::Message {
 public:
  static constexpr sim::MessageKind kKind{"signed-price-ask"};
  explicit SignedPriceAsk(std::uint64_t its_round) : round(its_round) {}
  const sim::MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override { return 64; }  // the gossip that carried them is not followed: an assumption
  void mix_into(sim::HistoryDigest& digest) const override { digest.mix(round); }

  const std::uint64_t round;
};

/// A feed's price, as its medianizer checks it.
class SignedPrice final : public sim::Message {
 public:
  static constexpr sim::MessageKind kKind{"signed-price"};
  SignedPrice(std::uint64_t its_round, chains::Uint256 its_value, std::uint64_t its_age,
              const chains::Secp256k1Signature& its_signature)
      : round(its_round), value(std::move(its_value)), age(its_age), signature(its_signature) {}
  const sim::MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override { return 256; }
  void mix_into(sim::HistoryDigest& digest) const override {
    digest.mix(round);
    digest.mix(age);
    const chains::Bytes32 word = chains::to_bytes32(value);
    digest.mix(chains::BytesView(word));
    digest.mix(chains::BytesView(signature));
  }
  std::string detail() const override { return chains::to_text(value); }

  const std::uint64_t round;
  const chains::Uint256 value;  ///< a wad
  const std::uint64_t age;      ///< unix seconds
  const chains::Secp256k1Signature signature;
};

}  // namespace orrery::nodes
