// Proves that a node's transactions get into blocks once each, whatever happens to fees, endpoints, accounts and the
// node itself; that nothing is offered above the ceiling; and that every step is told to those who watch.
#include "nodes/feeds/transmitter.h"

#include <gtest/gtest.h>

#include "tests/nodes/feeds/feed_world.h"

namespace orrery::nodes {
namespace {

using sim::Duration;
using Step = TransactionStep;

class SendingProgram;

/// What a test knows of the node across its restarts.
struct SendingSeat {
  SendingProgram* running = nullptr;
};

/// A node that only sends.
class SendingProgram final : public sim::Program {
 public:
  SendingProgram(sim::Host& host, const ChainAccess& access, SendingSeat& seat)
      : rpc(host, "test", access.endpoints), transmitter(host, rpc, access, "ethereum"), seat_(seat) {
    seat_.running = this;
  }
  ~SendingProgram() override { seat_.running = nullptr; }
  void start() override { transmitter.start(); }
  void add_waiting(std::vector<sim::Waiting>& waiting) const override { transmitter.add_waiting(waiting); }

  chains::RpcClient rpc;
  Transmitter transmitter;

 private:
  SendingSeat& seat_;
};

class TransmitterTest : public testing::Test {
 protected:
  void build(const TransmitterSpec& spec = {}, chains::Uint256 wei = kTestEther * 100,
             chains::CongestionSpec congestion = {.usual_base_fee = 0}) {
    feed = std::make_unique<FeedWorld>(std::vector<PricePoint>{}, congestion);
    ChainAccess access = feed->access(feed->funded("node", wei));
    const auto account = access.transmitter.account;
    access.transmitter = spec;
    access.transmitter.account = account;
    counter = feed->deploy("Counter", "()", {});
    host = &feed->add_host("node");
    host->install("sending", [this, access](sim::Host& on) -> std::unique_ptr<sim::Program> {
      return std::make_unique<SendingProgram>(on, access, seat);
    });
    feed->start();
    feed->run(Duration::seconds(20));
  }

