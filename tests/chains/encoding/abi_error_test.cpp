// Proves: Error(string) and Panic(uint256) as solc writes them, and reading of any revert data.
#include "chains/encoding/abi_error.h"

#include <gtest/gtest.h>

namespace orrery::chains {
namespace {

using Kind = RevertReason::Kind;

// The example of the Solidity documentation, "revert".
TEST(AbiError, DocumentedError) {
  EXPECT_EQ(to_hex(encode_error("Not enough Ether provided.")),
            "0x08c379a0"
            "0000000000000000000000000000000000000000000000000000000000000020"
            "000000000000000000000000000000000000000000000000000000000000001a"
            "4e6f7420656e6f7567682045746865722070726f76696465642e000000000000");
}

TEST(AbiError, SelectorsAreThoseOfTheirSignatures) {
  EXPECT_EQ(selector_of("Error(string)"), kErrorSelector);
  EXPECT_EQ(selector_of("Panic(uint256)"), kPanicSelector);
}

TEST(AbiError, DecodesWhatItEncodes) {
  const auto error = decode_revert(encode_error("stale report"));
  EXPECT_EQ(error.kind, Kind::kError);
  EXPECT_EQ(error.text, "stale report");
  EXPECT_EQ(to_text(error), "stale report");
  const auto panic = decode_revert(encode_panic(0x11));
  EXPECT_EQ(panic.kind, Kind::kPanic);
  EXPECT_EQ(panic.code, 0x11);
  EXPECT_EQ(to_text(panic), "Panic(0x11): arithmetic overflow");
}

TEST(AbiError, OtherData) {
  EXPECT_EQ(decode_revert({}).kind, Kind::kEmpty);
  EXPECT_EQ(decode_revert(Bytes{1, 2}).kind, Kind::kOther);
  EXPECT_EQ(decode_revert(from_hex("08c379a0")).kind, Kind::kOther);
  EXPECT_EQ(decode_revert(from_hex("4e487b7100")).kind, Kind::kOther);
  // ethers 6.17: Interface(["error E(uint8,string)"]).encodeErrorResult("E", [3, "no"]) begins so.
  const auto custom = decode_revert(from_hex("101a5092"));
  EXPECT_EQ(custom.kind, Kind::kCustom);
  EXPECT_EQ(custom.selector, selector_of("E(uint8,string)"));
  EXPECT_EQ(to_text(custom), "custom error 0x101a5092");
  EXPECT_EQ(to_text(decode_revert({})), "no reason");
}

}  // namespace
}  // namespace orrery::chains
