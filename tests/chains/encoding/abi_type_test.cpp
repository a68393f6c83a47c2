// Proves: texts of types and signatures parse, come back canonical, and wrong ones are refused; selectors and topics
// against published values.
#include "chains/encoding/abi_type.h"

#include <gtest/gtest.h>

#include "sim/input_error.h"

namespace orrery::chains {
namespace {

TEST(AbiType, CanonicalText) {
  for (const char* text : {"uint256", "int8", "address", "bool", "bytes1", "bytes32", "bytes", "string", "uint8[]",
                           "bytes32[3]", "uint16[2][3][]", "(uint256)", "(address,(bool,bytes)[],string[2])[]"})
    EXPECT_EQ(AbiType::parse(text).text(), text);
  EXPECT_EQ(AbiType::parse("uint").text(), "uint256");
  EXPECT_EQ(AbiType::parse("int[]").text(), "int256[]");
}

TEST(AbiType, WrongTextIsRefused) {
  for (const char* text : {"",
                           "uint7",
                           "uint264",
                           "uint0",
                           "uint08",
                           "int1",
                           "bytes33",
                           "bytes0",
                           "boolean",
                           "bool8",
                           "address[",
                           "uint8]",
                           "uint8[0]",
                           "uint8[-1]",
                           "uint8[ ]",
                           "(",
                           "()",
                           "(uint8,)",
                           "(uint8",
                           "uint8 ",
                           " uint8",
                           "tuple(uint8)",
                           "uint8[99999999999]",
                           "uint256[65535][65535]",
                           "function",
                           "fixed"})
    EXPECT_THROW(AbiType::parse(text), sim::InputError) << text;
  EXPECT_THROW(AbiType::parse(std::string(1000, '(')), sim::InputError);
  std::string brackets = "uint8";
  for (int i = 0; i < 1000; ++i) brackets += "[]";
  EXPECT_THROW(AbiType::parse(brackets), sim::InputError);
}

TEST(AbiType, HeadsAndDynamics) {
  EXPECT_FALSE(AbiType::parse("uint8[3][2]").is_dynamic());
  EXPECT_EQ(AbiType::parse("uint8[3][2]").head_words(), 6u);
  EXPECT_EQ(AbiType::parse("(uint8,(bool,address)[2])").head_words(), 5u);
  EXPECT_TRUE(AbiType::parse("(uint8,bytes)").is_dynamic());
  EXPECT_EQ(AbiType::parse("(uint8,bytes)[7]").head_words(), 1u);
  EXPECT_EQ(head_words(AbiType::parse_list("(bytes32[3],bytes,bytes32[],bytes32[],bytes32)")), 7u);
  EXPECT_TRUE(AbiType::parse_list("()").empty());
}

TEST(AbiSignature, SelectorsAndTopics) {
  // The ABI specification's examples.
  EXPECT_EQ(AbiSignature::parse("baz(uint32,bool)").selector(), 0xcdcd77c0u);
  EXPECT_EQ(AbiSignature::parse("bar(bytes3[2])").selector(), 0xfce353f6u);
  EXPECT_EQ(AbiSignature::parse("sam(bytes,bool,uint[])").selector(), 0xa5643bf2u);
  EXPECT_EQ(AbiSignature::parse("f(uint256,uint32[],bytes10,bytes)").selector(), 0x8be65246u);
  // EIP-20, and spec/ocr.md §8.
  EXPECT_EQ(selector_of("transfer(address,uint256)"), 0xa9059cbbu);
  EXPECT_EQ(selector_of("transmit(bytes32[3],bytes,bytes32[],bytes32[],bytes32)"), 0xb1dc65a4u);
  EXPECT_EQ(to_hex(topic_of("Transfer(address,address,uint256)")),
            "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
  EXPECT_EQ(to_hex(AbiSignature::parse("AnswerUpdated(int256,uint256,uint256)").topic()),
            "0x0559884fd3a460db3073b7fc896cc77986f16e378210ded43186175bf646fc5f");
  EXPECT_THROW(AbiSignature::parse("(uint8)"), sim::InputError);
  EXPECT_THROW(AbiSignature::parse("f(uint8) view"), sim::InputError);
}

}  // namespace
}  // namespace orrery::chains
