// Proves that what a node knows of its aggregator serves as long as it should, whatever is done to the node's clock.
#include "nodes/feeds/evm_median_contract.h"

#include <gtest/gtest.h>

#include "nodes/feeds/freshness.h"
#include "tests/nodes/feeds/feed_world.h"

namespace orrery::nodes {
namespace {

using sim::Duration;

TEST(Freshness, WhatLiesAheadOfTheClockIsNotFresh) {
  const sim::Time at = sim::Time::from_unix_seconds(1000);
  const Duration keep = Duration::seconds(30);
  EXPECT_TRUE(is_fresh(at, at, keep));
  EXPECT_TRUE(is_fresh(at, at + Duration::seconds(29), keep));
  EXPECT_FALSE(is_fresh(at, at + keep, keep));
  EXPECT_FALSE(is_fresh(at, at - Duration::nanoseconds(1), keep));
  EXPECT_FALSE(is_fresh(at, at, Duration::zero()));
}

/// A node that reads an aggregator and nothing else.
class ReadingProgram final : public sim::Program {
 public:
  ReadingProgram(sim::Host& host, const std::vector<sim::HostPort>& endpoints, const MedianContractSpec& spec)
      : rpc_(host, "test", endpoints), contract_(host, rpc_, spec) {}
  void start() override {}
  void add_waiting(std::vector<sim::Waiting>&) const override {}
  void ask() {
    contract_.latest_transmission_details(
        [this](const chains::RpcResult<TransmissionDetails>& details) { answer = details.value->latest_answer; });
  }
  chains::Int256 answer;

 private:
  chains::RpcClient rpc_;
  EvmMedianContract contract_;
};

TEST(EvmMedianContract, AClockThatIsSetBackFreezesNoDetails) {
  FeedWorld feed;
  const Address bell = feed.deploy("Bell", "()", {});
  ReadingProgram* reader = nullptr;
  feed.add_host("node").install("reading", [&](sim::Host& on) -> std::unique_ptr<sim::Program> {
    auto program = std::make_unique<ReadingProgram>(on, feed.endpoints, MedianContractSpec{.contract = bell});
    reader = program.get();
    return program;
  });
  feed.start();
  feed.fault("clock-skew", "node", Duration::zero(), Duration::seconds(40), {{"by", Duration::hours(1)}});
  feed.run(Duration::seconds(30));
  reader->ask();
  feed.run(Duration::milliseconds(500));
  const chains::Int256 before = reader->answer;
  ASSERT_GT(before, 0);
  reader->ask();
  EXPECT_EQ(reader->answer, before);
  feed.run(Duration::minutes(1));
  reader->ask();
  feed.run(Duration::milliseconds(500));
  EXPECT_GT(reader->answer, before);
}

}  // namespace
}  // namespace orrery::nodes
