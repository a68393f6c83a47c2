// Proves: Ed25519 against RFC 8032 §7.1 and the recorded keys and observation signature; wrong signatures are refused.
#include "chains/crypto/ed25519.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace orrery::chains {
namespace {

struct Rfc8032Case {
  const char *seed, *public_key, *message, *signature;
};
constexpr Rfc8032Case kCases[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
     "5"
     "5141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
     "0"
     "0d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
     "0"
     "27beceea1ec40a"},
};

TEST(Ed25519, Rfc8032) {
  for (const auto& test : kCases) {
    const Ed25519KeyPair key(bytes32_from_hex(test.seed));
    EXPECT_EQ(to_hex(key.public_key()), "0x" + std::string(test.public_key));
    const auto signature = key.sign(from_hex(test.message));
    EXPECT_EQ(to_hex(signature), "0x" + std::string(test.signature));
    EXPECT_TRUE(verify_ed25519(key.public_key(), from_hex(test.message), signature));
  }
}

TEST(Ed25519, RecordedOracleKeysAndObservation) {
  const auto document = nlohmann::json::parse(std::ifstream(ORRERY_SOURCE_DIR "/tests/vectors/ocr/wire_ocr2.json"));
  for (const auto& oracle : document.at("oracles")) {
    const Ed25519KeyPair key(bytes32_from_hex(oracle.at("ed25519Seed").get<std::string>()));
    EXPECT_EQ(to_hex(key.public_key()), oracle.at("offchainPublicKey").get<std::string>());
  }
  const auto& observation = document.at("signedObservation");
  const Ed25519KeyPair key(bytes32_from_hex(document["oracles"][0]["ed25519Seed"].get<std::string>()));
  const Bytes digest = from_hex(observation.at("sha256PreimageDigest").get<std::string>());
  EXPECT_EQ(to_hex(key.sign(digest)), observation.at("ed25519Signature").get<std::string>());
}

RC_GTEST_PROP(Ed25519, AnyFlippedBitIsRefused, (const Bytes& message)) {
  const Ed25519KeyPair key(Bytes32{{7}});
  auto signature = key.sign(message);
  RC_ASSERT(verify_ed25519(key.public_key(), message, signature));
  const auto bit = *rc::gen::inRange(0, 512);
  signature.data[static_cast<std::size_t>(bit / 8)] ^= static_cast<std::uint8_t>(1 << bit % 8);
  RC_ASSERT(!verify_ed25519(key.public_key(), message, signature));
}

}  // namespace
}  // namespace orrery::chains
