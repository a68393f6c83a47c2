// Proves that messages survive their encoding, know its size, and that decoding is as tolerant and as strict as the
// protobuf of the real implementation. The exact bytes are held to vectors by known_answers.
#include "nodes/ocr2/wire.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace orrery::nodes {
namespace {

Bytes some_bytes(std::size_t most) { return *rc::gen::resize(static_cast<int>(most), rc::gen::arbitrary<Bytes>()); }

Ocr2MessagePtr some_message() {
  const ReportTimestamp at{{}, *rc::gen::arbitrary<std::uint32_t>(), *rc::gen::arbitrary<std::uint8_t>()};
  const auto report = [&] {
    std::vector<AttributedSignature> signatures;
    const int count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i)
      signatures.push_back({some_bytes(80), NodeIndex{*rc::gen::arbitrary<std::uint8_t>()}});
    Bytes32 hash;
    hash.data[3] = *rc::gen::arbitrary<std::uint8_t>();
    return std::make_shared<const AttestedReport>(at, hash, some_bytes(300), std::move(signatures));
  };
  switch (*rc::gen::inRange(0, 7)) {
    case 0:
      return std::make_shared<const NewEpoch>(Bytes32{}, at.epoch, false);
    case 1:
      return std::make_shared<const ObserveReq>(at, some_bytes(50));
    case 2:
      return std::make_shared<const Observe>(at, SignedObservation{some_bytes(100), some_bytes(70)});
    case 3: {
      std::vector<AttributedObservation> observations;
      std::vector<Bytes> signatures;
      const int count = *rc::gen::inRange(0, 32);
      for (int i = 0; i < count; ++i) {
        observations.push_back({some_bytes(100), NodeIndex{*rc::gen::arbitrary<std::uint8_t>()}});
        signatures.push_back(some_bytes(70));
      }
      return std::make_shared<const ReportReq>(at, some_bytes(30), std::move(observations), std::move(signatures));
    }
    case 4:
      return std::make_shared<const Report>(at, *rc::gen::arbitrary<bool>(), some_bytes(300), some_bytes(70));
    case 5:
      return std::make_shared<const Final>(report());
    default:
      return std::make_shared<const FinalEcho>(report());
  }
}

RC_GTEST_PROP(Wire, WhatIsEncodedDecodesToTheSame, ()) {
  const auto message = some_message();
  const Bytes bytes = encode(*message);
  RC_ASSERT(bytes.size() == message->payload_bytes());
  const auto decoded = decode_ocr2_message(bytes, {});
  RC_ASSERT(decoded != nullptr);
  RC_ASSERT(decoded->type() == message->type());
  RC_ASSERT(encode(*decoded) == bytes);
}

RC_GTEST_PROP(Wire, AShortenedMessageIsNoneOrAnother, ()) {
  const Bytes bytes = encode(*some_message());
  const auto cut = *rc::gen::inRange<std::size_t>(0, bytes.size());
  // The wrapper is one field with a length: any shorter input is broken.
  RC_ASSERT(decode_ocr2_message(BytesView(bytes).first(cut), {}) == nullptr);
}

RC_GTEST_PROP(Wire, NoInputStopsTheDecoder, ()) {
  const auto message = decode_ocr2_message(some_bytes(200), {});
  if (message) RC_ASSERT(encode(*message).size() == message->payload_bytes());
}

Bytes hex(const char* text) { return chains::from_hex(text); }

TEST(Wire, FieldsThatNobodyKnowsArePassedOver) {
  // NewEpoch 300 followed by an unknown varint (field 9), fixed64 (10), bytes (11), group (12) and fixed32 (13), inside
  // the message and, as a varint (14), in the wrapper.
  const auto message = decode_ocr2_message(hex("0x121a"
                                               "08ac02"
                                               "4801"
                                               "510102030405060708"
                                               "5a01ff"
                                               "63080164"
                                               "6d01020304"
                                               "7001"),
                                           {});
  ASSERT_NE(message, nullptr);
  EXPECT_EQ(message->epoch(), 300u);
  // The same with a group that ends as another one, and one that never ends.
  EXPECT_EQ(decode_ocr2_message(hex("0x1207"
                                    "08ac02"
                                    "6308016c"),
                                {}),
            nullptr);
  EXPECT_EQ(decode_ocr2_message(hex("0x1206"
                                    "08ac02"
                                    "630801"),
                                {}),
            nullptr);
}

