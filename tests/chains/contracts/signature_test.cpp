// Proves: human-readable ABI text gives the selectors and topics of the real contracts (spec/ocr.md §8.6).
#include "chains/contracts/signature.h"

#include <gtest/gtest.h>

namespace orrery::chains {
namespace {

TEST(Signature, SelectorsOfTheSpecification) {
  EXPECT_EQ(parse_signature("function transmit(bytes32[3] reportContext, bytes report, bytes32[] rs, bytes32[] ss, "
                            "bytes32 rawVs)")
                .selector(),
            0xb1dc65a4u);
  EXPECT_EQ(parse_signature("function latestRoundData() view returns (uint80 roundId, int256 answer)").selector(),
            0xfeaf968cu);
}

TEST(Signature, TopicsOfTheSpecification) {
  const auto event =
      parse_signature("event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 at)");
  EXPECT_EQ(to_hex(event.topic()), "0x0559884fd3a460db3073b7fc896cc77986f16e378210ded43186175bf646fc5f");
  EXPECT_TRUE(event.inputs[0].indexed);
  EXPECT_TRUE(event.inputs[1].indexed);
  EXPECT_FALSE(event.inputs[2].indexed);
}

TEST(Signature, TakesTuplesResultsAndMutability) {
  const auto function =
      parse_signature("function f((uint8 a, address[] b)[] list, uint256[2] pair) payable returns (bytes, bool)");
  EXPECT_EQ(function.canonical(), "f((uint8,address[])[],uint256[2])");
  ASSERT_EQ(function.outputs.size(), 2u);
  EXPECT_EQ(function.outputs[0].type, "bytes");
  EXPECT_TRUE(function.payable);
  EXPECT_FALSE(function.view);
}

}  // namespace
}  // namespace orrery::chains
