// Proves that prices travel from venues over providers to a node as specified: what each layer leaves out when a part
// of the world fails, what the node is told, and that every fault of the market ends without a trace.
#include "nodes/market/market.h"

#include <gtest/gtest.h>

#include "sim/input_error.h"
#include "tests/nodes/market/small_market.h"

namespace orrery::nodes {
namespace {

using sim::Duration;

const Price kTrue = Price::whole(SmallMarket::kPrice);

TEST(Market, ANodeReadsTheTrueMarketThroughThreeLayers) {
  SmallMarket small;
  small.start();
  small.run(Duration::seconds(5));
  ASSERT_GE(small.readings.size(), 4u);
  EXPECT_EQ(small.last().price, kTrue);
  EXPECT_EQ(small.last().answers, 3u);
}

TEST(Market, OneWrongVenueIsAnOutlierForEveryProvider) {
  SmallMarket small;
  small.start();
  small.fault("venue-wrong-price", "a", Duration::seconds(2), Duration::seconds(10), {{"value", "0.0001"}});
  small.run(Duration::seconds(8));
  EXPECT_EQ(small.last().price, kTrue);
  EXPECT_GT(small.world.faults().scheduled()[0]->hits, 0u);
}

TEST(Market, AWrongProviderIsOutvotedByTheNodesMedian) {
  SmallMarket small;
  small.start();
  small.fault("provider-wrong-price", "p", Duration::seconds(2), Duration::seconds(10), {{"factor", "1.1"}});
  small.run(Duration::seconds(8));
  EXPECT_EQ(small.last().price, kTrue);
  small.fault("provider-wrong-price", "q", Duration::zero(), Duration::seconds(2), {{"factor", "1.2"}});
  small.run(Duration::milliseconds(1900));
  EXPECT_EQ(small.last().price, times_ppb(kTrue, 1'100'000'000));  // of 1, 1.1 and 1.2 times
}

TEST(Market, WithoutOutlierRulesVolumeWeighsWhatIsWrong) {
  SmallMarket small;
  small.start([](ProviderSpec& spec) { spec.outliers.kind = OutlierRule::Kind::kNone; });
  small.fault("venue-wrong-price", "a", Duration::seconds(2), Duration::seconds(10), {{"factor", "1.3"}});
  small.run(Duration::seconds(6));
  EXPECT_EQ(small.last().price, times_ppb(kTrue, 1'100'000'000));  // a third of the volume is 30 % off
  small.run(Duration::seconds(10));
  EXPECT_EQ(small.last().price, kTrue);
}

TEST(Market, VenuesInADeadZoneOrWithADeadServiceAreLeftOut) {
  SmallMarket small;
  small.start([](ProviderSpec& spec) {
    spec.outliers.kind = OutlierRule::Kind::kNone;
    spec.fewest_venues = 2;
    spec.oldest_answer = {};
  });
  small.fault("venue-wrong-price", "a", Duration::zero(), Duration::hours(1), {{"factor", "1.2"}});
  small.run(Duration::seconds(4));
  const Price with_three = small.last().price.value();
  EXPECT_LT(absolute(with_three - times_ppb(kTrue, 1'066'666'666)), parse_price("0.001"));  // 1.2 / 3 + 2 / 3
  small.fault("zone-outage", "zone-b", Duration::zero(), Duration::seconds(10));
  small.run(Duration::seconds(4));
  EXPECT_EQ(small.last().price, times_ppb(kTrue, 1'100'000'000));  // a and c are left
  small.fault("dns-failure", "zone-c/api", Duration::zero(), Duration::seconds(4), {{"tail", Duration::zero()}});
  small.run(Duration::seconds(3));
  EXPECT_FALSE(small.last().price);  // one is too few
  EXPECT_NE(small.last().error.find("0 of 3 providers gave a price, 2 are needed: 3 failed"), std::string::npos)
      << small.last().error;
  small.run(Duration::seconds(12));
  EXPECT_EQ(small.last().price, with_three);
}

TEST(Market, AProviderRepeatsItsLastPriceUntilItIsTooOld) {
  SmallMarket small;
  small.start([](ProviderSpec& spec) { spec.oldest_answer = Duration::seconds(20); });
  for (const char* venue : {"a", "b", "c"})
    small.fault("venue-outage", venue, Duration::seconds(3), Duration::minutes(2));
  small.run(Duration::seconds(20));
  EXPECT_EQ(small.last().price, kTrue);
  small.run(Duration::seconds(10));
  EXPECT_FALSE(small.last().price);
}

TEST(Market, ANodeDropsAnswersThatAdmitToBeOld) {
  SmallMarket small;
  small.sources.oldest = Duration::seconds(10);
  small.start();
  for (const char* venue : {"a", "b", "c"})
    small.fault("venue-outage", venue, Duration::seconds(3), Duration::minutes(2));
  small.run(Duration::seconds(30));
  EXPECT_FALSE(small.last().price);
  EXPECT_NE(small.last().error.find("3 stale"), std::string::npos) << small.last().error;
}

TEST(Market, SilentProvidersCostTheTimeoutAndTooFewAnswersAreNoPrice) {
  SmallMarket small;
  small.start();
  small.fault("provider-outage", "p", Duration::seconds(2), Duration::hours(1), {{"silent", true}});
  small.run(Duration::seconds(10));
  EXPECT_EQ(small.last().price, kTrue);
  EXPECT_EQ(small.last().answers, 2u);
  EXPECT_LT(small.readings.size(), 7u);  // five seconds of waiting for each
  const auto waiting = small.node->waiting();
  ASSERT_FALSE(waiting.empty());
  EXPECT_EQ(waiting.front().what, "price answers: 2 of 3");
  EXPECT_EQ(small.world.entities().name(waiting.front().on), "p");

  small.fault("provider-outage", "q", Duration::zero(), Duration::hours(1));
  small.run(Duration::seconds(10));
  EXPECT_FALSE(small.last().price);
  EXPECT_NE(small.last().error.find("1 of 3 providers gave a price, 2 are needed: 1 failed, 1 silent"),
            std::string::npos)
      << small.last().error;
}

TEST(Market, RateLimitsAndErrorsRefuseTheirShare) {
  SmallMarket small;
  small.sources.fewest_answers = 1;
  small.start();
  small.run(Duration::seconds(60 - small.world.now().unix_seconds() % 60));
  small.readings.clear();
  small.fault("provider-rate-limit", "p", Duration::zero(), Duration::minutes(1), {{"per_minute", std::int64_t{20}}});
  small.fault("provider-errors", "q", Duration::zero(), Duration::minutes(1),
              {{"share", sim::Fraction{1'000'000'000}}});
  small.run(Duration::minutes(1));
  std::size_t answers = 0;
  for (const auto& reading : small.readings) answers += reading.answers;
  // r answers always, p twenty times, q never; the borders of the minute may add or take one each.
  EXPECT_NEAR(static_cast<double>(answers), static_cast<double>(small.readings.size()) + 20, 2);
}

TEST(Market, AFrozenProviderClaimsThatItsPriceIsFreshUnlessItKnowsBetter) {
  for (const bool shows_age : {false, true}) {
    SmallMarket small;
    small.start();
    for (const char* name : {"p", "q", "r"}) {
      small.fault("provider-freeze", name, Duration::seconds(2), Duration::seconds(100), {{"shows_age", shows_age}});
    }
    small.fault("venue-wrong-price", "a", Duration::seconds(3), Duration::hours(1), {{"value", "5000"}});
    small.fault("venue-wrong-price", "b", Duration::seconds(3), Duration::hours(1), {{"value", "5000"}});
    small.run(Duration::seconds(90));
    EXPECT_EQ(small.last().price, shows_age ? std::nullopt : std::optional(kTrue));
    small.run(Duration::seconds(20));
    EXPECT_EQ(small.last().price, Price::whole(5000));  // of two against one
  }
}

TEST(Market, ALaggingProviderShowsOldPrices) {
  SmallMarket small;
  const sim::Time begin = small.world.now();
  const PairId rising = small.market.add_pair(
      "UP",
      std::make_unique<ScriptedPath>(
          std::vector<PricePoint>{{begin, Price::whole(1000)}, {begin + Duration::seconds(1000), Price::whole(2000)}},
          ScriptedPath::Between::kLinear));
  small.market.add_venue(
      {.name = "d", .zone = "zone-a", .lag = {}, .quotes = {{.pair = "UP", .noise = {}, .spread = {}}}});
  small.start();
  small.sources.pair = rising;
  for (const char* name : {"p", "q", "r"}) {
    small.fault("provider-lag", name, Duration::zero(), Duration::hours(1), {{"lag", Duration::seconds(40)}});
  }
  small.run(Duration::seconds(100) + Duration::milliseconds(500));
  EXPECT_EQ(small.last().price, Price::whole(1060));  // asked at second 100, as it was at second 60
}

TEST(Market, ManipulationRampsThereAndBackAndAWickPeaksHalfWay) {
  SmallMarket small;
  small.start();
  small.fault("venue-manipulation", "a", Duration::seconds(10), Duration::seconds(40),
              {{"factor", "1.4"}, {"ramp", Duration::seconds(20)}});
  small.fault("venue-wick", "b", Duration::seconds(10), Duration::seconds(40), {{"factor", "0.5"}});
  const auto shown = [&](const char* venue) {
    return small.market.venue(venue).quote(small.pair, small.world.now())->price;
  };
  small.run(Duration::seconds(20));
  EXPECT_EQ(shown("a"), times_ppb(kTrue, 1'200'000'000));
  EXPECT_EQ(shown("b"), times_ppb(kTrue, 750'000'000));
  small.run(Duration::seconds(10));
  EXPECT_EQ(shown("a"), times_ppb(kTrue, 1'400'000'000));
  EXPECT_EQ(shown("b"), times_ppb(kTrue, 500'000'000));
  small.run(Duration::seconds(15));
  EXPECT_EQ(shown("a"), times_ppb(kTrue, 1'100'000'000));
  small.run(Duration::seconds(10));
  EXPECT_EQ(shown("a"), kTrue);
  EXPECT_EQ(shown("b"), kTrue);
}

TEST(Market, FaultsComposeAndLiftingOneLeavesTheOthers) {
  SmallMarket small;
  small.start();
  const auto shown = [&] { return small.market.venue("a").quote(small.pair, small.world.now()); };
  small.fault("venue-wrong-price", "a", Duration::seconds(1), Duration::seconds(30), {{"factor", "1.1"}});
  small.fault("venue-wrong-price", "a", Duration::seconds(2), Duration::seconds(10), {{"factor", "1.2"}});
  small.fault("venue-freeze", "a", Duration::seconds(3), Duration::seconds(20));
  small.fault("venue-outage", "a", Duration::seconds(4), Duration::seconds(3));
  small.run(Duration::milliseconds(3500));
  EXPECT_EQ(shown()->price, times_ppb(kTrue, 1'320'000'000));  // the freeze holds the right price, shown wrong twice
  small.run(Duration::seconds(2));
  EXPECT_FALSE(shown());
  small.run(Duration::seconds(4));
  EXPECT_EQ(shown()->price, times_ppb(kTrue, 1'320'000'000));
  small.run(Duration::seconds(5));
  EXPECT_EQ(shown()->price, times_ppb(kTrue, 1'100'000'000));
  small.run(Duration::seconds(20));
  EXPECT_EQ(shown()->price, kTrue);
}

TEST(Market, WrongNamesAndParametersAreRefusedBeforeTheRun) {
  SmallMarket small;
  small.start();
  small.market.add_pair("BTC/USD", std::make_unique<ConstantPath>(Price::whole(100'000)));
  const auto refused = [&](const char* kind, const char* target, sim::Parameters parameters) {
    EXPECT_THROW(small.fault(kind, target, Duration::zero(), Duration::seconds(1), std::move(parameters)),
                 sim::InputError)
        << kind << " " << target;
  };
  refused("venue-outage", "aa", {});
  refused("venue-outage", "p", {});
  refused("provider-outage", "a", {});
  refused("venue-outage", "a", {{"price", "BTC/USD"}});
  refused("venue-outage", "a", {{"price", "ETH/EUR"}});
  refused("venue-wrong-price", "a", {});
  refused("venue-wrong-price", "a", {{"factor", "1.1"}, {"value", "3"}});
  refused("venue-wrong-price", "a", {{"factor", "much"}});
  refused("venue-manipulation", "a", {{"factor", "0"}});
  refused("provider-rate-limit", "p", {{"per_minute", std::int64_t{0}}});
  EXPECT_THROW(
      small.world.faults().schedule(small.world, {"venue-wick", "a", small.world.now(), {}, {{"factor", "2"}}, ""}),
      sim::InputError);
  EXPECT_THROW(small.market.pair("ETH/USDT"), sim::InputError);
  EXPECT_THROW(small.market.add_pair("ETH/USD", nullptr), sim::InputError);
  EXPECT_THROW(small.market.add_venue({.name = "e", .zone = "zone-a"}), sim::InputError);
  EXPECT_THROW(small.market.add_venue({.name = "e", .zone = "nowhere", .quotes = {{.pair = "ETH/USD"}}}),
               sim::InputError);
  EXPECT_THROW(small.market.add_provider({.name = "s", .venues = {"a"}, .fewest_venues = 2}), sim::InputError);
}

TEST(Market, ReadingTheTruePriceLeavesHistoryAlone) {
  const auto digest = [](bool watched) {
    SmallMarket small;
    small.start();
    for (int i = 0; i < 20; ++i) {
      small.run(Duration::milliseconds(500));
      if (watched) {
        small.market.true_price(small.pair, small.world.now());
        small.market.venue("b").quote(small.pair, small.world.now());
      }
    }
    return small.world.kernel().digest().to_text();
  };
  EXPECT_EQ(digest(true), digest(false));
}

}  // namespace
}  // namespace orrery::nodes
