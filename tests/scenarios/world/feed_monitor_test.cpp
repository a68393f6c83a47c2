// Proves that a feed's figures are those of the canonical chain, on the clock of whoever reads it: answers that a reorg
// undoes or brings back, a feed that never answers, a rollup that states times of the past.
#include "scenarios/world/feed_monitor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "chains/contracts/signature.h"
#include "sim/recording/sqlite_database.h"
#include "tests/chains/ledger/test_chains.h"
#include "tests/scenarios/recorded_day.h"

namespace orrery::scenarios {
namespace {

using namespace sim::literals;
using sim::Duration;

/// A feed with a heartbeat of 10 minutes and 2 of slack, 1 % and 3 minutes for deviations, and a true price of 100.
class WatchedFeed : public testing::Test {
 protected:
  WatchedFeed()
      : chain_(ledger_.ledgers.add_chain(chains::TestWorld::quiet_spec())),
        chain_monitor_(chain_, figures_),
        monitor_(ledger_.world, figures_, spec()) {}

  FeedMonitorSpec spec() {
    FeedMonitorSpec spec;
    spec.name = "feed";
    spec.entity = ledger_.world.add_entity("feed", "feed");
    spec.market = &market_;
    spec.chain = &chain_monitor_;
    spec.heartbeat = 10_min;
    spec.heartbeat_slack = 2_min;
    spec.deviation = {10'000'000};
    spec.deviation_slack = 3_min;
    spec.watch_below = Price::whole(95);
    return spec;
  }
  /// Moves to so long after the start.
  void at(Duration since_start) { ledger_.world.kernel().run_until(start_ + since_start); }
  void answer(std::int64_t price, std::uint64_t block) { monitor_.on_answer(Price::whole(price), block, {}); }
  void end(Duration since_start) {
    at(since_start);
    monitor_.finish();
  }
  template <class T>
  T figure(const char* name) {
    return std::get<T>(figures_.find(std::string("feed.feed.") + name)->value);
  }
  std::int64_t count(const char* name) { return figure<std::int64_t>(name); }
  Duration span(const char* name) { return figure<Duration>(name); }

