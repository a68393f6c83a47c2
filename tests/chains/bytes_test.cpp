// Proves: text forms of bytes and addresses, EIP-55 against the examples of the EIP and the recorded accounts,
// refusals.
#include "chains/bytes.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "sim/input_error.h"

namespace orrery::chains {
namespace {

TEST(Bytes, HexBothWays) {
  EXPECT_EQ(to_hex(Bytes{0x00, 0x0f, 0xff}), "0x000fff");
  EXPECT_EQ(to_hex({}), "0x");
  EXPECT_EQ(from_hex("0xAbCd"), (Bytes{0xab, 0xcd}));
  EXPECT_EQ(from_hex("abcd"), (Bytes{0xab, 0xcd}));
  EXPECT_TRUE(from_hex("0x").empty());
}

TEST(Bytes, WrongTextIsRefused) {
  EXPECT_THROW(from_hex("0xabc"), sim::InputError);
  EXPECT_THROW(from_hex("0xag"), sim::InputError);
  EXPECT_THROW(bytes32_from_hex("0x00"), sim::InputError);
  EXPECT_THROW(address_from_hex("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe"), sim::InputError);
}

TEST(Bytes, ConcatJoinsInOrder) { EXPECT_EQ(concat({Bytes{1, 2}, Bytes{}, Bytes{3}}), (Bytes{1, 2, 3})); }

TEST(Bytes, FixedBytesOrderAsText) {
  EXPECT_LT((FixedBytes<2>{{0x00, 0xff}}), (FixedBytes<2>{{0x01, 0x00}}));
  EXPECT_TRUE(Address{}.is_zero());
  EXPECT_DEATH(Bytes32::from(Bytes(31)), "");
}

// The examples of EIP-55: all caps, all lower, normal.
TEST(Address, ChecksumTextOfTheEip) {
  for (const char* text :
       {"0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"}) {
    EXPECT_EQ(to_checksum_text(address_from_hex(text)), text);
  }
}

TEST(Address, WrongChecksumIsRefusedAndOneCaseIsNot) {
  EXPECT_THROW(address_from_hex("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"), sim::InputError);
  EXPECT_NO_THROW(address_from_hex("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"));
  EXPECT_NO_THROW(address_from_hex("0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED"));
}

TEST(Address, ChecksumTextOfEveryRecordedAccount) {
  int checked = 0;
  for (const auto& entry : std::filesystem::directory_iterator(ORRERY_SOURCE_DIR "/tests/vectors/ocr")) {
    const auto document = nlohmann::json::parse(std::ifstream(entry.path()));
    for (const auto& account : document.value("accounts", nlohmann::json::array())) {
      const auto text = account.at("address").get<std::string>();
      EXPECT_EQ(to_checksum_text(Address::from(from_hex(text))), text);
      ++checked;
    }
  }
  EXPECT_GT(checked, 50);
}

}  // namespace
}  // namespace orrery::chains
