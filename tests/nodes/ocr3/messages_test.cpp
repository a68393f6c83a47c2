// Proves that OCR3's messages travel with the size of their encoding, that stored certificates come back, that no input
// stops the decoders, and that what one oracle may send follows from the config. The bytes are held to vectors by
// known_answers.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "nodes/ocr3/network_limits.h"
#include "nodes/ocr3/packet.h"
#include "nodes/ocr3/pool.h"
#include "nodes/ocr3/store.h"
#include "tests/nodes/ocr3/oracle_network.h"

namespace orrery::nodes::ocr3::trial {
namespace {

Certificate some_certificate(bool is_commit) {
  Certificate result{is_commit, 3, 7, {}, {1, 2, 3}, {}};
  if (!is_commit) result.inputs_digest.data[5] = 9;
  for (std::uint8_t i = 0; i < 3; ++i) result.signatures.push_back({Bytes(64, i), NodeIndex{i}});
  return result;
}

bool are_equal(const Certificate& a, const Certificate& b) {
  return timestamp_of(a) == timestamp_of(b) && a.inputs_digest == b.inputs_digest && encode(a) == encode(b);
}

InstanceConfig config_of(int n, int f) {
  InstanceConfig config;
  config.n = static_cast<std::uint8_t>(n);
  config.f = static_cast<std::uint8_t>(f);
  config.offchain = fast_parameters(n);
  return config;
}

TEST(Ocr3Messages, HaveTheSizeOfTheirEncodingInAFrame) {
  const Bytes32 digest{{1}};
  // 17 << 3 | 2 takes two bytes, the length one, the epoch two: spec/ocr.md §5.8.
  EXPECT_EQ(Packet(digest, NewEpochWish{5}).size_bytes(), 37u + 5u);
  for (const Message& message :
       {Message(Prepare{3, 7, Bytes(64, 1)}), Message(CertifiedCommit{some_certificate(true)}),
        Message(EpochStartRequest{9, some_certificate(false), {7, false, 3, Bytes(64, 1), Bytes(64, 2)}})})
    EXPECT_EQ(Packet(digest, message).payload_bytes(), encode(message).size());
}

TEST(Ocr3Messages, KnowTheirPlaceAndDifferInTheHistory) {
  const Packet prepare({{1}}, Prepare{3, 7, Bytes(64, 1)});
  EXPECT_EQ(prepare.position().epoch, 3);
  EXPECT_EQ(prepare.position().round, 7);
  EXPECT_EQ(Packet({{1}}, CertifiedCommit{some_certificate(true)}).position().epoch, -1);
  EXPECT_EQ(Packet({{1}}, CertifiedCommit{some_certificate(true)}).position().round, 7);
  const auto word = [](const Packet& packet) {
    sim::HistoryDigest digest;
    packet.mix_into(digest);
    return digest.word();
  };
  EXPECT_NE(word(prepare), word(Packet({{1}}, Prepare{3, 7, Bytes(64, 2)})));
  EXPECT_EQ(word(prepare), word(Packet({{1}}, Prepare{3, 7, Bytes(64, 1)})));
}

TEST(Ocr3Messages, CertificatesGoAsFarAsTheirPlaceSays) {
  const CertificateTimestamp genesis = timestamp_of(Certificate{});
  EXPECT_LT(genesis, (CertificateTimestamp{1, false, 1}));
  EXPECT_LT((CertificateTimestamp{1, false, 9}), (CertificateTimestamp{1, true, 1}));
  EXPECT_LT((CertificateTimestamp{1, true, 9}), (CertificateTimestamp{2, false, 1}));
  EXPECT_LT((CertificateTimestamp{1, true, 8}), (CertificateTimestamp{1, true, 9}));
}

TEST(Ocr3Messages, StoredCertificatesComeBack) {
  for (const bool is_commit : {false, true}) {
    const Certificate certificate = some_certificate(is_commit);
    const auto back = decode_certificate(encode(certificate));
    ASSERT_TRUE(back.has_value());
    EXPECT_TRUE(are_equal(certificate, *back));
  }
  const auto genesis = decode_certificate(encode(Certificate{}));
  ASSERT_TRUE(genesis.has_value());
  EXPECT_TRUE(genesis->is_genesis());
  EXPECT_FALSE(decode_certificate({}).has_value());
}

RC_GTEST_PROP(Ocr3Messages, NoInputStopsTheDecoders, (const Bytes& bytes)) {
  (void)decode_message(bytes);
  (void)decode_certificate(bytes);
  (void)decode_ocr3_offchain_config(bytes);
}

TEST(Ocr3Limits, MessagesFollowFromTheDeltas) {
  const InstanceConfig config = config_of(4, 1);
  const auto limits = network_limits(config, ListPlugin::info());
  // (1/0.3 + 3/min(0.6, 0.3, 3*0.2) + 8/0.2) * 1.2 = 64 messages a second: one in 15.625 ms.
  EXPECT_NEAR(static_cast<double>(limits.message_period_q20) / (1 << 20), 15'625'000, 10);
  EXPECT_EQ(limits.message_burst, 36u);
  // A CertifiedCommit or EpochStart of an outcome of 256 bytes: 3 signatures of 74 bytes, twice 256 of overhead; the
  // start has 6 more signatures.
  EXPECT_EQ(limits.max_message_bytes, 3 * 74 + 256 + 256 + 6 * 74 + 256u);
}

TEST(Ocr3Limits, PartsThatNoValidMessageHasAreRefused) {
  const InstanceConfig config = config_of(4, 1);
  const auto info = ListPlugin::info();
  const auto is_refused = [&](Message message) {
    return size_problem(Packet({}, std::move(message)), config, info) != nullptr;
  };
  EXPECT_FALSE(is_refused(RoundStart{1, 1, Bytes(8), Bytes(64)}));
  EXPECT_TRUE(is_refused(RoundStart{1, 1, Bytes(9), Bytes(64)}));
  EXPECT_TRUE(is_refused(RoundStart{1, 1, {}, Bytes(65)}));
  EXPECT_FALSE(is_refused(Observation{1, 1, {Bytes(16), Bytes(64)}}));
  EXPECT_TRUE(is_refused(Observation{1, 1, {Bytes(17), Bytes(64)}}));
  EXPECT_TRUE(is_refused(Observation{1, 1, {Bytes(16), Bytes(63)}}));
  EXPECT_FALSE(is_refused(Proposal{1, 1, std::vector<AttributedSignedObservation>(4, {{{}, Bytes(64)}, {}}), {}}));
  EXPECT_TRUE(is_refused(Proposal{1, 1, std::vector<AttributedSignedObservation>(5, {{{}, Bytes(64)}, {}}), {}}));
  EXPECT_TRUE(is_refused(Prepare{1, 1, Bytes(63)}));
  EXPECT_TRUE(is_refused(Commit{1, 1, {}}));
  EXPECT_FALSE(is_refused(ReportSignatures{1, std::vector<Bytes>(4, Bytes(65))}));
  EXPECT_TRUE(is_refused(ReportSignatures{1, std::vector<Bytes>(5, Bytes(65))}));
  EXPECT_TRUE(is_refused(ReportSignatures{1, {Bytes(66)}}));
  EXPECT_FALSE(is_refused(CertifiedCommit{some_certificate(true)}));
  auto too_few = some_certificate(true);
  too_few.signatures.pop_back();
  EXPECT_TRUE(is_refused(CertifiedCommit{too_few}));
  auto too_long = some_certificate(false);
  too_long.outcome = Bytes(257);
  EXPECT_TRUE(is_refused(EpochStartRequest{1, too_long, {}}));
  EXPECT_FALSE(is_refused(EpochStartRequest{1, Certificate{}, {}}));
}

TEST(Ocr3Pool, KeepsTheFirstOfEachAndNoMoreThanItsCapacity) {
  Pool<int> pool(4, 3);
  EXPECT_EQ(pool.put(5, {0}, 50), nullptr);
  EXPECT_STREQ(pool.put(5, {0}, 51), "not its first");
  EXPECT_EQ(pool.put(6, {0}, 60), nullptr);
  EXPECT_EQ(pool.put(900, {0}, 9000), nullptr);
  EXPECT_STREQ(pool.put(7, {0}, 70), "too many of its sender wait");
  EXPECT_EQ(pool.put(7, {1}, 71), nullptr);
  EXPECT_EQ(*pool.find(5, {0}), 50);
  EXPECT_EQ(pool.find(5, {1}), nullptr);
  pool.complete(6);
  EXPECT_EQ(pool.find(5, {0}), nullptr);
  EXPECT_STREQ(pool.put(6, {2}, 62), "its round is over");
  EXPECT_EQ(pool.put(7, {0}, 70), nullptr) << "two of three places are free again";
  EXPECT_EQ(pool.count(7), 2);
}

struct Mistake {
  const char* expected;
  std::function<void(Ocr3OffchainConfig&)> make;
  int n = 4, f = 1;
};

TEST(Ocr3Config, EveryCheckRefusesWhatItMust) {
  using sim::Duration;
  const auto set = [](auto member, std::int64_t ms) {
    return [=](Ocr3OffchainConfig& config) { config.*member = Duration::milliseconds(ms); };
  };
  using C = Ocr3OffchainConfig;
  const auto nothing = [](C&) {};
  EXPECT_EQ(config_problem(fast_parameters(4), 4, 1), "");
  const Mistake mistakes[] = {
      {"f must be less than a third of n", nothing, 4, 2},
      {"at most 31 oracles", nothing, 32, 1},
      {"DeltaRound must be less than DeltaProgress", set(&C::delta_round, 600)},
      {"DeltaGrace must be less than DeltaProgress", set(&C::delta_grace, 600)},
      {"DeltaStage is negative", set(&C::delta_stage, -1)},
      {"MaxDurationQuery is negative", set(&C::max_duration_query, -1)},
      {"DeltaResend must be at least 100 ms", set(&C::delta_resend, 99)},
      {"DeltaInitial must be at least 100 ms", set(&C::delta_initial, 99)},
      {"DeltaInitial must be at least 100 ms", [](C& c) { c.delta_initial.reset(); }},
      {"DeltaCertifiedCommitRequest must be at least 100 ms", set(&C::delta_certified_commit_request, 99)},
      {"RMax must be greater than zero", [](C& c) { c.r_max = 0; }},
      {"S must have less than 1000 stages", [](C& c) { c.s.assign(1000, 1); }},
      {"a stage of S must be between 0 and 31", [](C& c) { c.s.push_back(32); }},
  };
  for (const auto& mistake : mistakes) {
    auto config = fast_parameters(4);
    mistake.make(config);
    EXPECT_EQ(config_problem(config, mistake.n, mistake.f), mistake.expected);
  }
}

TEST(Ocr3Config, PluginsBeyondTheHardLimitsAreRefused) {
  auto info = ListPlugin::info();
  EXPECT_EQ(limits_problem(info), "");
  info.max_report_count = 2001;
  EXPECT_EQ(limits_problem(info), "its largest number of reports is 2001, at most 2000 is allowed");
}

}  // namespace
}  // namespace orrery::nodes::ocr3::trial
