// Proves: words and signed numbers convert without loss, the int192 codec agrees with the recorded one, text is exact.
#include "chains/uint256.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "sim/input_error.h"

namespace orrery::chains {
namespace {

const Uint256 kAllOnes = ~Uint256(0);

Uint256 any_word() {
  const auto limbs = *rc::gen::container<std::array<std::uint64_t, 4>>(
      rc::gen::element<std::uint64_t>(0, 1, UINT64_MAX, 1ull << 63, *rc::gen::arbitrary<std::uint64_t>()));
  Uint256 value = 0;
  for (const auto limb : limbs) value = (value << 64) | limb;
  return value;
}

TEST(Uint256, BigEndianBytes) {
  EXPECT_EQ(to_hex(to_bytes32(Uint256(0x0102))), "0x" + std::string(60, '0') + "0102");
  EXPECT_EQ(to_hex(to_bytes32(kAllOnes)), "0x" + std::string(64, 'f'));
  EXPECT_EQ(to_uint256(Bytes{0x01, 0x00}), 256);
  EXPECT_EQ(to_uint256(BytesView{}), 0);
  EXPECT_DEATH(to_uint256(Bytes(33)), "");
}

TEST(Uint256, AddressIsItsLow160Bits) {
  const Address address = address_from_hex("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
  EXPECT_EQ(to_address(to_uint256(address)), address);
  EXPECT_EQ(to_address(to_uint256(address) | (Uint256(7) << 160)), address);
}

RC_GTEST_PROP(Uint256, WordRoundTrip, ()) {
  const Uint256 value = any_word();
  RC_ASSERT(to_uint256(BytesView(to_bytes32(value))) == value);
  RC_ASSERT(to_word(from_word(value)) == value);
}

// Boost writes decimal digits itself: an independent way to the same text.
RC_GTEST_PROP(Uint256, TextAgreesWithBoost, ()) {
  const Uint256 value = any_word();
  RC_ASSERT(to_text(value) == value.str());
  RC_ASSERT(parse_uint256(to_text(value)) == value);
  const Int256 number = from_word(value);
  RC_ASSERT(to_text(number) == number.str());
  RC_ASSERT(parse_int256(to_text(number)) == number);
}

TEST(Int256, TwosComplement) {
  EXPECT_EQ(to_word(Int256(-1)), kAllOnes);
  EXPECT_EQ(from_word(kAllOnes), -1);
  const Int256 lowest = -(Int256(1) << 255);
  EXPECT_EQ(to_word(lowest), Uint256(1) << 255);
  EXPECT_EQ(from_word(Uint256(1) << 255), lowest);
  EXPECT_DEATH(to_word(Int256(1) << 255), "");
  EXPECT_DEATH(to_word(lowest - 1), "");
}

TEST(Int256, FitsItsWidth) {
  for (const unsigned bits : {8u, 24u, 192u, 256u}) {
    const Int256 bound = Int256(1) << (bits - 1);
    EXPECT_TRUE(fits_signed(bound - 1, bits));
    EXPECT_FALSE(fits_signed(bound, bits));
    EXPECT_TRUE(fits_signed(-bound, bits));
    EXPECT_FALSE(fits_signed(-bound - 1, bits));
  }
  EXPECT_TRUE(fits_signed(0, 1));
  EXPECT_TRUE(fits_signed(-1, 1));
  EXPECT_TRUE(fits_unsigned(255, 8));
  EXPECT_FALSE(fits_unsigned(256, 8));
  EXPECT_TRUE(fits_unsigned(kAllOnes, 256));
}

TEST(Int192, AgreesWithTheRecordedCodec) {
  const auto document = nlohmann::json::parse(std::ifstream(ORRERY_SOURCE_DIR "/tests/vectors/ocr/config_wire.json"));
  int checked = 0;
  for (const auto& [number, bytes] : document.at("int192Values").items()) {
    const Int256 value = parse_int256(number);
    const auto encoded = encode_int192(value);
    const auto expected = bytes.get<std::string>();
    if (expected.starts_with("error")) {
      EXPECT_FALSE(encoded) << number;
    } else {
      ASSERT_TRUE(encoded) << number;
      EXPECT_EQ(to_hex(*encoded), expected);
      EXPECT_EQ(decode_int192(from_hex(expected)), value);
    }
    ++checked;
  }
  EXPECT_GE(checked, 9);
  EXPECT_FALSE(encode_int192(-(Int256(1) << 191) - 1));
  EXPECT_FALSE(decode_int192(Bytes(23)));
  EXPECT_FALSE(decode_int192(Bytes(25)));
}

TEST(Uint256, TextForms) {
  EXPECT_EQ(parse_uint256("1_000_000"), 1'000'000);
  EXPECT_EQ(parse_uint256("0xff"), 255);
  EXPECT_EQ(parse_int256("-0x10"), -16);
  EXPECT_EQ(to_text(kAllOnes), "115792089237316195423570985008687907853269984665640564039457584007913129639935");
  for (const char* wrong : {"", "-", "0x", "1.5", "_1", "1__0", "1_", "12a", " 1",
                            "115792089237316195423570985008687907853269984665640564039457584007913129639936"})
    EXPECT_THROW(parse_uint256(wrong), sim::InputError) << wrong;
  EXPECT_THROW(parse_uint256("-1"), sim::InputError);
  EXPECT_THROW(parse_int256(to_text(Uint256(1) << 255)), sim::InputError);
  EXPECT_NO_THROW(parse_int256("-" + to_text(Uint256(1) << 255)));
}

}  // namespace
}  // namespace orrery::chains
