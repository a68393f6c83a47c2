// Proves that both baselines keep a feed on a real chain while their parts work, and stop as their hosting implies: the
// one server with its one machine, the committee when a fifth of its members too many, or its relayer, is gone.
#include <gtest/gtest.h>

#include "nodes/feeds/committee_relayer.h"
#include "nodes/feeds/single_server_oracle.h"
#include "tests/nodes/feeds/feed_world.h"

namespace orrery::nodes {
namespace {

using sim::Duration;

const sim::Time kBegin = sim::parse_time("2025-10-20T06:00:00Z");

std::vector<PricePoint> step_after(Duration when) {
  return {{kBegin, Price::whole(4000)}, {kBegin + when, Price::whole(4040)}};
}

chains::Int256 usd(std::int64_t whole) { return chains::Int256(whole) * 100'000'000; }

class SingleServer : public testing::Test {
 protected:
  void build(std::vector<PricePoint> prices, Duration heartbeat = Duration::hours(1)) {
    feed = std::make_unique<FeedWorld>(std::move(prices));
    const auto account = feed->funded("updater");
    contract = feed->deploy("SingleOracle", "(address,uint8,string)",
                            {{account.address}, {chains::Uint256(8)}, {std::string("ETH / USD")}});
    host = &feed->add_host("server");
    const SingleServerSpec spec{.name = "single",
                                .contract = contract,
                                .price = feed->eth_sources(),
                                .rule = {.heartbeat = heartbeat},
                                .chain = feed->access(account)};
    host->install("oracle", [spec](sim::Host& on) -> std::unique_ptr<sim::Program> {
      return std::make_unique<SingleServerOracle>(on, spec);
    });
    feed->start();
  }
  chains::Int256 answer() { return feed->read(contract, "latestAnswer()"); }
  chains::Int256 rounds() { return feed->read(contract, "latestRound()"); }

  std::unique_ptr<FeedWorld> feed;
  Address contract;
  sim::SimulatedHost* host = nullptr;
};

TEST_F(SingleServer, WritesTheFirstAnswerDeviationsAndHeartbeats) {
  build(step_after(Duration::minutes(10)), Duration::minutes(20));
  feed->run(Duration::minutes(2));
  EXPECT_EQ(answer(), usd(4000));
  EXPECT_EQ(rounds(), 1);
  feed->run(Duration::minutes(10));
  EXPECT_EQ(answer(), usd(4040));
  EXPECT_EQ(rounds(), 2);
  feed->run(Duration::minutes(21));
  EXPECT_EQ(rounds(), 3);
  EXPECT_EQ(feed->steps.count(TransactionStep::kReverted), 0);
}

TEST_F(SingleServer, IsOutAsLongAsItsMachine) {
  build(step_after(Duration::minutes(10)));
  feed->run(Duration::minutes(5));
  feed->fault("crash", "server", Duration::zero(), Duration::minutes(30));
  feed->run(Duration::minutes(29));
  EXPECT_EQ(answer(), usd(4000));
  feed->run(Duration::minutes(3));
  EXPECT_EQ(answer(), usd(4040));
}

TEST_F(SingleServer, BelievesWhateverItsSourcesSay) {
  build({});
  feed->run(Duration::minutes(3));
  for (const char* provider : {"p", "q"}) {
    feed->fault("provider-wrong-price", provider, Duration::zero(), Duration::minutes(10), {{"factor", "0.5"}});
  }
  feed->run(Duration::minutes(3));
  EXPECT_EQ(answer(), usd(2000));
}

class Committee : public testing::Test {
 protected:
  void build(std::vector<PricePoint> prices, std::uint32_t relayers = 1) {
    feed = std::make_unique<FeedWorld>(std::move(prices));
    std::vector<chains::Secp256k1KeyPair> keys;
    chains::AbiValue::List addresses;
    for (int i = 0; i < 9; ++i) {
      keys.push_back(chains::Account(feed->signatures, "member-" + std::to_string(i)).key());
      addresses.push_back(chains::AbiValue{keys.back().address});
    }
    contract = feed->deploy("CommitteeOracle", "(address[],uint8,uint8,string)",
                            {{addresses}, {chains::Uint256(5)}, {chains::Uint256(8)}, {std::string("ETH / USD")}});
    CommitteeRelayerSpec relayer;
    relayer.feed.name = "committee";
    relayer.feed.contract = contract;
    relayer.price = relayer_is_misled ? only_p() : feed->eth_sources();
    relayer.turn.count = relayers;
    relayer.turn.length = Duration::minutes(2);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      hosts.push_back(&feed->add_host("member-" + std::to_string(i), i % 2 == 0 ? "zone-a" : "zone-b"));
      relayer.members.push_back({hosts.back()->id(), keys[i].address});
      CommitteeMemberSpec member{
          .feed = relayer.feed, .price = feed->eth_sources(), .key = keys[i], .signatures = &feed->signatures};
      if (i < misled) member.price = only_p();
      hosts.back()->install("member", [member](sim::Host& on) -> std::unique_ptr<sim::Program> {
        return std::make_unique<CommitteeMemberProgram>(on, member);
      });
    }
    for (std::uint32_t i = 0; i < relayers; ++i) {
      relayer.turn.index = i;
      relayer.chain = feed->access(feed->funded("relayer-" + std::to_string(i)));
      hosts[i]->install("relayer", [relayer](sim::Host& on) -> std::unique_ptr<sim::Program> {
        return std::make_unique<CommitteeRelayer>(on, relayer);
      });
    }
    feed->start();
  }
  chains::Int256 answer() { return feed->read(contract, "latestAnswer()"); }
  PriceSourcesSpec only_p() {
    PriceSourcesSpec sources = feed->eth_sources();
    sources.providers.resize(1);
    return sources;
  }

