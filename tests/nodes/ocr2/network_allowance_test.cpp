// Proves the allowance of a remote oracle (spec/ocr.md §3.10.4): its burst, its rate, its sizes, and that a clock which
// is set back does not lock anybody out.
#include "nodes/ocr2/network_allowance.h"

#include <gtest/gtest.h>

#include "nodes/ocr2/median_plugin.h"
#include "tests/nodes/ocr2/oracle_network.h"

namespace orrery::nodes {
namespace {

using sim::Duration;

const sim::Time kStart = sim::Time::from_unix_seconds(1'760'918'400);

OffchainConfig production() {
  OffchainConfig config = tests::fast_parameters(31);
  config.delta_progress = Duration::seconds(60);
  config.delta_resend = Duration::seconds(30);
  config.delta_round = Duration::seconds(30);
  return config;
}

NetworkLimits limits() { return network_limits(production(), 31, MedianPlugin::info(31)); }

TEST(NetworkAllowance, SixteenMessagesAtOnceAndNoMore) {
  NetworkAllowance allowance;
  const auto bounds = limits();
  for (int i = 0; i < 16; ++i) EXPECT_TRUE(allowance.admit(bounds, kStart, 10)) << i;
  EXPECT_FALSE(allowance.admit(bounds, kStart, 10));
}

TEST(NetworkAllowance, RefillsAtTheSpecifiedRate) {
  // 2 * (1/30 + 1/60 + 6/30) = 0.5 messages a second.
  NetworkAllowance allowance;
  const auto bounds = limits();
  while (allowance.admit(bounds, kStart, 10)) continue;
  EXPECT_FALSE(allowance.admit(bounds, kStart + Duration::milliseconds(1990), 10));
  EXPECT_TRUE(allowance.admit(bounds, kStart + Duration::milliseconds(2010), 10));
  int admitted = 0;
  for (int second = 1; second <= 1000; ++second)
    admitted += allowance.admit(bounds, kStart + Duration::seconds(2 + second), 10);
  EXPECT_NEAR(admitted, 500, 2);
}

TEST(NetworkAllowance, BytesAreCountedToo) {
  NetworkAllowance allowance;
  const auto bounds = limits();
  std::size_t bytes = 0;
  for (int i = 0; i < 16 && allowance.admit(bounds, kStart, bounds.max_message_bytes); ++i)
    bytes += bounds.max_message_bytes;
  EXPECT_LE(bytes, bounds.byte_burst);
  EXPECT_GT(bytes + bounds.max_message_bytes, bounds.byte_burst);
}

TEST(NetworkAllowance, AClockSetBackLocksNobodyOut) {
  NetworkAllowance allowance;
  const auto bounds = limits();
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(allowance.admit(bounds, kStart, 10));
  const auto earlier = kStart - Duration::hours(5);
  int admitted = 0;
  for (int i = 0; i < 16; ++i) admitted += allowance.admit(bounds, earlier, 10);
  EXPECT_EQ(admitted, 8) << "what was used stays used, no more and no less";
}

TEST(NetworkAllowance, WithoutATimeThereIsNoLimit) {
  OffchainConfig config = production();
  config.delta_round = Duration::zero();
  const auto bounds = network_limits(config, 31, MedianPlugin::info(31));
  NetworkAllowance allowance;
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(allowance.admit(bounds, kStart, 1000));
}

TEST(PluginLimits, EachPartHasItsOwn) {
  const auto info = MedianPlugin::info(4);
  const ReportTimestamp at{{}, 1, 1};
  EXPECT_TRUE(is_within_plugin_limits(ObserveReq(at, {}), info));
  EXPECT_FALSE(is_within_plugin_limits(ObserveReq(at, Bytes(1)), info)) << "a median feed has no query";
  EXPECT_TRUE(is_within_plugin_limits(Observe(at, {Bytes(92), Bytes(64)}), info));
  EXPECT_FALSE(is_within_plugin_limits(Observe(at, {Bytes(93), Bytes(64)}), info));
  EXPECT_TRUE(is_within_plugin_limits(Report(at, false, Bytes(160 + 4 * 32), Bytes(65)), info));
  EXPECT_FALSE(is_within_plugin_limits(Report(at, false, Bytes(161 + 4 * 32), Bytes(65)), info));
  const std::vector<AttributedObservation> many(32);
  EXPECT_FALSE(is_within_plugin_limits(ReportReq(at, {}, many, std::vector<Bytes>(32)), info));
}

}  // namespace
}  // namespace orrery::nodes
