// Proves that the parts make a feed: four nodes over a real chain, real contracts and a market keep two feeds from one
// account each, by deviation and heartbeat, through restarts, failing sources and failing endpoints.
#include <gtest/gtest.h>

#include "chains/crypto/hash.h"
#include "nodes/feeds/feed_node.h"
#include "nodes/ocr2/median_codec.h"
#include "nodes/ocr2/median_plugin.h"
#include "nodes/ocr2/network_setup.h"
#include "tests/nodes/feeds/feed_world.h"

namespace orrery::nodes {
namespace {

using sim::Duration;

const sim::Time kFeedBegin = sim::parse_time("2025-10-20T06:00:00Z");
constexpr int kNodes = 4;
const MedianOnchainConfig kBounds{1, chains::Int256("100000000000000")};

OffchainConfig parameters(Duration heartbeat) {
  OffchainConfig config;
  config.delta_progress = Duration::seconds(40);
  config.delta_resend = Duration::seconds(20);
  config.delta_round = Duration::seconds(15);
  config.delta_grace = Duration::seconds(1);
  config.delta_stage = Duration::seconds(40);
  config.r_max = 4;
  config.s = {1, 1, 2};
  config.max_duration_query = Duration::milliseconds(200);
  config.max_duration_observation = Duration::seconds(8);
  config.max_duration_report = Duration::seconds(3);
  config.max_duration_should_accept = Duration::seconds(3);
  config.max_duration_should_transmit = Duration::seconds(3);
  MedianPluginConfig plugin;
  plugin.alpha_report_ppb = plugin.alpha_accept_ppb = 5'000'000;
  plugin.delta_c = heartbeat;
  config.plugin_config = encode(plugin);
  return config;
}

class Ocr2Feed : public testing::Test {
 protected:
  struct Node {
    sim::SimulatedHost* host = nullptr;
    FeedNodeSeat seat;
    std::optional<chains::Secp256k1KeyPair> account;
    std::vector<OracleKeys> keys;  // by feed
  };

  void build(std::vector<PricePoint> prices, std::vector<Duration> heartbeats) {
    feed = std::make_unique<FeedWorld>(std::move(prices));
    auto peers = std::make_shared<PeerDirectory>();
    for (int i = 0; i < kNodes; ++i) {
      auto& node = nodes.emplace_back(std::make_unique<Node>());
      const std::string name = "node-" + std::to_string(i);
      node->host = &feed->add_host(name, i == 0 ? "zone-a" : i == 1 ? "zone-b" : i == 2 ? "zone-c" : "zone-n");
      node->account = feed->funded(name);
      for (std::size_t job = 0; job < heartbeats.size(); ++job) {
        node->keys.push_back(
            make_oracle_keys(feed->signatures, name + "/" + std::to_string(job), node->account->address));
        (*peers)[node->keys.back().peer_id] = node->host->id();
      }
    }
    for (std::size_t job = 0; job < heartbeats.size(); ++job) deploy_feed(job, heartbeats[job]);
    for (auto& node : nodes) install(*node, peers);
    feed->start();
  }

  void deploy_feed(std::size_t job, Duration heartbeat) {
    using chains::AbiValue;
    const AbiValue zero{chains::Address{}};
    aggregators.push_back(feed->deploy("AccessControlledOCR2Aggregator",
                                       "(address,int192,int192,address,address,uint8,string)",
                                       {zero,
                                        {kBounds.min_answer},
                                        {kBounds.max_answer},
                                        zero,
                                        zero,
                                        {chains::Uint256(8)},
                                        {std::string("ETH / USD")}}));
    std::vector<OracleKeys> keys;
    for (const auto& node : nodes) keys.push_back(node->keys[job]);
    const auto config =
        make_network_config(keys, parameters(heartbeat), {{1, 2, 3}}, chains::keccak256(std::string_view("secret")));
    AbiValue::List signers, transmitters;
    for (const auto& address : config.signers) signers.push_back(AbiValue{address});
    for (const auto& address : config.transmitters) transmitters.push_back(AbiValue{address});
    feed->call(aggregators.back(), "setConfig(address[],address[],uint8,bytes,uint64,bytes)",
               {{signers},
                {transmitters},
                {chains::Uint256(1)},
                {encode(kBounds)},
                {chains::Uint256(kOcr2OffchainConfigVersion)},
                {encode(config.offchain)}});
  }

