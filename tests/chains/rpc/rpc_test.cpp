// Proves a node's way to a chain: answers at the endpoint's own head, failover and preference, timeouts, rate limits
// with their burst, frozen heads, lies, errors, and transactions that reach blocks through gossip.

#include <gtest/gtest.h>

#include <optional>

#include "chains/ledger/chain.h"
#include "chains/ledger/presets.h"
#include "chains/rpc/rpc_client.h"
#include "chains/rpc/rpc_endpoint.h"
#include "sim/faults/machine_faults.h"
#include "sim/input_error.h"
#include "tests/chains/ledger/test_chains.h"

namespace orrery::chains {
namespace {

using sim::Duration;
const auto kSlot = Duration::seconds(12);

/// A program that does nothing by itself; tests make its client ask.
class Asker final : public sim::Program {
 public:
  Asker(sim::Host& host, std::vector<sim::HostPort> endpoints, RpcClientConfig config)
      : client(std::make_unique<RpcClient>(host, "test", std::move(endpoints), config)) {}
  void start() override {}
  std::unique_ptr<RpcClient> client;
};

RpcEndpointSpec endpoint_spec(std::string name, std::string zone) {
  RpcEndpointSpec spec{.name = std::move(name), .chain = "ethereum", .zone = std::move(zone)};
  spec.error_rate = {};
  return spec;
}

struct RpcWorld : TestWorld {
  explicit RpcWorld(RpcClientConfig config = {}, RpcEndpointSpec first = endpoint_spec("rpc-a", "aws/us-east-1"))
      : chain(ledgers.add_chain(quiet_spec())),
        a(ledgers.add_endpoint(std::move(first))),
        b(ledgers.add_endpoint(endpoint_spec("rpc-b", "gcp/europe-west1"))),
        host(world.network().add_host({.name = "node", .zone = "bare-metal/fra"})) {
    sim::add_machine_faults(world.faults());
    chain.fund(alice.address(), kManyEther);
    chain.bootstrap({alice.deploy(1, "Counter", {}, 1'000'000, {kGwei, 0}, counter)});
    host.install("asker", [this, config](sim::Host& on) {
      return std::make_unique<Asker>(on, std::vector<sim::HostPort>{a.address(), b.address()}, config);
    });
    world.network().start_all();
    ledgers.start_all();
  }
  RpcClient& client() { return *dynamic_cast<Asker&>(const_cast<sim::Program&>(*host.program("asker"))).client; }
  /// Asks and waits for the answer.
  template <class T, class Ask>
  RpcResult<T> get(Ask&& ask, Duration limit = Duration::minutes(1)) {
    std::optional<RpcResult<T>> answer;
    ask(client(), [&answer](RpcResult<T> result) {
      EXPECT_FALSE(answer.has_value()) << "called twice";
      answer = std::move(result);
    });
    EXPECT_FALSE(answer.has_value()) << "called inside the call that asked";
    const auto end = world.now() + limit;
    while (!answer && world.kernel().step(end)) {
    }
    EXPECT_TRUE(answer.has_value()) << "never answered";
    return answer.value_or(RpcResult<T>{});
  }
  RpcResult<Head> head() {
    return get<Head>([](RpcClient& client, RpcCallback<Head> done) { client.block_number(std::move(done)); });
  }
  RpcResult<Bytes> count() {
    return get<Bytes>(
        [this](RpcClient& client, RpcCallback<Bytes> done) { client.call(counter, {}, std::move(done)); });
  }
  RpcResult<std::vector<LogRecord>> logs() {
    LogFilter filter;
    filter.address = counter;
    filter.topic0 = to_bytes32(7);
    return get<std::vector<LogRecord>>(
        [&](RpcClient& client, RpcCallback<std::vector<LogRecord>> done) { client.logs(filter, std::move(done)); });
  }
  RpcResult<Bytes32> send(const SignedTransaction& transaction) {
    return get<Bytes32>([&](RpcClient& client, RpcCallback<Bytes32> done) {
      client.send_raw_transaction(encode(transaction), std::move(done));
    });
  }
  SignedTransaction bump() { return alice.sign(1, counter, Bytes{1}, 100'000, {100 * kGwei, kGwei}); }

  Account alice{signatures, "alice"};
  Address counter;
  Chain& chain;
  RpcService &a, &b;
  sim::SimulatedHost& host;
};

TEST(Rpc, AnswersFromItsHeadAfterTheNetworkAndItsServingTime) {
  RpcWorld test;
  test.run_for(kSlot * 10 + Duration::seconds(6));
  const sim::Time asked = test.world.now();
  const auto head = test.head();
  ASSERT_TRUE(head);
  EXPECT_EQ(head.value->number, test.chain.head().number);
  EXPECT_EQ(head.value->base_fee, test.chain.head().base_fee);
  const auto took = test.world.now() - asked;
  EXPECT_GE(took, Duration::milliseconds(60));  // 20 ms there, 20 ms at least to serve, 20 ms back
  EXPECT_LE(took, Duration::milliseconds(2'200));
}

TEST(Rpc, SeesABlockOnlySomeTimeAfterItsSlot) {
  RpcWorld test;
  test.run_for(kSlot * 5);
  while (test.chain.head().number < 8) test.world.kernel().step();
  EXPECT_EQ(test.head().value->number, 7u);  // published 1.4 s after its slot at the earliest
  test.run_for(Duration::seconds(6));
  EXPECT_EQ(test.head().value->number, 8u);
}

TEST(Rpc, SendsTransactionsAndFindsReceiptsLogsCountsAndBalances) {
  RpcWorld test;
  test.run_for(kSlot * 2 + Duration::seconds(6));
  const auto transaction = test.bump();
  const auto sent = test.send(transaction);
  ASSERT_TRUE(sent);
  EXPECT_EQ(*sent.value, hash_of(transaction));
  const auto receipt = [&] {
    return test.get<std::optional<Receipt>>([&](RpcClient& client, RpcCallback<std::optional<Receipt>> done) {
      client.receipt(*sent.value, std::move(done));
    });
  };
  EXPECT_FALSE(receipt().value->has_value());
  EXPECT_EQ(test.send(transaction).reason, "already known");
  test.run_for(kSlot * 2);
  const auto found = receipt();
  ASSERT_TRUE(found.value->has_value());
  EXPECT_TRUE((*found.value)->ok);
  EXPECT_EQ(test.send(transaction).reason, "nonce too low");
  ASSERT_EQ(test.logs().value->size(), 1u);
  EXPECT_EQ(test.logs().value->front().transaction_hash, *sent.value);
  EXPECT_EQ(test.count().value->back(), 1);
  const auto nonce = test.get<std::uint64_t>([&](RpcClient& client, RpcCallback<std::uint64_t> done) {
    client.transaction_count(test.alice.address(), std::move(done));
  });
  EXPECT_EQ(*nonce.value, 2u);
  const auto balance = test.get<Uint256>(
      [&](RpcClient& client, RpcCallback<Uint256> done) { client.balance(test.alice.address(), std::move(done)); });
  EXPECT_EQ(*balance.value, test.chain.state().balance(test.alice.address()));
}

TEST(Rpc, ACallThatRevertsIsRejectedWithItsData) {
  RpcWorld test;
  test.run_for(kSlot);
  const auto reverted = test.get<Bytes>(
      [&](RpcClient& client, RpcCallback<Bytes> done) { client.call(test.counter, Bytes{0xff}, std::move(done)); });
  EXPECT_EQ(reverted.failure, RpcFailure::kRejected);
  EXPECT_EQ(reverted.reason, "execution reverted");
  EXPECT_EQ(reverted.revert_data, (Bytes{0xde, 0xad}));
  const auto nothing = test.get<Bytes>([&](RpcClient& client, RpcCallback<Bytes> done) {
    client.call(test_address(77), Bytes{1, 2, 3, 4}, std::move(done));
  });
  ASSERT_TRUE(nothing);  // no code: an empty answer, as on a real chain
  EXPECT_TRUE(nothing.value->empty());
}

TEST(Rpc, FailsOverWhenAnEndpointIsSilentAndStaysWithTheOneThatAnswered) {
  RpcWorld test({.timeout = Duration::seconds(2), .attempts = 3});
  test.run_for(kSlot * 2);
  EXPECT_EQ(test.client().preferred(), test.a.address());
  test.fault("rpc-outage", "rpc-a", Duration::zero(), Duration::minutes(5));
  test.run_for(Duration::seconds(1));
  const sim::Time asked = test.world.now();
  EXPECT_TRUE(test.head());
  EXPECT_GE(test.world.now() - asked, Duration::seconds(2));
  EXPECT_EQ(test.client().preferred(), test.b.address());
  const sim::Time again = test.world.now();
  EXPECT_TRUE(test.head());
  EXPECT_LT(test.world.now() - again, Duration::seconds(2));
  EXPECT_EQ(test.world.faults().scheduled()[0]->hits, 1u);
}

TEST(Rpc, GivesUpAfterItsAttempts) {
  RpcWorld test({.timeout = Duration::seconds(2), .attempts = 3});
  test.run_for(kSlot * 2);
  test.fault("rpc-outage", "rpc-a", Duration::zero(), Duration::minutes(5));
  test.fault("rpc-outage", "rpc-b", Duration::zero(), Duration::minutes(5));
  test.run_for(Duration::seconds(1));
  const sim::Time asked = test.world.now();
  const auto head = test.head();
  EXPECT_FALSE(head);
  EXPECT_EQ(head.failure, RpcFailure::kTimeout);
  EXPECT_EQ(test.world.now() - asked, Duration::seconds(6));
  test.run_for(Duration::minutes(6));
  EXPECT_TRUE(test.head());
}

TEST(Rpc, EveryAttemptHasItsWholeTimeout) {
  RpcWorld test({.timeout = Duration::seconds(2), .attempts = 3});
  test.run_for(kSlot * 2);
  for (const char* endpoint : {"rpc-a", "rpc-b"}) test.fault("rpc-outage", endpoint, Duration::zero(), std::nullopt);
  test.run_for(Duration::seconds(1));
  for (int i = 0; i < 2; ++i) test.client().block_number([](RpcResult<Head>) {});
  test.run_for(Duration::milliseconds(700));
  const sim::Time asked = test.world.now();
  EXPECT_FALSE(test.head());
  EXPECT_EQ(test.world.now() - asked, Duration::seconds(6)) << "what was asked before shortens nothing";
}

TEST(Rpc, AClockSteppedBackDelaysNoTimeout) {
  RpcWorld test({.timeout = Duration::seconds(2), .attempts = 2});
  test.run_for(kSlot * 2);
  test.fault("rpc-outage", "rpc-a", Duration::zero(), Duration::minutes(5));
  test.run_for(Duration::seconds(1));
  test.fault("clock-skew", "node", Duration::seconds(1), std::nullopt, {{"by", -Duration::hours(1)}});
  const sim::Time asked = test.world.now();
  EXPECT_TRUE(test.head());
  EXPECT_LE(test.world.now() - asked, Duration::seconds(5)) << "2 s of silence, then the other endpoint answers";
  const sim::Time again = test.world.now();
  EXPECT_TRUE(test.head());
  EXPECT_LT(test.world.now() - again, Duration::seconds(2));
}

TEST(Rpc, ErrorsFailOverAtOnceAndNameTheirFault) {
  RpcWorld test({.timeout = Duration::seconds(2), .attempts = 2});
  test.run_for(kSlot * 2);
  test.fault("rpc-errors", "rpc-a", Duration::zero(), std::nullopt, {{"share", sim::Fraction{1'000'000'000}}});
  test.run_for(Duration::seconds(1));
  const sim::Time asked = test.world.now();
  EXPECT_TRUE(test.head());
  EXPECT_LT(test.world.now() - asked, Duration::seconds(2));
  test.fault("rpc-errors", "rpc-b", Duration::zero(), std::nullopt, {{"share", sim::Fraction{1'000'000'000}}});
  test.run_for(Duration::seconds(1));
  const auto head = test.head();
  EXPECT_EQ(head.failure, RpcFailure::kUnavailable);
  EXPECT_NE(head.cause.row, 0u);
}

TEST(Rpc, LimitsItsRateAboveABurst) {
  auto limited = endpoint_spec("rpc-a", "aws/us-east-1");
  limited.requests_per_second = 10;
  limited.burst = 5;
  RpcWorld test({.timeout = Duration::seconds(5), .attempts = 1}, limited);
  test.run_for(kSlot * 2);
  int answered = 0, limited_away = 0;
  for (int i = 0; i < 20; ++i) {
    test.client().block_number([&](RpcResult<Head> result) {
      if (result) ++answered;
      if (!result && result.failure == RpcFailure::kRateLimited) ++limited_away;
    });
  }
  test.run_for(Duration::seconds(3));
  EXPECT_EQ(answered, 5);
  EXPECT_EQ(limited_away, 15);
  EXPECT_EQ(test.a.counters().rate_limited, 15u);
}

TEST(Rpc, ALowerLimitComesAndGoesWithItsFault) {
  RpcWorld test({.timeout = Duration::seconds(5), .attempts = 1});
  test.run_for(kSlot * 2);
  test.fault("rpc-rate-limit", "rpc-a", Duration::zero(), Duration::seconds(60),
             {{"requests_per_second", std::int64_t{0}}});
  test.run_for(Duration::seconds(1));
  int failed = 0;
  for (int i = 0; i < 60; ++i) test.client().block_number([&](RpcResult<Head> result) { failed += !result; });
  test.run_for(Duration::seconds(100));
  EXPECT_EQ(failed, 10);  // its burst of 50 is left
  EXPECT_TRUE(test.head());
}

TEST(Rpc, AStaleEndpointShowsTheOldHeadStateAndLogs) {
  RpcWorld test;
  test.run_for(kSlot * 4 + Duration::seconds(6));
  const std::uint64_t frozen = test.head().value->number;
  test.fault("rpc-stale", "rpc-a", Duration::zero(), kSlot * 500);
  test.run_for(Duration::seconds(1));
  ASSERT_TRUE(test.send(test.bump()));
  test.run_for(kSlot * 400);
  EXPECT_EQ(test.head().value->number, frozen);
  EXPECT_EQ(test.count().value->back(), 0);
  EXPECT_TRUE(test.logs().value->empty());
  EXPECT_EQ(test.world.faults().scheduled()[0]->hits, 3u) << "one for each answer from the old head";
  EXPECT_EQ(test.chain.call(test.counter, {}).output.back(), 1);
  test.run_for(kSlot * 200);
  EXPECT_GE(test.head().value->number + 1, test.chain.head().number);
  EXPECT_EQ(test.count().value->back(), 1);
}

TEST(Rpc, ALaggingEndpointIsBehindByItsLag) {
  RpcWorld test;
  test.run_for(kSlot * 10 + Duration::seconds(6));
  test.fault("rpc-lag", "rpc-a", Duration::zero(), std::nullopt, {{"by", Duration::seconds(60)}});
  test.run_for(kSlot * 20);
  EXPECT_EQ(test.head().value->number, test.chain.head().number - 5);
  EXPECT_EQ(test.world.faults().scheduled()[0]->hits, 1u);
}

TEST(Rpc, ALyingEndpointIsBelieved) {
  RpcWorld test;
  test.run_for(kSlot);
  for (int i = 0; i < 100; ++i) {
    test.send(test.bump());
    if (i % 10 == 9) test.run_for(kSlot * 2);
  }
  test.run_for(kSlot * 2);
  EXPECT_EQ(test.count().value->back(), 100);
  test.fault("rpc-lie", "rpc-a", Duration::zero(), Duration::seconds(30),
             {{"shift", sim::Fraction{100'000'000}}, {"hide_logs", true}});
  test.run_for(Duration::seconds(1));
  EXPECT_EQ(test.count().value->back(), 110);
  EXPECT_TRUE(test.logs().value->empty());
  test.run_for(Duration::seconds(40));
  EXPECT_EQ(test.count().value->back(), 100);
  EXPECT_EQ(test.logs().value->size(), 100u);
}

TEST(Rpc, AnEndpointWithTimesThatMakeNoSenseIsRefused) {
  RpcWorld test;
  const auto refused = [&](sim::Duration RpcEndpointSpec::* member, Duration value) {
    auto spec = endpoint_spec("rpc-c", "aws/us-east-1");
    spec.*member = value;
    EXPECT_THROW(test.ledgers.add_endpoint(spec), sim::InputError);
    EXPECT_TRUE(test.world.entities().find("rpc-c").is_none()) << "a refused endpoint leaves nothing behind";
  };
  refused(&RpcEndpointSpec::fastest, -Duration::seconds(1));
  refused(&RpcEndpointSpec::fastest, Duration::seconds(3));  // the slowest takes 2 s
  refused(&RpcEndpointSpec::slowest, Duration::milliseconds(1));
  refused(&RpcEndpointSpec::slowest, Duration::max());
  refused(&RpcEndpointSpec::spread, Duration::zero());
  refused(&RpcEndpointSpec::spread, Duration::max());
  refused(&RpcEndpointSpec::import_delay, Duration::max());
}

TEST(Rpc, AReorgTakesTheHeadBackToTheFork) {
  RpcWorld test;
  test.run_for(kSlot * 6 + Duration::seconds(6));
  const std::uint64_t number = test.head().value->number;
  force_reorg(test.chain, 2);
  EXPECT_EQ(test.a.view().head().number, number - 2);
  test.run_for(Duration::seconds(6));
  EXPECT_EQ(test.head().value->number, number);
}

TEST(Rpc, AnEndpointThatIsCutOffKeepsItsHead) {
  RpcWorld test({.timeout = Duration::seconds(2), .attempts = 1});
  test.run_for(kSlot * 6 + Duration::seconds(6));
  const std::uint64_t number = test.a.view().head().number;
  test.fault("partition", "aws/us-east-1", Duration::zero(), kSlot * 20);
  test.run_for(kSlot * 20 - Duration::seconds(1));
  EXPECT_LE(test.a.view().head().number, number + 1);
  EXPECT_GT(test.b.view().head().number, number + 8);
  test.run_for(kSlot * 2);
  EXPECT_GE(test.a.view().head().number + 1, test.chain.head().number);
}

TEST(Rpc, NothingIsCalledOnceTheClientIsGone) {
  RpcWorld test;
  test.run_for(kSlot);
  test.client().block_number([](RpcResult<Head>) { FAIL() << "nobody is there any more"; });
  test.host.stop();
  test.run_for(kSlot);
  test.host.start();
  EXPECT_TRUE(test.head());
}

TEST(Rpc, ARequestIsTwoMessagesAndOneServing) {
  RpcWorld test;
  test.run_for(kSlot + Duration::seconds(6));
  const auto sent = test.world.network().counters().sent;
  const auto executed = test.world.kernel().executed();
  EXPECT_TRUE(test.head());
  EXPECT_EQ(test.world.network().counters().sent - sent, 2u);
  EXPECT_LE(test.world.kernel().executed() - executed, 4u);  // a slot may fall in between
}

}  // namespace
}  // namespace orrery::chains
