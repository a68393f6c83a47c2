// Proves: the three signature modes agree on what is right and what is wrong, real and every give the same bytes, the
// cache computes each distinct signature and check once, and a modelled tag fails as a wrong signature does.
#include "chains/crypto/signatures.h"

#include <gtest/gtest.h>

#include "chains/crypto/hash.h"

namespace orrery::chains {
namespace {

class SignaturesIn : public testing::TestWithParam<SignatureMode> {
 protected:
  Signatures signatures_{GetParam(), /*tag_key=*/42};
  Ed25519KeyPair peer_{keccak256("peer")};
  Secp256k1KeyPair account_ = signatures_.key_pair(PrivateKey::from_seed(bytes_of("account")));
};

TEST_P(SignaturesIn, RightEd25519SignatureHolds) {
  for (const std::size_t size : {0u, 31u, 32u, 33u, 500u}) {
    const Bytes message(size, 0x5a);
    const auto signature = signatures_.sign_ed25519(peer_, message);
    EXPECT_TRUE(signatures_.verify_ed25519(peer_.public_key(), message, signature));
    EXPECT_TRUE(signatures_.verify_ed25519(peer_.public_key(), message, signature));
  }
}

TEST_P(SignaturesIn, WrongEd25519SignatureFails) {
  const Bytes32 message = keccak256("message");
  const auto signature = signatures_.sign_ed25519(peer_, message);
  for (std::size_t i = 0; i < signature.data.size(); ++i) {
    auto wrong = signature;
    wrong.data[i] ^= 1;
    EXPECT_FALSE(signatures_.verify_ed25519(peer_.public_key(), message, wrong));
  }
  EXPECT_FALSE(signatures_.verify_ed25519(peer_.public_key(), keccak256("other"), signature));
  EXPECT_FALSE(signatures_.verify_ed25519(Ed25519KeyPair(keccak256("thief")).public_key(), message, signature));
}

// A message of 32 bytes and a longer one with that hash must not be mistaken for each other.
TEST_P(SignaturesIn, MessageIsNotItsHash) {
  const Bytes longer(100, 1);
  const auto signature = signatures_.sign_ed25519(peer_, longer);
  EXPECT_TRUE(signatures_.verify_ed25519(peer_.public_key(), longer, signature));
  EXPECT_FALSE(signatures_.verify_ed25519(peer_.public_key(), sha256(longer), signature));
}

TEST_P(SignaturesIn, RightSecp256k1SignatureRecovers) {
  for (int i = 0; i < 50; ++i) {
    const Bytes32 hash = keccak256(std::to_string(i));
    const auto signature = signatures_.sign_secp256k1(account_, hash);
    EXPECT_EQ(signatures_.recover_secp256k1(hash, signature), account_.address);
    EXPECT_LE(signature.data[64], 1);
    EXPECT_TRUE(is_low_s(Bytes32::from(BytesView(signature).subspan(32, 32))));
  }
}

TEST_P(SignaturesIn, WrongSecp256k1SignatureNamesNobodyOrSomebodyElse) {
  const Bytes32 hash = keccak256("hash");
  const auto signature = signatures_.sign_secp256k1(account_, hash);
  int nobody = 0;
  for (std::size_t bit = 0; bit < 512; bit += 5) {
    auto wrong = signature;
    wrong.data[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    const auto signer = signatures_.recover_secp256k1(hash, wrong);
    EXPECT_NE(signer, account_.address);
    EXPECT_EQ(signer, signatures_.recover_secp256k1(hash, wrong));
    nobody += signer ? 0 : 1;
  }
  EXPECT_GT(nobody, 5);
  EXPECT_NE(signatures_.recover_secp256k1(keccak256("other"), signature), account_.address);
  auto wrong_parity = signature;
  wrong_parity.data[64] ^= 1;
  EXPECT_NE(signatures_.recover_secp256k1(hash, wrong_parity), account_.address);
  wrong_parity.data[64] = 2;
  EXPECT_EQ(signatures_.recover_secp256k1(hash, wrong_parity), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Modes, SignaturesIn,
                         testing::Values(SignatureMode::kReal, SignatureMode::kEvery, SignatureMode::kModelled),
                         [](const auto& instance) { return std::string(to_text(instance.param)); });

TEST(Signatures, RealAndEveryGiveTheSameBytes) {
  Signatures real(SignatureMode::kReal), every(SignatureMode::kEvery);
  const Ed25519KeyPair peer(keccak256("peer"));
  const auto account = real.key_pair(PrivateKey::from_seed(bytes_of("account")));
  const Bytes32 hash = keccak256("hash");
  EXPECT_EQ(real.sign_ed25519(peer, hash), every.sign_ed25519(peer, hash));
  EXPECT_EQ(real.sign_secp256k1(account, hash), every.sign_secp256k1(account, hash));
  EXPECT_EQ(real.sign_ed25519(peer, hash), peer.sign(hash));
}

TEST(Signatures, RealComputesEachDistinctCheckOnce) {
  Signatures signatures(SignatureMode::kReal);
  const Ed25519KeyPair peer(keccak256("peer"));
  const Bytes32 hash = keccak256("hash");
  const auto signature = signatures.sign_ed25519(peer, hash);
  EXPECT_EQ(signatures.counters().hits, 0u);
  for (int verifier = 0; verifier < 31; ++verifier) signatures.verify_ed25519(peer.public_key(), hash, signature);
  EXPECT_EQ(signatures.counters().made, 1u);
  EXPECT_EQ(signatures.counters().verified, 31u);
  EXPECT_EQ(signatures.counters().hits, 30u);
  signatures.sign_ed25519(peer, hash);
  EXPECT_EQ(signatures.counters().hits, 31u);
}

TEST(Signatures, EveryNeverAnswersFromMemory) {
  Signatures signatures(SignatureMode::kEvery);
  const Ed25519KeyPair peer(keccak256("peer"));
  const auto signature = signatures.sign_ed25519(peer, {});
  signatures.verify_ed25519(peer.public_key(), {}, signature);
  signatures.verify_ed25519(peer.public_key(), {}, signature);
  EXPECT_EQ(signatures.counters().hits, 0u);
}

TEST(Signatures, ModelledTagsDependOnTheWorld) {
  Signatures first(SignatureMode::kModelled, 1), second(SignatureMode::kModelled, 2);
  const Ed25519KeyPair peer(keccak256("peer"));
  const auto account = first.key_pair(PrivateKey::from_seed(bytes_of("account")));
  const Bytes32 hash = keccak256("hash");
  EXPECT_FALSE(second.verify_ed25519(peer.public_key(), hash, first.sign_ed25519(peer, hash)));
  EXPECT_NE(second.recover_secp256k1(hash, first.sign_secp256k1(account, hash)), account.address);
}

// Calldata gas counts zero bytes: modelled signatures should have as few as real ones, one in 256.
TEST(Signatures, ModelledBytesLookRandom) {
  Signatures signatures(SignatureMode::kModelled, 9);
  const auto account = signatures.key_pair(PrivateKey::from_seed(bytes_of("account")));
  int zeros = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto signature = signatures.sign_secp256k1(account, keccak256(std::to_string(i)));
    for (std::size_t j = 0; j < 64; ++j) zeros += signature.data[j] == 0 ? 1 : 0;
  }
  EXPECT_GT(zeros, 180);  // 64 000 / 256 = 250, standard deviation below 17
  EXPECT_LT(zeros, 320);
}

}  // namespace
}  // namespace orrery::chains
