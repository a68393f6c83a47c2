// Proves: AES-128 against FIPS 197 appendix C.1, counter mode against SP 800-38A F.5.1, and the stream that the
// recorded permutations were drawn from.
#include "chains/crypto/aes.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace orrery::chains {
namespace {

Bytes16 block(std::string_view hex) { return Bytes16::from(from_hex(hex)); }

TEST(Aes128, Fips197) {
  const Aes128 cipher(block("000102030405060708090a0b0c0d0e0f"));
  const Bytes16 plain = block("00112233445566778899aabbccddeeff");
  const Bytes16 encrypted = block("69c4e0d86a7b0430d8cdb78070b4c55a");
  EXPECT_EQ(cipher.encrypt(plain), encrypted);
  EXPECT_EQ(cipher.decrypt(encrypted), plain);
}

TEST(Aes128Keystream, Sp800_38a) {
  Aes128Keystream stream(block("2b7e151628aed2a6abf7158809cf4f3c"), block("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
  std::array<std::uint8_t, 32> bytes;
  stream.fill(std::span(bytes).first(5));
  stream.fill(std::span(bytes).subspan(5));
  EXPECT_EQ(to_hex(bytes), "0xec8cdf7398607cb0f2d21675ea9ea1e4362b7c3c6773516318a077d7fc5073ae");
}

TEST(Aes128Keystream, EqualsBlocksOfTheCounter) {
  const Bytes16 key = block("000102030405060708090a0b0c0d0e0f");
  const Aes128 cipher(key);
  Aes128Keystream stream(key, block("0000000000000000000000000000fffe"));
  for (const char* counter :
       {"0000000000000000000000000000fffe", "0000000000000000000000000000ffff", "00000000000000000000000000010000"}) {
    Bytes16 bytes;
    stream.fill(bytes.data);
    EXPECT_EQ(bytes, cipher.encrypt(block(counter)));
  }
}

TEST(Aes128Keystream, RecordedInt63Stream) {
  const auto document = nlohmann::json::parse(std::ifstream(ORRERY_SOURCE_DIR "/tests/vectors/ocr/permutation.json"));
  Aes128Keystream stream(block("000102030405060708090a0b0c0d0e0f"));
  for (const auto& expected : document.at("int63_for_key_000102..0f"))
    EXPECT_EQ(std::to_string(stream.next_u64() & (UINT64_MAX >> 1)), expected.get<std::string>());
}

}  // namespace
}  // namespace orrery::chains