  std::size_t misled = 0;  ///< so many of the first members read p only
  bool relayer_is_misled = false;
  std::unique_ptr<FeedWorld> feed;
  Address contract;
  std::vector<sim::SimulatedHost*> hosts;
};

TEST_F(Committee, FiveOfNineKeepTheFeed) {
  build(step_after(Duration::minutes(10)));
  for (int i : {4, 5, 6, 7}) feed->fault("crash", "member-" + std::to_string(i), Duration::zero(), Duration::hours(1));
  feed->run(Duration::minutes(3));
  EXPECT_EQ(answer(), usd(4000));
  feed->run(Duration::minutes(9));
  EXPECT_EQ(answer(), usd(4040));
  EXPECT_EQ(feed->steps.count(TransactionStep::kReverted), 0);
}

TEST_F(Committee, FourOfNineHaltItAndItSaysWhatIsMissing) {
  build(step_after(Duration::minutes(10)));
  feed->run(Duration::minutes(5));
  for (int i : {4, 5, 6, 7, 8}) {
    feed->fault("crash", "member-" + std::to_string(i), Duration::zero(), Duration::minutes(30));
  }
  feed->run(Duration::minutes(20));
  EXPECT_EQ(answer(), usd(4000));
  bool said = false;
  for (const auto& waiting : hosts[0]->waiting()) said |= waiting.what == "views of members: 4 of 5";
  EXPECT_TRUE(said);
  feed->run(Duration::minutes(12));
  EXPECT_EQ(answer(), usd(4040));
}

TEST_F(Committee, ItsOneRelayerIsItsWeakness) {
  build(step_after(Duration::minutes(10)));
  feed->run(Duration::minutes(5));
  feed->fault("crash", "member-0", Duration::zero(), Duration::minutes(30));
  feed->run(Duration::minutes(20));
  EXPECT_EQ(answer(), usd(4000));
}

TEST_F(Committee, RotatingRelayersPassTheTurnOn) {
  build(step_after(Duration::minutes(10)), 3);
  feed->run(Duration::minutes(5));
  feed->fault("crash", "member-0", Duration::zero(), Duration::minutes(30));
  feed->run(Duration::minutes(14));
  EXPECT_EQ(answer(), usd(4040));
  EXPECT_EQ(feed->steps.count(TransactionStep::kReverted), 0);
}

// Members whose only source is the provider p, which shows one and a half times the price.
TEST_F(Committee, FourWrongMembersMoveNothingAndFiveForge) {
  for (const std::size_t wrong : {4u, 5u}) {
    misled = wrong;
    hosts.clear();
    build({});
    feed->run(Duration::minutes(3));
    ASSERT_EQ(answer(), usd(4000));
    feed->fault("provider-wrong-price", "p", Duration::zero(), Duration::hours(2), {{"factor", "1.5"}});
    feed->run(Duration::hours(1) + Duration::minutes(3));
    EXPECT_EQ(answer(), wrong == 4 ? usd(4000) : usd(6000));
    EXPECT_EQ(feed->read(contract, "latestRound()"), 2);  // the heartbeat wrote what the members agreed on
    feed.reset();
  }
}

TEST_F(Committee, ARelayerThatAloneSeesAReasonWritesNothing) {
  relayer_is_misled = true;
  build({});
  feed->run(Duration::minutes(3));
  ASSERT_EQ(answer(), usd(4000));
  feed->fault("provider-wrong-price", "p", Duration::zero(), Duration::hours(1), {{"factor", "1.5"}});
  feed->run(Duration::minutes(30));
  EXPECT_EQ(feed->read(contract, "latestRound()"), 1);
}

}  // namespace
}  // namespace orrery::nodes
