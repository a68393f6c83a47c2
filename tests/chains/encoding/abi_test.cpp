// Proves: the reader's checks are those of solc 0.8's decoder, case by case, and the writer makes calls that the
// recorded contracts took. The rules are those of the code that solc generates with ABI coder v2.
#include "chains/encoding/abi.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace orrery::chains {
namespace {

/// Words of 64 digits, or short numbers that are padded on the left.
Bytes words(std::initializer_list<std::string_view> texts) {
  std::string hex;
  for (const auto text : texts) hex += std::string(64 - text.size(), '0') + std::string(text);
  return from_hex(hex);
}
const std::string kOnes(64, 'f');

template <typename Read>
AbiFailure failure_of(const Bytes& data, std::size_t head_words, Read read,
                      AbiLocation location = AbiLocation::kMemory) {
  AbiReader reader(data, head_words, location);
  read(reader);
  return reader.failure();
}

TEST(AbiReader, DirtyUpperBitsAreRefused) {
  const auto number = [](unsigned bits) { return [bits](AbiReader& r) { r.number(bits); }; };
  EXPECT_EQ(failure_of(words({"ff"}), 1, number(8)), AbiFailure::kNone);
  EXPECT_EQ(failure_of(words({"100"}), 1, number(8)), AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(words({"ffffffff"}), 1, number(32)), AbiFailure::kNone);
  EXPECT_EQ(failure_of(words({"100000000"}), 1, number(32)), AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(words({"10000000000000000"}), 1, number(64)), AbiFailure::kMalformed);
  const auto boolean = [](AbiReader& r) { r.boolean(); };
  EXPECT_EQ(failure_of(words({"1"}), 1, boolean), AbiFailure::kNone);
  EXPECT_EQ(failure_of(words({"2"}), 1, boolean), AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(words({"1" + std::string(40, '0')}), 1, [](AbiReader& r) { r.address(); }),
            AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(words({"1" + std::string(48, '0')}), 1, [](AbiReader& r) { r.unsigned_number(192); }),
            AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(words({"01" + std::string(62, '0')}), 1, [](AbiReader& r) { r.fixed_bytes(1); }),
            AbiFailure::kNone);
  EXPECT_EQ(failure_of(words({"0001" + std::string(60, '0')}), 1, [](AbiReader& r) { r.fixed_bytes(1); }),
            AbiFailure::kMalformed);
}

TEST(AbiReader, SignedNumbersAreSignExtended) {
  const auto int8 = [](AbiReader& r) { r.signed_number(8); };
  EXPECT_EQ(failure_of(words({kOnes}), 1, int8), AbiFailure::kNone);
  EXPECT_EQ(failure_of(words({"7f"}), 1, int8), AbiFailure::kNone);
  EXPECT_EQ(failure_of(words({"80"}), 1, int8), AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(words({kOnes.substr(2) + "7f"}), 1, int8), AbiFailure::kMalformed);
  const Bytes data = words({kOnes.substr(2) + "80"});
  AbiReader reader(data, 1);
  EXPECT_EQ(reader.signed_number(8), -128);
}

TEST(AbiReader, ShortHeadIsRefusedAtOnce) {
  EXPECT_EQ(failure_of(Bytes(63), 2, [](AbiReader&) {}), AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(Bytes(64), 2, [](AbiReader&) {}), AbiFailure::kNone);
  EXPECT_EQ(failure_of({}, 0, [](AbiReader&) {}), AbiFailure::kNone);
}

TEST(AbiReader, OffsetsMustLeadInside) {
  const auto bytes = [](AbiReader& r) { r.bytes(); };
  EXPECT_EQ(failure_of(words({"20", "0"}), 1, bytes), AbiFailure::kNone);
  EXPECT_EQ(failure_of(words({"21", "0"}), 1, bytes), AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(words({"40", "0"}), 1, bytes), AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(words({"10000000000000000", "0"}), 1, bytes), AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(words({"ffffffffffffffff", "0"}), 1, bytes), AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(words({kOnes, "0"}), 1, bytes), AbiFailure::kMalformed);
}

TEST(AbiReader, LengthsMustFitTheData) {
  const auto bytes = [](AbiReader& r) { r.bytes(); };
  const auto numbers = [](AbiReader& r) { r.unsigned_numbers(256); };
  EXPECT_EQ(failure_of(words({"20", "20", "0"}), 1, bytes), AbiFailure::kNone);
  EXPECT_EQ(failure_of(words({"20", "21", "0"}), 1, bytes), AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(words({"20", "1", "0"}), 1, numbers), AbiFailure::kNone);
  EXPECT_EQ(failure_of(words({"20", "2", "0"}), 1, numbers), AbiFailure::kMalformed);
  // 2^59 words are 2^64 bytes: a product that must not wrap.
  EXPECT_EQ(failure_of(words({"20", "800000000000000", "0"}), 1, numbers, AbiLocation::kCalldata),
            AbiFailure::kMalformed);
}

TEST(AbiReader, MonstrousLengthsPanicOnlyInMemory) {
  const auto bytes = [](AbiReader& r) { r.bytes(); };
  const auto numbers = [](AbiReader& r) { r.unsigned_numbers(256); };
  for (const std::string& length : {kOnes, std::string("10000000000000000"), std::string("ffffffffffffffff")}) {
    EXPECT_EQ(failure_of(words({"20", length}), 1, bytes, AbiLocation::kMemory), AbiFailure::kTooLarge);
    EXPECT_EQ(failure_of(words({"20", length}), 1, bytes, AbiLocation::kCalldata), AbiFailure::kMalformed);
  }
  EXPECT_EQ(failure_of(words({"20", "800000000000000"}), 1, numbers, AbiLocation::kMemory), AbiFailure::kTooLarge);
  EXPECT_EQ(failure_of(words({"20", "800000000000000"}), 1, bytes, AbiLocation::kMemory), AbiFailure::kMalformed);
}

TEST(AbiReader, FirstFailureStays) {
  EXPECT_EQ(failure_of(words({"2", "40", kOnes}), 2,
                       [](AbiReader& r) {
                         r.boolean();
                         r.bytes();
                       }),
            AbiFailure::kMalformed);
  EXPECT_EQ(failure_of(words({"40", "2", kOnes}), 2,
                       [](AbiReader& r) {
                         r.bytes();
                         r.boolean();
                       }),
            AbiFailure::kTooLarge);
}

// Valid for solc although no encoder writes it.
TEST(AbiReader, NonCanonicalButValidFormsAreTaken) {
  // Dirty padding, a tail shared by two members, trailing bytes.
  Bytes data = words({"40", "40", "1", "ff" + kOnes.substr(2)});
  data.push_back(7);
  AbiReader shared(data, 2);
  EXPECT_EQ(shared.text(), "\xff");
  EXPECT_EQ(shared.text(), "\xff");
  EXPECT_TRUE(shared.ok());
  // An offset back into the head: the offset itself is read as the length.
  const Bytes backwards = words({"0", "0"});
  AbiReader reader(backwards, 2);
  EXPECT_TRUE(reader.bytes().empty());
  EXPECT_TRUE(reader.ok());
  // Bytes that end unpadded with the data.
  const Bytes unpadded = concat({words({"20", "3"}), Bytes{1, 2, 3}});
  AbiReader tail(unpadded, 1);
  EXPECT_EQ(tail.bytes().size(), 3u);
  EXPECT_TRUE(tail.ok());
}

TEST(AbiReader, AfterFailureEverythingIsEmpty) {
  const Bytes data = words({"2", "5", "60", "1", kOnes});
  AbiReader reader(data, 3);
  EXPECT_FALSE(reader.boolean());
  EXPECT_EQ(reader.number(64), 0u);
  EXPECT_TRUE(reader.words().empty());
  EXPECT_TRUE(reader.addresses().empty());
  std::size_t count = 9;
  AbiReader elements = reader.array(1, count);
  EXPECT_EQ(count, 0u);
  EXPECT_FALSE(elements.ok());
  EXPECT_FALSE(elements.boolean());
}

TEST(AbiReader, NestedReadersCountFromTheirOwnStart) {
  AbiWriter first(2), second(2), elements(2), whole(2);
  first.number(1).text("one");
  second.number(2).text("two");
  elements.tuple(first).tuple(second);
  const Bytes data = whole.array(2, elements).boolean(true).finish();
  AbiReader reader(data, 2);
  std::size_t count = 0;
  AbiReader list = reader.array(1, count);
  ASSERT_EQ(count, 2u);
  for (const char* name : {"one", "two"}) {
    AbiReader tuple = list.tuple(2);
    tuple.number(8);
    EXPECT_EQ(tuple.text(), name);
  }
  EXPECT_TRUE(reader.boolean());
  EXPECT_TRUE(reader.ok());
}

TEST(AbiReader, SelectorsNeedFourBytes) {
  bool found = true;
  EXPECT_EQ(read_selector(Bytes{1, 2, 3}, found), 0u);
  EXPECT_FALSE(found);
  EXPECT_EQ(read_selector(Bytes{0xb1, 0xdc, 0x65, 0xa4, 9}, found), 0xb1dc65a4u);
  EXPECT_TRUE(found);
}

TEST(AbiWriter, MembersAreCounted) {
  EXPECT_DEATH(AbiWriter(1).finish(), "");
  EXPECT_DEATH(AbiWriter(1).number(1).number(2), "");
  AbiWriter part(1);
  EXPECT_DEATH(AbiWriter(1).tuple(part), "");
}

// transmit() of the recorded rounds: the calldata that the real aggregator took, from its parts.
TEST(AbiWriter, RecordedTransmitCalls) {
  const auto document = nlohmann::json::parse(std::ifstream(ORRERY_SOURCE_DIR "/tests/vectors/ocr/agg_n4_f1.json"));
  int checked = 0;
  for (const auto& step : document.at("steps")) {
    if (!step.contains("parts") || !step["parts"].contains("rawVs") || step["expect"]["status"] != "ok") continue;
    const auto& parts = step["parts"];
    std::vector<Bytes32> rs, ss;
    for (const auto& signature : parts["signatures"]) {
      rs.push_back(bytes32_from_hex(signature["r"].get<std::string>()));
      ss.push_back(bytes32_from_hex(signature["s"].get<std::string>()));
    }
    AbiWriter report(4);
    FixedBytes<32> observers;
    for (std::size_t i = 0; i < parts["observers"].size(); ++i) observers.data[i] = parts["observers"][i];
    std::vector<Int256> observations;
    for (const auto& value : parts["observations"]) observations.push_back(parse_int256(value.get<std::string>()));
    report.number(parts["observationsTimestamp"].get<std::uint64_t>()).word(observers).signed_numbers(observations);
    report.signed_number(parse_int256(parts["juelsPerFeeCoin"].get<std::string>()));
    const Bytes report_bytes = report.finish();
    EXPECT_EQ(to_hex(report_bytes), parts["report"].get<std::string>());
    AbiWriter call(0xb1dc65a4, 7);
    for (const auto& word : parts["reportContext"]) call.word(bytes32_from_hex(word.get<std::string>()));
    call.bytes(report_bytes).words(rs).words(ss).word(bytes32_from_hex(parts["rawVs"].get<std::string>()));
    EXPECT_EQ(to_hex(call.finish()), step["calldata"].get<std::string>()) << step["name"].get<std::string>();
    ++checked;
  }
  EXPECT_GT(checked, 5);
}

// NewTransmission of the same rounds, read back from the logs that the real aggregator wrote.
TEST(AbiReader, RecordedTransmissionLogs) {
  const auto document = nlohmann::json::parse(std::ifstream(ORRERY_SOURCE_DIR "/tests/vectors/ocr/agg_n4_f1.json"));
  int checked = 0;
  for (const auto& step : document.at("steps")) {
    if (step["kind"] != "tx" || !step["expect"].contains("logs")) continue;
    for (const auto& log : step["expect"]["logs"]) {
      if (log["decoded"]["event"] != "NewTransmission") continue;
      const auto& args = log["decoded"]["args"];
      const Bytes data = from_hex(log["data"].get<std::string>());
      AbiReader reader(data, 8);
      EXPECT_EQ(to_text(reader.signed_number(192)), args["answer"].get<std::string>());
      EXPECT_EQ(to_checksum_text(reader.address()), args["transmitter"].get<std::string>());
      EXPECT_EQ(std::to_string(reader.number(32)), args["observationsTimestamp"].get<std::string>());
      const auto observations = reader.signed_numbers(192);
      ASSERT_EQ(observations.size(), args["observations"].size());
      for (std::size_t i = 0; i < observations.size(); ++i)
        EXPECT_EQ(to_text(observations[i]), args["observations"][i].get<std::string>());
      EXPECT_EQ(to_hex(reader.bytes()), args["observers"].get<std::string>());
      EXPECT_EQ(to_text(reader.signed_number(192)), args["juelsPerFeeCoin"].get<std::string>());
      EXPECT_EQ(to_hex(reader.word()), args["configDigest"].get<std::string>());
      EXPECT_EQ(std::to_string(reader.number(40)), args["epochAndRound"].get<std::string>());
      EXPECT_TRUE(reader.ok());
      ++checked;
    }
  }
  EXPECT_GT(checked, 5);
}

}  // namespace
}  // namespace orrery::chains