  /// Submits a call and says whether it was taken over.
  bool send(std::uint8_t input = 1, std::uint32_t job = 0) {
    std::optional<bool> taken;
    seat.running->transmitter.submit({.to = counter, .input = {input}, .gas_limit = 100'000, .job = job},
                                     [&](const PluginResult<bool>& result) { taken = result.value.has_value(); });
    return taken.value();
  }
  chains::Int256 counted() { return feed->read(counter, ""); }
  int told(Step step) const { return feed->steps.count(step); }
  const Transmitter& transmitter() const { return seat.running->transmitter; }

  SendingSeat seat;
  std::unique_ptr<FeedWorld> feed;
  Address counter;
  sim::SimulatedHost* host = nullptr;
};

chains::Int256 counter_of(FeedWorld& feed, const Address& counter) {
  return chains::from_word(chains::read_word(feed.chain->call(counter, {}).output.data()));
}

TEST_F(TransmitterTest, SendsInOrderForSeveralJobsFromOneAccount) {
  build();
  for (std::uint32_t i = 0; i < 6; ++i) EXPECT_TRUE(send(1, i % 2));
  EXPECT_EQ(transmitter().pending(1), 3u);
  feed->run(Duration::seconds(60));
  EXPECT_EQ(counter_of(*feed, counter), 6);
  EXPECT_EQ(transmitter().pending(), 0u);
  EXPECT_EQ(told(Step::kConfirmed), 6);
  EXPECT_EQ(told(Step::kSent), 6);
  EXPECT_EQ(told(Step::kBumped), 0);
  // 6 * (21000 + 16 * 1 calldata + the counter's storage): what the receipts say is what was counted.
  EXPECT_GT(transmitter().counters().gas_confirmed, 6u * 21'016);
  EXPECT_GT(transmitter().counters().fees_paid, 0);
}

TEST_F(TransmitterTest, CountsRevertedCallsAndTheirGas) {
  build();
  send(0);
  send(1);
  feed->run(Duration::seconds(60));
  EXPECT_EQ(told(Step::kReverted), 1);
  EXPECT_EQ(told(Step::kConfirmed), 1);
  EXPECT_GE(feed->steps.gas_reverted, 21'004u);  // intrinsic gas and one zero byte
  EXPECT_EQ(transmitter().counters().gas_reverted, feed->steps.gas_reverted);
}

TEST_F(TransmitterTest, BumpsWhileTheChainGetsDearerAndConfirmsOnce) {
  build({.fees = {.bump_step = 0}}, kTestEther * 100, {.usual_base_fee = 20 * chains::kGwei});
  feed->fault("fee-spike", "ethereum", Duration::zero(), Duration::minutes(10), {{"factor", std::int64_t{20}}});
  feed->run(Duration::seconds(24));
  send();
  feed->run(Duration::minutes(15));
  EXPECT_GE(told(Step::kBumped), 1);
  EXPECT_EQ(told(Step::kConfirmed), 1);
  EXPECT_EQ(counter_of(*feed, counter), 1);
}

TEST_F(TransmitterTest, WaitsAtItsCeilingAndGoesThroughWhenTheChainIsCheapAgain) {
  build({.fees = {.ceiling = 30 * chains::kGwei}}, kTestEther * 100, {.usual_base_fee = 10 * chains::kGwei});
  feed->fault("fee-spike", "ethereum", Duration::zero(), Duration::minutes(20), {{"factor", std::int64_t{30}}});
  feed->run(Duration::minutes(5));
  send();
  feed->run(Duration::minutes(10));
  EXPECT_EQ(told(Step::kConfirmed), 0);
  EXPECT_EQ(told(Step::kAtCeiling), 1);
  EXPECT_GE(told(Step::kResent), 2);
  std::vector<sim::Waiting> waiting;
  seat.running->add_waiting(waiting);
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_NE(waiting[0].what.find("at its fee ceiling"), std::string::npos);
  feed->run(Duration::minutes(30));
  EXPECT_EQ(told(Step::kConfirmed), 1);
  EXPECT_LE(feed->steps.highest_fee, 30 * chains::kGwei);
}

TEST_F(TransmitterTest, AClockThatIsSetBackStopsNoResending) {
  build({.fees = {.ceiling = 30 * chains::kGwei}}, kTestEther * 100, {.usual_base_fee = 10 * chains::kGwei});
  feed->fault("fee-spike", "ethereum", Duration::zero(), Duration::minutes(40), {{"factor", std::int64_t{30}}});
  feed->run(Duration::minutes(5));
  feed->fault("clock-skew", "node", Duration::zero(), Duration::minutes(2), {{"by", Duration::hours(1)}});
  feed->run(Duration::seconds(1));
  send();
  feed->run(Duration::minutes(2));
  const int before = told(Step::kResent);
  feed->run(Duration::minutes(10));
  EXPECT_GE(told(Step::kResent), before + 5);
}

TEST_F(TransmitterTest, EndpointsThatStandStillAreAskedNoMoreThanOthers) {
  build();
  send();
  feed->run(Duration::milliseconds(500));  // handed over, in no block yet
  // They answer from here on as they were, but know of the block when they are handed the transaction again.
  feed->fault("rpc-stale", "rpc-a", Duration::zero(), Duration::minutes(30));
  feed->fault("rpc-stale", "rpc-b", Duration::zero(), Duration::minutes(30));
  feed->run(Duration::minutes(29));
  EXPECT_GE(told(Step::kResent), 20);
  EXPECT_LE(told(Step::kResent), 30) << "once a minute";
  feed->run(Duration::minutes(5));
  EXPECT_EQ(told(Step::kConfirmed), 1);
  EXPECT_EQ(counter_of(*feed, counter), 1);
}

TEST_F(TransmitterTest, ARestartForgetsNothingAndSendsNothingTwice) {
  build();
  for (int i = 0; i < 5; ++i) {
    send();
    send();
    feed->run(Duration::milliseconds(30 + 700 * i));  // before, between and after sending and inclusion
    host->stop();
    feed->run(Duration::seconds(i * 5));
    host->start();
    feed->run(Duration::seconds(i % 2 == 0 ? 2 : 20));
  }
  feed->run(Duration::minutes(3));
  EXPECT_EQ(counter_of(*feed, counter), 10);
  EXPECT_EQ(transmitter().pending(), 0u);
  EXPECT_EQ(told(Step::kConfirmed), 10);
  EXPECT_EQ(told(Step::kDisplaced), 0);
}

TEST_F(TransmitterTest, EndpointsThatAreDeadOrStaleOnlyDelay) {
  build();
  feed->fault("rpc-outage", "rpc-a", Duration::zero(), Duration::minutes(10));
  feed->fault("rpc-outage", "rpc-b", Duration::zero(), Duration::minutes(4));
  send();
  feed->run(Duration::minutes(3));
  EXPECT_EQ(told(Step::kConfirmed), 0);
  feed->run(Duration::minutes(3));
  EXPECT_EQ(told(Step::kConfirmed), 1);
  feed->fault("rpc-stale", "rpc-b", Duration::zero(), Duration::minutes(5));
  send();
  feed->run(Duration::minutes(2));
  EXPECT_EQ(counter_of(*feed, counter), 2);  // it is in a block, but the node cannot see it
  EXPECT_EQ(told(Step::kConfirmed), 1);
  feed->run(Duration::minutes(10));
  EXPECT_EQ(told(Step::kConfirmed), 2);
  EXPECT_EQ(counter_of(*feed, counter), 2);
}

TEST_F(TransmitterTest, AnEmptyAccountIsToldAndGoesOnWhenItIsFilled) {
  build({}, 0);
  send();
  feed->run(Duration::minutes(2));
  EXPECT_GE(told(Step::kNoFunds), 1);
  EXPECT_EQ(told(Step::kConfirmed), 0);
  feed->chain->submit(feed->deployer.sign(FeedWorld::kChainId, transmitter().account(), {}, 21'000,
                                          {100 * chains::kGwei, chains::kGwei}, kTestEther),
                      {});
  feed->run(Duration::minutes(3));
  EXPECT_EQ(told(Step::kConfirmed), 1);
}

TEST_F(TransmitterTest, ANonceThatSomebodyElseUsedIsFoundOutAndReplaced) {
  build();
  chains::Account same(feed->signatures, "node");
  feed->chain->submit(same.sign(FeedWorld::kChainId, feed->deployer.address(), {}, 21'000,
                                {100 * chains::kGwei, 50 * chains::kGwei}, 1),
                      {});
  send();
  send();
  feed->run(Duration::minutes(5));
  EXPECT_EQ(told(Step::kDisplaced), 1);
  EXPECT_EQ(told(Step::kConfirmed), 2);
  EXPECT_EQ(counter_of(*feed, counter), 2);
}

TEST_F(TransmitterTest, AFullQueueRefusesAndAFullFlightWaits) {
  build({.most_in_flight = 2, .most_queued = 5});
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(send());
  EXPECT_FALSE(send());
  feed->run(Duration::seconds(1));
  EXPECT_EQ(told(Step::kSent), 2);
  feed->run(Duration::minutes(3));
  EXPECT_EQ(told(Step::kConfirmed), 5);
  EXPECT_TRUE(send());
}

TEST_F(TransmitterTest, ADiskThatTakesNothingTakesNoRequests) {
  build();
  feed->fault("full-disk", "node", Duration::zero(), Duration::minutes(1));
  feed->run(Duration::seconds(1));
  EXPECT_FALSE(send());
  feed->run(Duration::minutes(1));
  EXPECT_TRUE(send());
  feed->run(Duration::minutes(1));
  EXPECT_EQ(told(Step::kConfirmed), 1);
}

TEST_F(TransmitterTest, AReorgBringsTheTransactionBackByItself) {
  build();
  send();
  feed->run(Duration::seconds(30));
  ASSERT_EQ(counter_of(*feed, counter), 1);
  for (int depth = 0; depth < 4 && counter_of(*feed, counter) == 1; ++depth) feed->chain->undo(1);
  EXPECT_EQ(counter_of(*feed, counter), 0);
  feed->run(Duration::minutes(1));
  EXPECT_EQ(counter_of(*feed, counter), 1);
}

/// A node whose offers just meet the base fee has sent `calls`, a minute apart, when gas grows dear and a reorg takes
/// all of them back.
class DearReorgTest : public TransmitterTest {
 protected:
  void send_and_undo(int calls, std::uint64_t reorg_depth) {
    build({.fees = {.base_fee_percent = 110, .bump_step = 0}, .reorg_depth = reorg_depth}, kTestEther * 100,
          {.usual_base_fee = 10 * chains::kGwei});
    feed->run(Duration::minutes(10));
    for (int i = 0; i < calls; ++i) {
      send();
      feed->run(Duration::minutes(2));
    }
    ASSERT_EQ(counter_of(*feed, counter), calls);
    ASSERT_EQ(told(Step::kConfirmed), calls);
    feed->fault("fee-spike", "ethereum", Duration::zero(), Duration::minutes(30), {{"factor", std::int64_t{20}}});
    feed->run(Duration::milliseconds(1));
    for (int depth = 0; depth < 40 && counter_of(*feed, counter) != 0; ++depth) feed->chain->undo(1);
    ASSERT_EQ(counter_of(*feed, counter), 0);
    feed->run(Duration::minutes(10));
    ASSERT_EQ(counter_of(*feed, counter), 0) << "too dear for what they offered";
  }
};

TEST_F(DearReorgTest, WhatAReorgTookBackIsRaisedAndLandsAgain) {
  send_and_undo(2, 100);
  send();  // makes the node look at the chain again
  feed->run(Duration::minutes(15));
  EXPECT_EQ(counter_of(*feed, counter), 3);
  EXPECT_EQ(told(Step::kReorged), 2);
  EXPECT_EQ(told(Step::kConfirmed), 5) << "two of them twice";
  EXPECT_EQ(transmitter().counters().confirmed, 3u);
  EXPECT_EQ(transmitter().pending(), 0u);
}

TEST_F(DearReorgTest, AReceiptOfLongAgoIsForgotten) {
  send_and_undo(2, 3);
  send();
  feed->run(Duration::minutes(15));
  EXPECT_EQ(told(Step::kReorged), 0);
  EXPECT_EQ(counter_of(*feed, counter), 0) << "they wait for a cheaper day, and the third for them";
  feed->run(Duration::minutes(30));
  EXPECT_EQ(counter_of(*feed, counter), 3);
}

TEST_F(TransmitterTest, AnEndpointThatLagsTakesNothingBack) {
  build();
  feed->fault("rpc-lag", "rpc-b", Duration::zero(), Duration::minutes(5), {{"by", Duration::minutes(3)}});
  feed->run(Duration::seconds(1));
  send();
  feed->run(Duration::seconds(30));
  ASSERT_EQ(told(Step::kConfirmed), 1);
  feed->fault("rpc-outage", "rpc-a", Duration::zero(), Duration::minutes(2));
  feed->run(Duration::seconds(1));
  send();
  feed->run(Duration::minutes(10));
  EXPECT_EQ(told(Step::kReorged), 0);
  EXPECT_EQ(told(Step::kConfirmed), 2);
}

}  // namespace
}  // namespace orrery::nodes