  void install(Node& node, const std::shared_ptr<const PeerDirectory>& peers) {
    FeedNodeSpec spec{.name = "ethereum", .chain = feed->access(*node.account)};
    PriceSourcesSpec link = feed->eth_sources();
    link.pair = feed->market.pair("LINK/ETH");
    for (const Address& aggregator : aggregators) {
      FeedJobSpec& job = spec.jobs.emplace_back();
      job.port.contract = job.contract.contract = aggregator;
      job.source.price = feed->eth_sources();
      job.source.juels = {.link = link};
    }
    node.host->install("ethereum", feed_node_program(spec, node.seat));
    for (std::size_t job = 0; job < aggregators.size(); ++job) {
      OracleSpec oracle{.network = "feed-" + std::to_string(job),
                        .network_entity = {},
                        .keys = node.keys[job],
                        .peers = peers,
                        .signatures = &feed->signatures,
                        .make_plugin = {},
                        .make_contract_port = {},
                        .local = {},
                        .tables = feed->world.tables()};
      connect_oracle(oracle, node.seat, job);
      node.host->install(oracle.network, [oracle](sim::Host& on) -> std::unique_ptr<sim::Program> {
        return std::make_unique<Oracle>(on, oracle);
      });
    }
  }

  chains::Int256 answer(std::size_t job = 0) { return feed->read(aggregators[job], "latestAnswer()"); }
  chains::Int256 rounds(std::size_t job = 0) { return feed->read(aggregators[job], "latestRound()"); }
  static chains::Int256 usd(std::int64_t whole) { return chains::Int256(whole) * 100'000'000; }

  std::vector<std::unique_ptr<Node>> nodes;  // outlive the world, whose programs leave their seats
  std::unique_ptr<FeedWorld> feed;
  std::vector<Address> aggregators;
};

TEST_F(Ocr2Feed, KeepsTwoFeedsFromOneAccountEach) {
  build({{kFeedBegin, Price::whole(4000)}, {kFeedBegin + Duration::minutes(20), Price::whole(4030)}},
        {Duration::minutes(10), Duration::hours(2)});
  feed->run(Duration::minutes(5));
  EXPECT_EQ(answer(0), usd(4000));
  EXPECT_EQ(answer(1), usd(4000));
  EXPECT_EQ(rounds(1), 1);
  feed->run(Duration::minutes(18));
  EXPECT_EQ(answer(0), usd(4030));  // a deviation of 0.75 %
  EXPECT_EQ(answer(1), usd(4030));
  EXPECT_EQ(rounds(1), 2);
  feed->run(Duration::minutes(40));
  EXPECT_GE(rounds(0), 6);  // a heartbeat every ten minutes
  EXPECT_LE(rounds(0), 8);
  EXPECT_EQ(rounds(1), 2);
  EXPECT_EQ(feed->steps.count(TransactionStep::kDisplaced), 0);
  // LINK at 0.0042 ether makes a whole ether worth 238 LINK and a bit.
  const auto reports = feed->steps.count(TransactionStep::kConfirmed);
  EXPECT_GE(reports, 8);
}

TEST_F(Ocr2Feed, SurvivesARestartOfEachNodeInTurn) {
  build({{kFeedBegin, Price::whole(4000)}}, {Duration::minutes(5)});
  feed->run(Duration::minutes(3));
  for (int i = 0; i < kNodes; ++i) {
    const std::string node = "node-" + std::to_string(i);
    feed->fault("crash", node, Duration::minutes(10 * i), Duration::minutes(7));
  }
  feed->run(Duration::minutes(45));
  EXPECT_GE(rounds(), 8);
  EXPECT_EQ(answer(), usd(4000));
}

TEST_F(Ocr2Feed, HaltsWithoutSourcesAndComesBackByItself) {
  build({{kFeedBegin, Price::whole(4000)}, {kFeedBegin + Duration::minutes(30), Price::whole(4100)}},
        {Duration::minutes(5)});
  feed->run(Duration::minutes(8));
  const auto before = rounds();
  EXPECT_GE(before, 1);
  for (const char* provider : {"p", "q"}) {
    feed->fault("provider-outage", provider, Duration::zero(), Duration::minutes(30));
  }
  feed->run(Duration::minutes(29));
  EXPECT_LE(rounds(), before + 1);
  EXPECT_EQ(answer(), usd(4000));
  feed->run(Duration::minutes(5));
  EXPECT_EQ(answer(), usd(4100));
}

TEST_F(Ocr2Feed, OneDeadEndpointIsNothing) {
  build({{kFeedBegin, Price::whole(4000)}}, {Duration::minutes(5)});
  feed->fault("rpc-outage", "rpc-a", Duration::minutes(3), Duration::hours(1));
  feed->run(Duration::minutes(40));
  EXPECT_GE(rounds(), 6);
}

}  // namespace
}  // namespace orrery::nodes
