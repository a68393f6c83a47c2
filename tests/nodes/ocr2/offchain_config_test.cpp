// Proves that offchain configs survive their encoding and that every check of spec/ocr.md §3.10.2 refuses what it must.
// The exact bytes are held to vectors by known_answers.
#include "nodes/ocr2/offchain_config.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/nodes/ocr2/oracle_network.h"

namespace orrery::nodes {
namespace {

using sim::Duration;

OffchainConfig sound() { return tests::fast_parameters(4); }

sim::Duration some_duration() { return Duration::nanoseconds(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000)); }

RC_GTEST_PROP(OffchainConfigs, SurviveTheirEncoding, ()) {
  OffchainConfig config = sound();
  config.delta_progress = some_duration();
  config.max_duration_report = some_duration();
  if (*rc::gen::arbitrary<bool>()) config.max_duration_initialization = some_duration();
  config.s = *rc::gen::arbitrary<std::vector<std::uint32_t>>();
  config.plugin_config = *rc::gen::arbitrary<Bytes>();
  const int n = *rc::gen::inRange(0, 31);
  for (int i = 0; i < n; ++i) {
    config.offchain_public_keys.push_back({{static_cast<std::uint8_t>(i)}});
    config.peer_ids.push_back("peer " + std::to_string(i));
    config.shared_secret.encryptions.push_back({{static_cast<std::uint8_t>(i)}});
  }
  RC_ASSERT(decode_offchain_config(encode(config)) == config);
}

RC_GTEST_PROP(OffchainConfigs, NoInputStopsTheDecoder, (const Bytes& bytes)) { (void)decode_offchain_config(bytes); }

TEST(OffchainConfigs, TooLongIsRefused) {
  std::string why;
  EXPECT_FALSE(decode_offchain_config(Bytes(2'000'001, 0), &why));
  EXPECT_EQ(why, "longer than 2 000 000 bytes");
}

TEST(OffchainConfigs, PartsOfTheWrongLengthAreRefused) {
  std::string why;
  EXPECT_FALSE(decode_offchain_config(chains::from_hex("0x420101"), &why));
  EXPECT_EQ(why, "an offchain public key is not 32 bytes");
  EXPECT_FALSE(decode_offchain_config(chains::from_hex("0x4a01ff"), &why));
  EXPECT_EQ(why, "a peer id is not UTF-8");
  EXPECT_FALSE(decode_offchain_config({}, &why));
  EXPECT_EQ(why, "the shared secret is missing");
}

struct Mistake {
  const char* name;
  std::function<void(OffchainConfig&)> make;
  int n = 4, f = 1;
};

TEST(OffchainConfigs, EveryUnsoundParameterIsRefused) {
  EXPECT_EQ(config_problem(sound(), 4, 1), "");
  const Mistake mistakes[] = {
      {"negative DeltaGrace", [](auto& c) { c.delta_grace = Duration::nanoseconds(-1); }},
      {"DeltaRound not below DeltaProgress", [](auto& c) { c.delta_round = c.delta_progress; }},
      {"calls as long as DeltaProgress", [](auto& c) { c.max_duration_query = Duration::milliseconds(400); }},
      {"calls whose sum leaves 64 bits",
       [](auto& c) { c.max_duration_query = c.max_duration_report = Duration::max(); }},
      {"RMax 0", [](auto& c) { c.r_max = 0; }},
      {"RMax 255", [](auto& c) { c.r_max = 255; }},
      {"1000 stages", [](auto& c) { c.s.assign(1000, 0); }},
      {"a stage of 32", [](auto& c) { c.s[0] = 32; }},
      {"DeltaProgress below 200 ms",
       [](auto& c) {
         c.delta_progress = Duration::milliseconds(199);
         c.delta_round = Duration::milliseconds(100);
         c.max_duration_query = c.max_duration_observation = c.max_duration_report = Duration::zero();
       }},
      {"DeltaResend below 200 ms", [](auto& c) { c.delta_resend = Duration::milliseconds(199); }},
      {"n = 3f", [](auto&) {}, 3, 1},
      {"32 oracles", [](auto&) {}, 32, 10},
  };
  for (const auto& mistake : mistakes) {
    OffchainConfig config = sound();
    mistake.make(config);
    EXPECT_NE(config_problem(config, mistake.n, mistake.f), "") << mistake.name;
  }
}

TEST(OffchainConfigs, TheLimitsThemselvesAreAllowed) {
  OffchainConfig config = sound();
  config.r_max = 254;
  config.s.assign(999, 31);
  config.delta_grace = Duration::hours(1);  // has no bound in OCR2
  config.delta_resend = Duration::milliseconds(200);
  EXPECT_EQ(config_problem(config, 31, 10), "");
}

}  // namespace
}  // namespace orrery::nodes
