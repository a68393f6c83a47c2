#pragma once

#include <cstdint>
#include <string>

#include "chains/crypto/secp256k1.h"
#include "chains/uint256.h"
#include "sim/message.h"

namespace orrery::nodes {

/// A relayer asks the members of its committee what they see. `round` is its own number for one attempt.
class CommitteeAsk final : public sim::Message {
 public:
  static constexpr sim::MessageKind kKind{"committee-ask"};
  explicit CommitteeAsk(std::uint64_t its_round) : round(its_round) {}
  const sim::MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override { return 64; }  // no committee's format is followed: an assumption
  void mix_into(sim::HistoryDigest& digest) const override { digest.mix(round); }

  const std::uint64_t round;
};

/// What a member sees, as an answer of the contract.
class CommitteeView final : public sim::Message {
 public:
  static constexpr sim::MessageKind kKind{"committee-view"};
  CommitteeView(std::uint64_t its_round, chains::Int256 its_answer) : round(its_round), answer(std::move(its_answer)) {}
  const sim::MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override { return 128; }
  void mix_into(sim::HistoryDigest& digest) const override;
  std::string detail() const override { return chains::to_text(answer); }

  const std::uint64_t round;
  const chains::Int256 answer;
};

/// The relayer's median of the members' views, to be signed.
class CommitteeProposal final : public sim::Message {
 public:
  static constexpr sim::MessageKind kKind{"committee-proposal"};
  CommitteeProposal(std::uint64_t its_round, chains::Int256 its_answer, std::uint64_t its_timestamp)
      : round(its_round), answer(std::move(its_answer)), timestamp(its_timestamp) {}
  const sim::MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override { return 160; }
  void mix_into(sim::HistoryDigest& digest) const override;
  std::string detail() const override { return chains::to_text(answer); }

  const std::uint64_t round;
  const chains::Int256 answer;
  const std::uint64_t timestamp;  ///< unix seconds
};

/// A member's signature over the proposal, as the contract checks it.
class CommitteeSignature final : public sim::Message {
 public:
  static constexpr sim::MessageKind kKind{"committee-signature"};
  CommitteeSignature(std::uint64_t its_round, const chains::Secp256k1Signature& its_signature)
      : round(its_round), signature(its_signature) {}
  const sim::MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override { return 192; }
  void mix_into(sim::HistoryDigest& digest) const override;

  const std::uint64_t round;
  const chains::Secp256k1Signature signature;
};

}  // namespace orrery::nodes