  chains::TestWorld ledger_;
  sim::Time start_ = ledger_.world.now();
  Figures figures_;
  nodes::ConstantPath market_{Price::whole(100)};
  chains::Chain& chain_;
  ChainMonitor chain_monitor_;
  FeedMonitor monitor_;
};

TEST_F(WatchedFeed, MissesAHeartbeatAndEachFurtherOne) {
  at(1_min), answer(100, 1);
  at(35_min), answer(100, 2);
  end(40_min);
  EXPECT_EQ(count("missed_heartbeats"), 3) << "at 13, 23 and 33 minutes";
  EXPECT_EQ(span("unavailable"), 22_min);
  EXPECT_EQ(span("longest_staleness"), 34_min);
}

TEST_F(WatchedFeed, AnUndoneAnswerCountsForNothing) {
  at(1_min), answer(100, 1);
  at(8_min), answer(90, 2);
  at(10_min), monitor_.on_reorg(2);
  end(40_min);
  EXPECT_EQ(count("updates"), 1);
  for (const char* const of : {"last_answer", "lowest_answer", "highest_answer"})
    EXPECT_EQ(figure<Price>(of), Price::whole(100)) << of;
  EXPECT_EQ(span("first_below"), 40_min) << "never";
  EXPECT_EQ(span("time_below"), 0_s);
  EXPECT_EQ(span("longest_staleness"), 39_min);
  EXPECT_EQ(count("missed_heartbeats"), 3) << "at 13, 23 and 33 minutes";
  EXPECT_EQ(span("unavailable"), 27_min);
  EXPECT_EQ(figure<Deviation>("largest_deviation"), Deviation{100'000'000}) << "seen while it stood";
  EXPECT_EQ(count("missed_deviations"), 0) << "it stood for less than the slack";
}

TEST_F(WatchedFeed, AReorgOfOtherBlocksChangesNothing) {
  at(1_min), answer(100, 1);
  at(8_min), answer(90, 2);
  at(10_min), monitor_.on_reorg(3);
  end(19_min);
  EXPECT_EQ(count("updates"), 2);
  EXPECT_EQ(figure<Price>("last_answer"), Price::whole(90));
  EXPECT_EQ(span("first_below"), 8_min);
  EXPECT_EQ(span("time_below"), 11_min);
  EXPECT_EQ(count("missed_heartbeats"), 0);
}

TEST_F(WatchedFeed, AnAnswerMinedAgainCountsFromThere) {
  at(1_min), answer(100, 1);
  at(8_min), answer(90, 2);
  at(10_min), monitor_.on_reorg(2), answer(90, 3);
  end(21_min);
  EXPECT_EQ(count("updates"), 2);
  EXPECT_EQ(span("longest_staleness"), 11_min);
  EXPECT_EQ(span("first_below"), 10_min);
  EXPECT_EQ(span("time_below"), 11_min);
  EXPECT_EQ(count("missed_heartbeats"), 0) << "due at 22 minutes";
}

TEST_F(WatchedFeed, HeartbeatsThatTheUndoneAnswersHidAreMissedOnce) {
  at(1_min), answer(100, 1);
  at(12_min), answer(100, 2);
  at(30_min), monitor_.on_reorg(2);
  end(35_min);
  EXPECT_EQ(count("missed_heartbeats"), 3) << "at 13, 23 and 33 minutes, of which one was seen before the reorg";
  EXPECT_EQ(span("unavailable"), 11_min) << "from what was seen to be missing, at 24 minutes";
}

TEST_F(WatchedFeed, AGapThatWasOverdueBeforeStaysSoWhenWhatEndedItIsUndone) {
  at(1_min), answer(100, 1);
  at(14_min), answer(100, 2);
  at(16_min), monitor_.on_reorg(2);
  end(20_min);
  EXPECT_EQ(count("missed_heartbeats"), 1);
  EXPECT_EQ(span("unavailable"), 5_min) << "from 13 to 14 minutes and from 16 on";
}

TEST_F(WatchedFeed, AFeedWithoutAnAnswerIsUnavailableAfterItsSlack) {
  end(10_min);
  EXPECT_EQ(span("unavailable"), 7_min - 1_s) << "it is looked at once a second";
  EXPECT_EQ(span("longest_outage"), 7_min - 1_s);
  EXPECT_EQ(count("missed_heartbeats"), 0);
  EXPECT_EQ(count("missed_deviations"), 0);
}

TEST_F(WatchedFeed, AFirstAnswerMakesAFeedAvailable) {
  at(5_min), answer(100, 1);
  end(10_min);
  EXPECT_EQ(span("unavailable"), 2_min - 1_s);
}

TEST_F(WatchedFeed, AFeedWhoseOnlyAnswerIsUndoneHasNone) {
  at(1_min), answer(90, 1);
  at(6_min), monitor_.on_reorg(1);
  end(10_min);
  EXPECT_EQ(count("updates"), 0);
  EXPECT_EQ(figure<Price>("last_answer"), Price{});
  EXPECT_EQ(span("longest_staleness"), 10_min);
  EXPECT_EQ(count("missed_deviations"), 1) << "while it stood";
  EXPECT_EQ(span("unavailable"), 10_min - (4_min + 2_s)) << "off, and then none";
}

struct FeedOnDay {
  const char* name;
  const char* event;
};

/// The number that a SELECT over the feed's answers and the transactions to its contract finds, those before the start
/// left out.
std::int64_t counted(const RecordedDay& day, const FeedOnDay& feed, const std::string& sql) {
  const chains::Bytes32 topic = chains::topic_of(feed.event);
  const std::string tables = R"(
    WITH answer AS (SELECT log.time, log.address, block.status FROM log JOIN block ON log.block = block.id
                    WHERE topic0 = ?1 AND log.time > (SELECT min(time) FROM block)),
         payment AS (SELECT block.status, sent.gas_used AS gas,
                            sent.gas_used * CAST(effective_gas_price AS INTEGER) AS fee
                     FROM "transaction" AS sent JOIN block ON sent.block = block.id
                     WHERE to_address = (SELECT address FROM answer) AND sent.time > (SELECT min(time) FROM block)) )";
  std::int64_t number = 0;
  day.reader().select(tables + sql, {sim::BytesView(topic.data)}, [&](const sim::Statement& statement) {
    number = statement.integer(0);
    return false;
  });
  return number;
}

// The recording marks blocks that were undone: what is said of a feed is counted afresh from those that stand.
TEST(FeedsOnAReorganisedChain, HaveTheFiguresOfTheCanonicalChain) {
  const RecordedDay day("tests/scenarios/world/undone-day.toml");
  for (const FeedOnDay& feed : {FeedOnDay{"feed", "AnswerUpdated(int256,uint256,uint256)"},
                                FeedOnDay{"median", "LogMedianPrice(uint256,uint256)"}}) {
    SCOPED_TRACE(feed.name);
    const std::string path = std::string("feed.") + feed.name + ".";
    EXPECT_GT(counted(day, feed, "SELECT count(*) FROM answer WHERE status = 'reorged'"), 0) << "else nothing is shown";
    const std::string standing = " FROM answer WHERE status = 'canonical'";
    EXPECT_EQ(day.count(path + "updates"), counted(day, feed, "SELECT count(*)" + standing));
    const std::string gaps = "SELECT time - lag(time) OVER (ORDER BY time) AS gap" + standing;
    EXPECT_EQ(day.figure<Duration>(path + "longest_staleness").count_nanoseconds(),
              counted(day, feed, "SELECT max(gap) FROM (" + gaps + ")"));
    const std::string paid = " FROM payment WHERE status = 'canonical'";
    EXPECT_EQ(day.count(path + "transactions"), counted(day, feed, "SELECT count(*)" + paid));
    EXPECT_EQ(day.count(path + "gas"), counted(day, feed, "SELECT sum(gas)" + paid));
    EXPECT_EQ(day.figure<Wei>(path + "gas_cost").amount, counted(day, feed, "SELECT sum(fee)" + paid));
  }
}

TEST(FeedOnARollup, IsAsStaleAsItsReadersSawIt) {
  const RecordedDay day("tests/scenarios/world/sequencer-day.toml");
  const auto staleness = day.figure<Duration>("feed.feed.longest_staleness");
  EXPECT_GE(staleness, 40_min);
  // It was overdue from heartbeat + slack on, until the answer came.
  EXPECT_EQ(day.figure<Duration>("feed.feed.longest_outage"), staleness - 12_min);
  EXPECT_EQ(day.figure<Duration>("feed.feed.unavailable"), staleness - 12_min);
  EXPECT_EQ(day.count("feed.feed.missed_heartbeats"), (staleness - 2_min) / 10_min);
}

}  // namespace
}  // namespace orrery::scenarios
