// Proves: RLP against the examples of the Ethereum documentation and test suite, round trips, and that every
// non-canonical form is refused.
#include "chains/encoding/rlp.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace orrery::chains {
namespace {

Bytes text_item(std::string_view text) { return RlpWriter().text(text).items(); }
Bytes number_item(std::uint64_t number) { return RlpWriter().number(number).items(); }

TEST(RlpWriter, DocumentedExamples) {
  EXPECT_EQ(to_hex(text_item("dog")), "0x83646f67");
  EXPECT_EQ(to_hex(RlpWriter().text("cat").text("dog").as_list()), "0xc88363617483646f67");
  EXPECT_EQ(to_hex(text_item("")), "0x80");
  EXPECT_EQ(to_hex(RlpWriter().as_list()), "0xc0");
  EXPECT_EQ(to_hex(number_item(0)), "0x80");
  EXPECT_EQ(to_hex(RlpWriter().bytes(Bytes{0}).items()), "0x00");
  EXPECT_EQ(to_hex(number_item(15)), "0x0f");
  EXPECT_EQ(to_hex(number_item(1024)), "0x820400");
  RlpWriter empty, one, two;
  one.list(empty);
  two.list(empty).list(one);
  EXPECT_EQ(to_hex(RlpWriter().list(empty).list(one).list(two).as_list()), "0xc7c0c1c0c3c0c1c0");
  const std::string lorem = "Lorem ipsum dolor sit amet, consectetur adipisicing elit";
  EXPECT_EQ(to_hex(text_item(lorem)),
            "0xb838" + to_hex({reinterpret_cast<const std::uint8_t*>(lorem.data()), 56}).substr(2));
}

// rlptest.json of the Ethereum tests: the numbers and the two limits of the short form.
TEST(RlpWriter, EthereumTestSuite) {
  EXPECT_EQ(to_hex(number_item(127)), "0x7f");
  EXPECT_EQ(to_hex(number_item(128)), "0x8180");
  EXPECT_EQ(to_hex(number_item(256)), "0x820100");
  EXPECT_EQ(to_hex(number_item(100000)), "0x830186a0");
  EXPECT_EQ(to_hex(RlpWriter().number(parse_uint256("83729609699884896815286331701780722")).items()),
            "0x8f102030405060708090a0b0c0d0e0f2");
  EXPECT_EQ(to_hex(RlpWriter().bytes(Bytes(55, 'a')).items()).substr(0, 6), "0xb761");
  EXPECT_EQ(to_hex(RlpWriter().bytes(Bytes(1024, 'a')).items()).substr(0, 10), "0xb9040061");
}

// ethers 6.17: encodeRlp(["0x", "0x00", "0x7f", "0x80", ["0x61"*56, []], "0x0400"])
TEST(RlpWriter, AgreesWithEthers) {
  RlpWriter inner;
  inner.bytes(Bytes(56, 0x61)).list(RlpWriter());
  EXPECT_EQ(to_hex(RlpWriter().text("").bytes(Bytes{0}).number(127).number(128).list(inner).number(1024).as_list()),
            "0xf84580007f8180f83bb838" + to_hex(Bytes(56, 0x61)).substr(2) + "c0820400");
}

TEST(RlpReader, NonCanonicalFormsAreRefused) {
  for (const char* wrong : {
           "",        // nothing
           "8100",    // a byte below 0x80 stands for itself
           "817f",    //
           "b800",    // long form of a short string
           "b801ff",  //
           "b837"
           "61",      // long form, and cut off
           "b90037",  // length with a leading zero
           "bf00000000000000ff",
           "83646f",                // cut off
           "b8",                    // no length
           "f800",                  // long form of a short list
           "f90038",                //
           "c1",                    // list cut off
           "c28100",                // wrong item inside
           "c0c0",                  // two items
           "bfffffffffffffffff00",  // a length that would wrap
           "ffffffffffffffffff00",
       })
    EXPECT_FALSE(is_canonical_rlp(from_hex(wrong))) << wrong;
  for (const char* right : {"00", "7f", "80", "8180", "c0", "c7c0c1c0c3c0c1c0", "83646f67"})
    EXPECT_TRUE(is_canonical_rlp(from_hex(right))) << right;
}

TEST(RlpReader, NumbersHaveNoLeadingZeros) {
  const auto number_of = [](std::string_view hex) -> std::optional<std::uint64_t> {
    const Bytes data = from_hex(hex);
    RlpReader reader(data);
    const auto value = reader.number();
    return reader.is_finished() ? std::optional(value) : std::nullopt;
  };
  EXPECT_EQ(number_of("80"), 0u);
  EXPECT_EQ(number_of("7f"), 127u);
  EXPECT_EQ(number_of("88ffffffffffffffff"), UINT64_MAX);
  EXPECT_EQ(number_of("00"), std::nullopt);
  EXPECT_EQ(number_of("820001"), std::nullopt);
  EXPECT_EQ(number_of("89010000000000000000"), std::nullopt);
  EXPECT_EQ(number_of("c0"), std::nullopt);
}

TEST(RlpReader, ListsAndStringsAreToldApart) {
  const Bytes data = from_hex("c88363617483646f67");
  RlpReader reader(data);
  EXPECT_TRUE(reader.is_list());
  RlpReader items = reader.list();
  EXPECT_TRUE(reader.is_finished());
  EXPECT_EQ(to_hex(items.bytes(3)), "0x636174");
  EXPECT_EQ(to_hex(items.raw_item()), "0x83646f67");
  EXPECT_TRUE(items.is_finished());
  RlpReader as_string(data);
  EXPECT_TRUE(as_string.bytes().empty());
  EXPECT_FALSE(as_string.ok());
  const Bytes dog = from_hex("83646f67");
  RlpReader as_list(dog);
  EXPECT_FALSE(as_list.list().ok());
  EXPECT_FALSE(as_list.ok());
  RlpReader wrong_size(dog);
  EXPECT_TRUE(wrong_size.bytes(4).empty());
  EXPECT_FALSE(wrong_size.ok());
}

void write_any(RlpWriter& writer, int depth, std::vector<Bytes>& leaves) {
  for (int items = *rc::gen::inRange(0, 5); items > 0; --items) {
    if (depth > 0 && *rc::gen::inRange(0, 3) == 0) {
      RlpWriter inner;
      write_any(inner, depth - 1, leaves);
      writer.list(inner);
    } else {
      leaves.push_back(*rc::gen::container<Bytes>(static_cast<std::size_t>(*rc::gen::element(0, 1, 2, 55, 56, 300)),
                                                  rc::gen::arbitrary<std::uint8_t>()));
      writer.bytes(leaves.back());
    }
  }
}

bool read_any(RlpReader reader, std::vector<Bytes>& leaves) {
  while (reader.has_more()) {
    if (reader.is_list()) {
      if (!read_any(reader.list(), leaves)) return false;
    } else {
      const BytesView leaf = reader.bytes();
      leaves.emplace_back(leaf.begin(), leaf.end());
    }
  }
  return reader.is_finished();
}

RC_GTEST_PROP(Rlp, RoundTrip, ()) {
  RlpWriter writer;
  std::vector<Bytes> written, read;
  write_any(writer, 3, written);
  const Bytes data = writer.as_list();
  RC_ASSERT(is_canonical_rlp(data));
  RC_ASSERT(read_any(RlpReader(data), read));
  RC_ASSERT(read == written);
  RC_ASSERT(!is_canonical_rlp(BytesView(data).first(data.size() - 1)));
}

TEST(Rlp, DepthIsLimited) {
  const auto nested = [](int depth) {
    Bytes data = RlpWriter().as_list();
    for (int i = 1; i < depth; ++i) {
      const auto size = static_cast<std::uint8_t>(data.size());
      Bytes header{static_cast<std::uint8_t>(0xc0 + size)};
      if (data.size() > 55) header = {0xf8, size};
      if (data.size() > 255) header = {0xf9, static_cast<std::uint8_t>(data.size() >> 8), size};
      data.insert(data.begin(), header.begin(), header.end());
    }
    return data;
  };
  EXPECT_TRUE(is_canonical_rlp(nested(1024)));
  EXPECT_FALSE(is_canonical_rlp(nested(1025)));
}

}  // namespace
}  // namespace orrery::chains