TEST(Wire, AKnownFieldOfAnotherTypeIsUnknown) {
  // epoch as bytes, then as a number
  const auto message = decode_ocr2_message(hex("0x1206"
                                               "0a01ff"
                                               "08ac02"),
                                           {});
  ASSERT_NE(message, nullptr);
  EXPECT_EQ(message->epoch(), 300u);
}

TEST(Wire, TheLastOfTheAlternativesCounts) {
  const auto message = decode_ocr2_message(hex("0x12020805"
                                               "1a0408011001"),
                                           {});
  ASSERT_NE(message, nullptr);
  EXPECT_EQ(message->type(), Ocr2Message::Type::kObserveReq);
}

TEST(Wire, OccurrencesOfOneMessageMerge) {
  const auto message = decode_ocr2_message(hex("0x1a020807"
                                               "1a021003"),
                                           {});
  ASSERT_NE(message, nullptr);
  EXPECT_EQ(message->epoch(), 7u);
  EXPECT_EQ(message->round(), 3);
}

TEST(Wire, WhatIsMissingMakesNoMessage) {
  EXPECT_EQ(decode_ocr2_message({}, {}), nullptr) << "no alternative";
  EXPECT_EQ(decode_ocr2_message(hex("0x220408011001"), {}), nullptr) << "Observe without an observation";
  EXPECT_EQ(decode_ocr2_message(hex("0x320408011001"), {}), nullptr) << "Report without a report";
  EXPECT_EQ(decode_ocr2_message(hex("0x3a0408011001"), {}), nullptr) << "Final without a report";
  EXPECT_EQ(decode_ocr2_message(hex("0x4200"), {}), nullptr) << "FinalEcho without a Final";
  EXPECT_EQ(decode_ocr2_message(hex("0x3a09080110012201ff2a00"), {}), nullptr) << "a context hash of one byte";
}

TEST(Wire, LargeNumbersLoseTheirUpperBits) {
  // epoch 2^32 + 5, round 257
  const auto message = decode_ocr2_message(hex("0x1a09"
                                               "088580808010"
                                               "108102"),
                                           {});
  ASSERT_NE(message, nullptr);
  EXPECT_EQ(message->epoch(), 5u);
  EXPECT_EQ(message->round(), 1);
}

TEST(Wire, BrokenVarintsAndTagsAreRefused) {
  EXPECT_EQ(decode_ocr2_message(hex("0x120b08ffffffffffffffffff02"), {}), nullptr) << "more than 64 bits";
  EXPECT_EQ(decode_ocr2_message(hex("0x12020005"), {}), nullptr) << "field number 0";
  EXPECT_EQ(decode_ocr2_message(hex("0x12020c00"), {}), nullptr) << "the end of a group that never began";
  EXPECT_EQ(decode_ocr2_message(hex("0x12020e00"), {}), nullptr) << "wire type 6";
}

TEST(Wire, SizesOfALargeNetworkAreThoseOfTheSpecification) {
  // spec/ocr.md §13.9, n = 31 f = 10, median feed with small values.
  const ReportTimestamp at{{}, 300, 5};
  const Bytes observation(58, 1), signature(64, 2), report(160 + 31 * 32, 3);
  std::vector<AttributedObservation> observations;
  for (std::uint8_t i = 0; i < 31; ++i) observations.push_back({observation, NodeIndex{i}});
  std::vector<AttributedSignature> signatures;
  for (std::uint8_t i = 0; i < 11; ++i) signatures.push_back({Bytes(65, 4), NodeIndex{i}});
  const auto near = [](std::size_t bytes, double expected) { EXPECT_NEAR(double(bytes), expected, expected * 0.05); };
  near(Observe(at, {observation, signature}).payload_bytes(), 135);
  near(ReportReq(at, {}, observations, std::vector<Bytes>(31, signature)).payload_bytes(), 4100);
  near(Report(at, false, report, Bytes(65, 4)).payload_bytes(), 1230);
  near(Final(std::make_shared<const AttestedReport>(at, Bytes32{}, report, signatures)).payload_bytes(), 2000);
  EXPECT_EQ(NewEpoch({}, 300, false).payload_bytes(), 5u);
  EXPECT_EQ(NewEpoch({}, 300, false).size_bytes(), 5u + 37u);
}

}  // namespace
}  // namespace orrery::nodes
