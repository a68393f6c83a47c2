// Proves: X25519 against RFC 7748 §5.2 and §6.1 and the recorded oracles' encryption keys; the zero point is refused.
#include "chains/crypto/x25519.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace orrery::chains {
namespace {

TEST(X25519, Rfc7748DiffieHellman) {
  const Bytes32 alice = bytes32_from_hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  const Bytes32 bob = bytes32_from_hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  const Bytes32 alice_public = x25519_public_key(alice);
  const Bytes32 bob_public = x25519_public_key(bob);
  EXPECT_EQ(to_hex(alice_public), "0x8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  EXPECT_EQ(to_hex(bob_public), "0xde9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  const Bytes32 shared = bytes32_from_hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
  EXPECT_EQ(x25519_shared_point(alice, bob_public), shared);
  EXPECT_EQ(x25519_shared_point(bob, alice_public), shared);
}

TEST(X25519, Rfc7748ScalarMultiplication) {
  EXPECT_EQ(x25519_shared_point(bytes32_from_hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                                bytes32_from_hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")),
            bytes32_from_hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
}

TEST(X25519, RecordedOracleKeys) {
  const auto document = nlohmann::json::parse(std::ifstream(ORRERY_SOURCE_DIR "/tests/vectors/ocr/config_wire.json"));
  for (const auto& oracle : document.at("oracles")) {
    const Bytes32 secret = bytes32_from_hex(oracle.at("configEncryptionSecret").get<std::string>());
    EXPECT_EQ(to_hex(x25519_public_key(secret)), oracle.at("configEncryptionPublicKey").get<std::string>());
  }
}

TEST(X25519, ZeroPointIsRefused) { EXPECT_FALSE(x25519_shared_point(Bytes32{{1}}, Bytes32{})); }

}  // namespace
}  // namespace orrery::chains
