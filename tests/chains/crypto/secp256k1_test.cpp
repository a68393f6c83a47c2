// Proves: keys, addresses, signatures and recovery against EIP-155's example, RFC 6979 deterministic signatures, the
// recorded accounts, and the on-chain rules (high s recovers, out-of-range values do not).
#include "chains/crypto/secp256k1.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "chains/crypto/hash.h"
#include "chains/uint256.h"

namespace orrery::chains {
namespace {

const Uint256 kOrder = to_uint256(from_hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));

PrivateKey key_of(std::string_view hex) { return PrivateKey::from(bytes32_from_hex(hex)).value(); }
PrivateKey eip155_key() { return key_of("0x4646464646464646464646464646464646464646464646464646464646464646"); }

Secp256k1Signature with_s(Secp256k1Signature signature, const Uint256& s, std::uint8_t v) {
  write_word(s, signature.data.data() + 32);
  signature.data[64] = v;
  return signature;
}
Uint256 s_of(const Secp256k1Signature& signature) { return read_word(signature.data.data() + 32); }

TEST(Secp256k1, Eip155Example) {
  const Secp256k1 curve;
  const PrivateKey key = eip155_key();
  EXPECT_EQ(to_checksum_text(curve.address_of(key)), "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");
  EXPECT_EQ(
      to_hex(curve.public_key(key)),
      "0x4bc2a31265153f07e70e0bab08724e6b85e217f8cd628ceb62974247bb493382ce28cab79ad7119ee1ad3ebcdb98a16805211530e"
      "cc6cfefa1b88e6dff99232a");
  const Bytes32 hash = bytes32_from_hex("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
  EXPECT_EQ(
      to_hex(curve.sign(key, hash)),
      "0x28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa63627667cbe9d8997f761aecb703304b3800ccf555c9f3dc"
      "64214b297fb1966a3b6d8300");
}

TEST(Secp256k1, AddressesOfTheRecordedKeys) {
  const Secp256k1 curve;
  const auto document = nlohmann::json::parse(std::ifstream(ORRERY_SOURCE_DIR "/tests/vectors/ocr/agg_n4_f1.json"));
  for (const auto& account : document.at("accounts"))
    EXPECT_EQ(to_checksum_text(curve.address_of(key_of(account.at("privateKey").get<std::string>()))),
              account.at("address").get<std::string>());
}

TEST(Secp256k1, RecoversTheRecordedReportSigners) {
  const Secp256k1 curve;
  const auto document = nlohmann::json::parse(std::ifstream(ORRERY_SOURCE_DIR "/tests/vectors/ocr/agg_n4_f1.json"));
  int checked = 0;
  for (const auto& step : document.at("steps")) {
    if (!step.contains("parts") || !step["parts"].contains("signatures") || step["expect"]["status"] != "ok") continue;
    const auto& parts = step["parts"];
    const Bytes32 hash = bytes32_from_hex(parts.at("h").get<std::string>());
    for (std::size_t i = 0; i < parts["signatures"].size(); ++i) {
      const auto& rsv = parts["signatures"][i];
      const auto v = rsv["v"].get<std::uint8_t>();
      const auto signature = Secp256k1Signature::from(
          concat({from_hex(rsv["r"].get<std::string>()), from_hex(rsv["s"].get<std::string>()), BytesView(&v, 1)}));
      const auto index = parts["signerIndices"][i].get<std::size_t>();
      const auto& account = document["accounts"][index];
      ASSERT_EQ(account["tag"].get<std::string>(), "signer/" + std::to_string(index));
      EXPECT_EQ(curve.recover(hash, signature), address_from_hex(account["address"].get<std::string>()));
      ++checked;
    }
  }
  EXPECT_GT(checked, 10);
}

RC_GTEST_PROP(Secp256k1, SignedIsRecoveredAndVerified, (const Bytes& seed, const Bytes& message)) {
  const Secp256k1 curve;
  const PrivateKey key = PrivateKey::from_seed(seed);
  const Bytes32 hash = keccak256(BytesView(message));
  const auto signature = curve.sign(key, hash);
  RC_ASSERT(curve.recover(hash, signature) == curve.address_of(key));
  RC_ASSERT(curve.recover_key(hash, signature) == curve.public_key(key));
  RC_ASSERT(curve.verify(curve.public_key(key), hash, signature));
  RC_ASSERT(is_low_s(to_bytes32(s_of(signature))));
  RC_ASSERT(!curve.verify(curve.public_key(key), keccak256(hash), signature));
}

TEST(Secp256k1, HighSRecoversButDoesNotVerify) {
  const Secp256k1 curve;
  const PrivateKey key = eip155_key();
  const Bytes32 hash = keccak256("malleable");
  const auto signature = curve.sign(key, hash);
  const auto twin = with_s(signature, kOrder - s_of(signature), signature.data[64] ^ 1);
  EXPECT_EQ(curve.recover(hash, twin), curve.address_of(key));
  EXPECT_FALSE(curve.verify(curve.public_key(key), hash, twin));
  EXPECT_FALSE(is_low_s(to_bytes32(s_of(twin))));
}

TEST(Secp256k1, LowSBoundary) {
  EXPECT_TRUE(is_low_s(to_bytes32(kOrder / 2)));
  EXPECT_FALSE(is_low_s(to_bytes32(kOrder / 2 + 1)));
}

TEST(Secp256k1, OutOfRangeIsNoSignature) {
  const Secp256k1 curve;
  const Bytes32 hash = keccak256("range");
  const auto signature = curve.sign(eip155_key(), hash);
  EXPECT_FALSE(curve.recover(hash, with_s(signature, 0, 0)));
  EXPECT_FALSE(curve.recover(hash, with_s(signature, kOrder, 0)));
  EXPECT_FALSE(curve.recover(hash, with_s(signature, s_of(signature), 2)));
  EXPECT_FALSE(curve.recover(hash, with_s(signature, s_of(signature), 27)));
  EXPECT_FALSE(curve.recover(hash, Secp256k1Signature{}));
}

TEST(PrivateKey, RangeIsChecked) {
  EXPECT_FALSE(PrivateKey::from(Bytes32{}));
  EXPECT_FALSE(PrivateKey::from(to_bytes32(kOrder)));
  EXPECT_TRUE(PrivateKey::from(to_bytes32(kOrder - 1)));
  EXPECT_EQ(PrivateKey::from_seed(bytes_of("node-1")).bytes(), keccak256("node-1"));
}

}  // namespace
}  // namespace orrery::chains
