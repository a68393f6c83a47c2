// Proves: encoding and decoding of types known at run time agree with ethers, round trip for any type and value, and
// refuse what solc's decoder refuses.
#include "chains/encoding/abi_value.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace orrery::chains {
namespace {

AbiValue number(std::uint64_t value) { return {Uint256(value)}; }
AbiValue integer(std::int64_t value) { return {Int256(value)}; }
AbiValue bytes(std::string_view hex) { return {from_hex(hex)}; }
AbiValue text(std::string value) { return {std::move(value)}; }
AbiValue list(AbiValue::List values) { return {std::move(values)}; }

/// A tuple and its encoding, made with ethers 6.17 (AbiCoder.encode), which shares no code with ours.
struct AbiCase {
  std::string types;
  AbiValue::List values;
  Bytes encoding;
};

std::vector<AbiCase> abi_cases() {
  return {
      {"(uint256,int256)",
       {number(69), integer(-1)},
       from_hex("0000000000000000000000000000000000000000000000000000000000000045"
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")},
      {"(uint8,int24,bool,address,bytes4)",
       {number(255),
        integer(-8388608),
        {true},
        {address_from_hex("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")},
        bytes("deadbeef")},
       from_hex("00000000000000000000000000000000000000000000000000000000000000ff"
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffff800000"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "0000000000000000000000005aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
                "deadbeef00000000000000000000000000000000000000000000000000000000")},
      {"(uint256[],int192[])",
       {list({number(1), number(2), {Uint256(~Uint256(0))}}), list({{Int256(-(Int256(1) << 191))}, integer(5)})},
       from_hex("0000000000000000000000000000000000000000000000000000000000000040"
                "00000000000000000000000000000000000000000000000000000000000000c0"
                "0000000000000000000000000000000000000000000000000000000000000003"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "0000000000000000000000000000000000000000000000000000000000000002"
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                "0000000000000000000000000000000000000000000000000000000000000002"
                "ffffffffffffffff800000000000000000000000000000000000000000000000"
                "0000000000000000000000000000000000000000000000000000000000000005")},
      {"(bytes,string)",
       {{Bytes(33, 0xab)}, text("h\xc3\xa9llo")},
       from_hex("0000000000000000000000000000000000000000000000000000000000000040"
                "00000000000000000000000000000000000000000000000000000000000000a0"
                "0000000000000000000000000000000000000000000000000000000000000021"
                "abababababababababababababababababababababababababababababababab"
                "ab00000000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000000000000000000000000000000000000000000000006"
                "68c3a96c6c6f0000000000000000000000000000000000000000000000000000")},
      {"(bytes32[3],bytes,bytes32[])",
       {list({{Bytes(32, 0x11)}, {Bytes(32, 0x22)}, {Bytes(32, 0x33)}}), bytes(""), list({{Bytes(32, 0x44)}})},
       from_hex("1111111111111111111111111111111111111111111111111111111111111111"
                "2222222222222222222222222222222222222222222222222222222222222222"
                "3333333333333333333333333333333333333333333333333333333333333333"
                "00000000000000000000000000000000000000000000000000000000000000a0"
                "00000000000000000000000000000000000000000000000000000000000000c0"
                "0000000000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "4444444444444444444444444444444444444444444444444444444444444444")},
      {"(uint256[][],string[])",
       {list({list({number(1), number(2)}), list({}), list({number(3)})}),
        list({text("one"), text("two"), text("three")})},
       from_hex("0000000000000000000000000000000000000000000000000000000000000040"
                "0000000000000000000000000000000000000000000000000000000000000180"
                "0000000000000000000000000000000000000000000000000000000000000003"
                "0000000000000000000000000000000000000000000000000000000000000060"
                "00000000000000000000000000000000000000000000000000000000000000c0"
                "00000000000000000000000000000000000000000000000000000000000000e0"
                "0000000000000000000000000000000000000000000000000000000000000002"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "0000000000000000000000000000000000000000000000000000000000000002"
                "0000000000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "0000000000000000000000000000000000000000000000000000000000000003"
                "0000000000000000000000000000000000000000000000000000000000000003"
                "0000000000000000000000000000000000000000000000000000000000000060"
                "00000000000000000000000000000000000000000000000000000000000000a0"
                "00000000000000000000000000000000000000000000000000000000000000e0"
                "0000000000000000000000000000000000000000000000000000000000000003"
                "6f6e650000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000000000000000000000000000000000000000000000003"
                "74776f0000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000000000000000000000000000000000000000000000005"
                "7468726565000000000000000000000000000000000000000000000000000000")},
      {"((uint32,bytes,address[]),(bool,int8)[])",
       {list({number(7), bytes("0102"), list({{address_from_hex("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")}})}),
        list({list({{true}, integer(-1)}), list({{false}, integer(127)})})},
       from_hex("0000000000000000000000000000000000000000000000000000000000000040"
                "0000000000000000000000000000000000000000000000000000000000000120"
                "0000000000000000000000000000000000000000000000000000000000000007"
                "0000000000000000000000000000000000000000000000000000000000000060"
                "00000000000000000000000000000000000000000000000000000000000000a0"
                "0000000000000000000000000000000000000000000000000000000000000002"
                "0102000000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "000000000000000000000000fb6916095ca1df60bb79ce92ce3ea74c37c5d359"
                "0000000000000000000000000000000000000000000000000000000000000002"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                "0000000000000000000000000000000000000000000000000000000000000000"
                "000000000000000000000000000000000000000000000000000000000000007f")},
      {"(bytes[2],uint16[2][2],(string,uint64)[2])",
       {list({bytes("01"), {Bytes(32, 2)}}), list({list({number(1), number(2)}), list({number(3), number(4)})}),
        list({list({text("a"), number(1)}), list({text("b"), number(2)})})},
       from_hex("00000000000000000000000000000000000000000000000000000000000000c0"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "0000000000000000000000000000000000000000000000000000000000000002"
                "0000000000000000000000000000000000000000000000000000000000000003"
                "0000000000000000000000000000000000000000000000000000000000000004"
                "0000000000000000000000000000000000000000000000000000000000000180"
                "0000000000000000000000000000000000000000000000000000000000000040"
                "0000000000000000000000000000000000000000000000000000000000000080"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "0100000000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000000000000000000000000000000000000000000000020"
                "0202020202020202020202020202020202020202020202020202020202020202"
                "0000000000000000000000000000000000000000000000000000000000000040"
                "00000000000000000000000000000000000000000000000000000000000000c0"
                "0000000000000000000000000000000000000000000000000000000000000040"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "6100000000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000000000000000000000000000000000000000000000040"
                "0000000000000000000000000000000000000000000000000000000000000002"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "6200000000000000000000000000000000000000000000000000000000000000")},
      {"(((uint8[],string)[],bytes1))",
       {list({list({list({list({number(1), number(2)}), text("x")}), list({list({}), text("")})}), bytes("ff")})},
       from_hex("0000000000000000000000000000000000000000000000000000000000000020"
                "0000000000000000000000000000000000000000000000000000000000000040"
                "ff00000000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000000000000000000000000000000000000000000000002"
                "0000000000000000000000000000000000000000000000000000000000000040"
                "0000000000000000000000000000000000000000000000000000000000000120"
                "0000000000000000000000000000000000000000000000000000000000000040"
                "00000000000000000000000000000000000000000000000000000000000000a0"
                "0000000000000000000000000000000000000000000000000000000000000002"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "0000000000000000000000000000000000000000000000000000000000000002"
                "0000000000000000000000000000000000000000000000000000000000000001"
                "7800000000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000000000000000000000000000000000000000000000040"
                "0000000000000000000000000000000000000000000000000000000000000060"
                "0000000000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000000000000000000000000000000000000000000000000")},
  };
}

TEST(AbiValue, AgreesWithEthers) {
  for (const auto& test : abi_cases()) {
    const auto types = AbiType::parse_list(test.types);
    EXPECT_EQ(to_hex(abi_encode(types, test.values)), to_hex(test.encoding)) << test.types;
    EXPECT_EQ(abi_decode(types, test.encoding), test.values) << test.types;
  }
}

TEST(AbiValue, EveryTruncationIsRefused) {
  for (const auto& test : abi_cases()) {
    const auto types = AbiType::parse_list(test.types);
    // The padding of the last bytes is not needed; everything before is.
    std::size_t needed = test.encoding.size();
    while (needed > 0 && abi_decode(types, BytesView(test.encoding).first(needed - 1))) --needed;
    EXPECT_GT(needed + 32, test.encoding.size()) << test.types;
    for (std::size_t size = 0; size < needed; ++size)
      EXPECT_FALSE(abi_decode(types, BytesView(test.encoding).first(size))) << test.types << " " << size;
  }
}

AbiValue any_value(const AbiType& type);

std::string any_type_text(int depth) {
  const int kind = *rc::gen::inRange(0, depth > 0 ? 10 : 7);
  switch (kind) {
    case 0:
      return "uint" + std::to_string(8 * *rc::gen::inRange(1, 33));
    case 1:
      return "int" + std::to_string(8 * *rc::gen::inRange(1, 33));
    case 2:
      return "address";
    case 3:
      return "bool";
    case 4:
      return "bytes" + std::to_string(*rc::gen::inRange(1, 33));
    case 5:
      return "bytes";
    case 6:
      return "string";
    case 7:
      return any_type_text(depth - 1) + "[]";
    case 8:
      return any_type_text(depth - 1) + "[" + std::to_string(*rc::gen::inRange(1, 4)) + "]";
    default: {
      std::string members = any_type_text(depth - 1);
      for (int more = *rc::gen::inRange(0, 3); more > 0; --more) members += "," + any_type_text(depth - 1);
      return "(" + members + ")";
    }
  }
}

Bytes any_bytes(std::size_t size) { return *rc::gen::container<Bytes>(size, rc::gen::arbitrary<std::uint8_t>()); }

AbiValue::List any_list(const AbiType& element, std::size_t count) {
  AbiValue::List list;
  for (std::size_t i = 0; i < count; ++i) list.push_back(any_value(element));
  return list;
}

AbiValue any_value(const AbiType& type) {
  using Kind = AbiType::Kind;
  switch (type.kind()) {
    case Kind::kUint:
      return {to_uint256(any_bytes(type.size() / 8))};
    case Kind::kInt: {
      const Uint256 word = to_uint256(any_bytes(type.size() / 8));
      const Int256 value(word);
      const bool negative = boost::multiprecision::bit_test(word, static_cast<unsigned>(type.size() - 1));
      return {negative ? Int256(value - (Int256(1) << static_cast<unsigned>(type.size()))) : value};
    }
    case Kind::kAddress:
      return {Address::from(any_bytes(20))};
    case Kind::kBool:
      return {*rc::gen::arbitrary<bool>()};
    case Kind::kFixedBytes:
      return {any_bytes(type.size())};
    case Kind::kBytes:
      return {any_bytes(static_cast<std::size_t>(*rc::gen::inRange(0, 70)))};
    case Kind::kString: {
      const Bytes bytes = any_bytes(static_cast<std::size_t>(*rc::gen::inRange(0, 70)));
      return {std::string(bytes.begin(), bytes.end())};
    }
    case Kind::kArray:
      return {any_list(type.element(), static_cast<std::size_t>(*rc::gen::inRange(0, 4)))};
    case Kind::kFixedArray:
      return {any_list(type.element(), type.size())};
    case Kind::kTuple: {
      AbiValue::List list;
      for (const auto& member : type.members()) list.push_back(any_value(member));
      return {list};
    }
  }
  return {};
}

RC_GTEST_PROP(AbiValue, RoundTrip, ()) {
  const std::string text = "(" + any_type_text(3) + "," + any_type_text(2) + ")";
  const auto types = AbiType::parse_list(text);
  AbiValue::List values;
  for (const auto& type : types) values.push_back(any_value(type));
  const Bytes encoding = abi_encode(types, values);
  RC_ASSERT(encoding.size() % 32 == 0);
  const auto decoded = abi_decode(types, encoding);
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(*decoded == values);
}

// What decodes from noise encodes to something that decodes to the same: the canonical form of it.
RC_GTEST_PROP(AbiValue, NoiseDecodesToNothingOrToAValue, ()) {
  const auto types = AbiType::parse_list("(uint16,bytes[],(bool,string)[2],int24[])");
  Bytes data(static_cast<std::size_t>(32 * *rc::gen::inRange(0, 24)));
  for (std::size_t i = 31; i < data.size(); i += 32)
    data[i] = *rc::gen::element<std::uint8_t>(0, 1, 2, 0x20, 0x40, 0x60, 0x80, 0xff);
  if (const auto values = abi_decode(types, data)) RC_ASSERT(abi_decode(types, abi_encode(types, *values)) == *values);
}

// Arrays of arrays whose offsets all lead to the same place would make more values than memory holds.
TEST(AbiValue, SharedTailsCannotExplode) {
  const auto types = AbiType::parse_list("(uint8[][][][][][][])");
  Bytes data(32 * 400);
  data[31] = 32;
  for (std::size_t i = 1; i < 400; ++i) data[32 * i + 31] = 96;  // as a length and as an offset
  EXPECT_FALSE(abi_decode(types, data));
}

const AbiValue& member(const AbiValue& value, std::size_t index) { return std::get<AbiValue::List>(value.data)[index]; }

// The recorded configurations, encoded by the tools around the real contract.
TEST(AbiValue, RecordedSetConfigCalls) {
  const auto types = AbiType::parse_list("(address[],address[],uint8,bytes,uint64,bytes)");
  int checked = 0;
  for (const auto* file : {"agg_n4_f1.json", "agg_setconfig.json", "proxy_rounds.json", "agg_billing.json"}) {
    const auto document =
        nlohmann::json::parse(std::ifstream(std::string(ORRERY_SOURCE_DIR "/tests/vectors/ocr/") + file));
    for (const auto& step : document.at("steps")) {
      if (!step.contains("parts") || !step["parts"].contains("offchainConfig")) continue;
      const auto& parts = step["parts"];
      const auto addresses = [&](const char* key) {
        AbiValue::List list;
        for (const auto& address : parts.at(key)) list.push_back({address_from_hex(address.get<std::string>())});
        return AbiValue{list};
      };
      const AbiValue::List values{addresses("signers"),
                                  addresses("transmitters"),
                                  {Uint256(parts.at("f").get<unsigned>())},
                                  bytes(parts.at("onchainConfig").get<std::string>()),
                                  {parse_uint256(parts.at("offchainConfigVersion").get<std::string>())},
                                  bytes(parts.at("offchainConfig").get<std::string>())};
      Bytes expected = concat({from_hex("e3d0e712"), abi_encode(types, values)});
      EXPECT_EQ(to_hex(expected), step.at("calldata").get<std::string>()) << step.at("name").get<std::string>();
      EXPECT_EQ(abi_decode(types, BytesView(expected).subspan(4)), values);
      ++checked;
    }
  }
  EXPECT_GE(checked, 4);
}

TEST(AbiValue, TextForPeople) {
  const AbiValue value = list({number(5), integer(-1), {true}, bytes("0102"), text("x")});
  EXPECT_EQ(to_text(value), R"([5, -1, true, 0x0102, "x"])");
  EXPECT_EQ(to_text(member(value, 0)), "5");
}

TEST(AbiValue, WrongValuesStopTheRun) {
  EXPECT_DEATH(abi_encode(AbiType::parse_list("(uint8)"), {number(256)}), "");
  EXPECT_DEATH(abi_encode(AbiType::parse_list("(int8)"), {integer(-129)}), "");
  EXPECT_DEATH(abi_encode(AbiType::parse_list("(bytes4)"), {bytes("01")}), "");
  EXPECT_DEATH(abi_encode(AbiType::parse_list("(bool,bool)"), {{true}}), "");
}

}  // namespace
}  // namespace orrery::chains
