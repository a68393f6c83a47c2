// Proves that the window's models say what a recording holds: counted again with plain SQL or known from the scenario's
// text, never from the models' own output.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "gui/charts/feed_series.h"
#include "gui/inspector/inspector_facts.h"
#include "gui/model/chain_tail.h"
#include "gui/model/density_profile.h"
#include "gui/model/feed_price.h"
#include "gui/model/message_window.h"
#include "gui/model/stepping.h"
#include "gui/round/round_sheet.h"
#include "gui/stage/stage_moment.h"
#include "sim/input_error.h"
#include "sim/recording/sqlite_database.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

struct Models : testing::Test {
  explicit Models(const std::string& recording = hello_recording())
      : query(recording), reader(query.reader()), world(WorldModel::read(reader)) {
    states.read_on(reader, stop);
    rounds.read_on(reader, world, states, stop);
    network = world.find("eth-usd");
  }
  std::int64_t count(const std::string& sql) const {
    std::int64_t number = 0;
    reader.select(sql, {}, [&number](const sim::Statement& row) {
      number = row.integer(0);
      return false;
    });
    return number;
  }
  MessageWindow window_of(const MessageSpan& span) {
    const scenarios::Filter all("", query.schema(), *query.schema().find("message"));
    return MessageWindow::read(query, world, span, all, stop);
  }
  std::atomic<bool> stop{false};
  scenarios::RecordingQuery query;
  sim::RecordingReader& reader;
  WorldModel world;
  StateHistory states;
  RoundHistory rounds;
  sim::EntityId network;
};

struct FullModels : Models {
  FullModels() : Models(full_hello_recording()) {}
};

TEST_F(Models, WorldHasThePlacesAndPromisesOfTheScenario) {
  EXPECT_EQ(world.zones.size(), 2u);
  ASSERT_EQ(world.groups.size(), 1u);
  EXPECT_EQ(world.groups[0].members.size(), 4u);
  EXPECT_EQ(world.groups[0].faulty_at_most, 1);
  EXPECT_EQ(world.groups[0].observation_quorum, 3);
  EXPECT_EQ(world.machine(world.find("rpc-west"))->role, MachineRole::kRpc);
  EXPECT_EQ(world.machine(world.find("data-api"))->role, MachineRole::kProvider);
  EXPECT_EQ(world.machine(world.find("eth-usd/node-2"))->label, "node-2");
  EXPECT_EQ(world.machine(world.find("eth-usd/node-2"))->rpc, std::vector<std::string>{"rpc-west"});
  ASSERT_EQ(world.faults.size(), 1u);
  EXPECT_EQ(world.faults[0].begin, at("00:50:00"));
  EXPECT_EQ(world.faults[0].end, at("01:20:00"));
  EXPECT_TRUE(world.faults[0].stands_at(at("01:00:00")));
  EXPECT_FALSE(world.faults[0].stands_at(at("01:20:00")));
  ASSERT_EQ(world.expectations.size(), 1u);
  EXPECT_EQ(world.expectations[0].violation, 0u);
}

TEST_F(Models, StatesAreWhatTheScenarioDidToTheMachine) {
  const sim::EntityId node = world.find("eth-usd/node-2");
  EXPECT_TRUE(states.at(node, at("00:49:59")).is_up());
  EXPECT_FALSE(states.at(node, at("00:50:00")).is_up());
  EXPECT_FALSE(states.at(node, at("01:19:59")).is_up());
  EXPECT_TRUE(states.at(node, at("01:20:01")).is_up());
  EXPECT_EQ(states.size(), static_cast<std::size_t>(count("SELECT count(*) FROM state")));
}

TEST_F(Models, ReadingOnAddsNothingTwice) {
  const std::size_t before = states.size(), rounds_before = rounds.size();
  states.read_on(reader, stop);
  rounds.read_on(reader, world, states, stop);
  EXPECT_EQ(states.size(), before);
  EXPECT_EQ(rounds.size(), rounds_before);
  EXPECT_EQ(rounds.size(), static_cast<std::size_t>(count("SELECT count(*) FROM span WHERE kind = 'round'")));
}

TEST_F(Models, RoundsAreFoundByTimeAndFollowEachOther) {
  const RoundSpan* round = rounds.at(network, at("01:00:00"));
  ASSERT_NE(round, nullptr);
  EXPECT_LE(round->begin, at("01:00:00").unix_nanoseconds());
  const RoundSpan* next = rounds.next(network, sim::Time::from_unix_nanoseconds(round->begin));
  ASSERT_NE(next, nullptr);
  EXPECT_GT(next->begin, at("01:00:00").unix_nanoseconds());
  EXPECT_EQ(rounds.previous(network, sim::Time::from_unix_nanoseconds(next->begin)), round);
  EXPECT_EQ(rounds.find(network, round->epoch, round->round), round);
  EXPECT_EQ(rounds.at(network, world.start), nullptr);
}

TEST_F(Models, AWindowHoldsExactlyTheMessagesOfItsTime) {
  const auto from = at("01:00:00"), until = at("01:05:00");
  const MessageWindow window = window_of({.from = from, .until = until, .broadcasts_from = from});
  const std::string span =
      " time >= " + std::to_string(from.unix_nanoseconds()) + " AND time < " + std::to_string(until.unix_nanoseconds());
  EXPECT_EQ(window.total, static_cast<std::size_t>(count("SELECT count(*) FROM message WHERE" + span)));
  EXPECT_EQ(window.messages.size(), window.total);
  std::set<std::uint64_t> dead;
  for (const Flight& flight : window.flights) {
    EXPECT_GE(flight.end, flight.begin);
    if (flight.lost) dead.insert(flight.delivery);
  }
  // Every dropped copy of these messages is a flight that is lost.
  EXPECT_EQ(
      dead.size(),
      static_cast<std::size_t>(count(
          "SELECT count(*) FROM delivery JOIN message ON message.id = delivery.message WHERE message." +
          span.substr(1, span.find(" AND ") - 1) + " AND message.time < " + std::to_string(until.unix_nanoseconds()))));
  EXPECT_FALSE(dead.empty());
}

TEST_F(Models, AnAnswerIsNeverDrawnBeforeItsRequestArrived) {
  const MessageWindow window = window_of({.from = at("00:30:00"), .until = at("00:31:00")});
  int caused = 0;
  for (const Flight& flight : window.flights) {
    if (flight.arrival != Arrival::kCaused) continue;
    ++caused;
    const auto cause = window.messages[flight.message].row;
    EXPECT_GT(count("SELECT (SELECT count(*) FROM message WHERE cause = " + std::to_string(cause) +
                    ") + (SELECT count(*) FROM state WHERE cause = " + std::to_string(cause) + ")"),
              0);
  }
  EXPECT_GT(caused, 0);
}

TEST_F(Models, AWindowThatHoldsTooMuchSaysSo) {
  const MessageWindow window = window_of({.from = world.start, .until = world.end, .most = 100});
  EXPECT_EQ(window.total, static_cast<std::size_t>(count("SELECT count(*) FROM message")));
  EXPECT_LE(window.messages.size(), 101u);
}

TEST_F(Models, AWindowOfTooManyCopiesIsSampledToo) {
  const MessageSpan span{.from = at("00:10:00"), .until = at("00:40:00"), .most_flights = 50};
  const MessageWindow window = window_of(span);
  EXPECT_TRUE(window.is_sampled());
  EXPECT_LE(window.flights.size(), 2 * span.most_flights);
  EXPECT_GT(window.flights.size(), 0u);
}

TEST_F(Models, BroadcastsOfLongAgoAreNotFlown) {
  const sim::Time later = at("01:04:00");
  const MessageWindow window = window_of({.from = at("01:00:00"), .until = at("01:05:00"), .broadcasts_from = later});
  bool answers = false, broadcasts = false;
  for (const Flight& flight : window.flights) {
    const WindowMessage& message = window.messages[flight.message];
    EXPECT_TRUE(!message.receiver.is_none() || message.time >= later.unix_nanoseconds());
    broadcasts |= message.receiver.is_none();
    answers |= !message.receiver.is_none() && message.time < later.unix_nanoseconds();
  }
  EXPECT_TRUE(answers);
  EXPECT_TRUE(broadcasts);
}

TEST_F(Models, WhatFliesAtAMomentIsWhatBeganAndHasNotEnded) {
  const MessageWindow window = window_of({.from = at("01:00:00"), .until = at("01:05:00")});
  std::size_t most = 0;
  for (std::size_t i = 0; i < window.flights.size(); i += 7) {
    const std::int64_t now = window.flights[i].begin + 1'000'000;
    std::vector<std::uint32_t> all;
    for (std::uint32_t f = 0; f < window.flights.size(); ++f)
      if (window.flights[f].begin <= now && now <= window.flights[f].end) all.push_back(f);
    EXPECT_EQ(StageMoment::flying_in(window, sim::Time::from_unix_nanoseconds(now)), all);
    most = std::max(most, all.size());
  }
  EXPECT_GT(most, 1u);
}

TEST_F(Models, AStoppedQuestionEndsEarly) {
  stop = true;
  const MessageWindow window = window_of({.from = world.start, .until = world.end, .most = 100'000});
  EXPECT_LE(window.messages.size(), 1u);
}

TEST_F(Models, TheSheetOfARoundWithOneNodeDown) {
  const RoundSpan* span = rounds.at(network, at("01:00:00"));
  ASSERT_NE(span, nullptr);
  const RoundSheet sheet = RoundSheet::read(query, world, *span, stop).at(at("01:00:00"), states);
  ASSERT_EQ(sheet.nodes.size(), 4u);
  ASSERT_EQ(sheet.steps[1].kind, "observe");
  EXPECT_EQ(sheet.steps[1].quorum, 3);
  EXPECT_EQ(sheet.steps[1].counted, 3);
  EXPECT_EQ(sheet.faulty_now, 1);
  EXPECT_EQ(sheet.cell(2, 1).mark, RoundCell::Mark::kDown);
  for (const std::size_t node : {0u, 1u, 3u}) EXPECT_EQ(sheet.cell(node, 1).mark, RoundCell::Mark::kSent) << node;
}

TEST_F(Models, TheStageTellsWhoLeadsAndWhoIsMissing) {
  const MessageWindow window = window_of({.from = at("00:59:40"), .until = at("01:00:20")});
  const StageMoment moment = StageMoment::of(world, states, rounds, window, at("01:00:00"));
  EXPECT_EQ(moment.down, 1);
  ASSERT_EQ(moment.networks.size(), 1u);
  EXPECT_EQ(moment.networks[0].up, 3);
  EXPECT_TRUE(moment.networks[0].can_agree());
  EXPECT_EQ(moment.networks[0].leader, rounds.at(network, at("01:00:00"))->leader);
  EXPECT_NE(headline(world, moment, network).find("crash on eth-usd/node-2"), std::string::npos);
  EXPECT_NE(headline(world, moment, network).find("1 machine down"), std::string::npos);
  const StageMoment before = StageMoment::of(world, states, rounds, window, at("00:49:00"));
  EXPECT_EQ(trouble_text(world, before), "");
}

TEST_F(Models, ARoundThatIsSkippedIsSoWhenItIsOver) {
  const auto& all = rounds.of(network);
  const auto moment_at = [&](std::int64_t time) {
    const sim::Time now = sim::Time::from_unix_nanoseconds(time);
    const MessageWindow window = window_of({.from = now - sim::Duration::seconds(20), .until = now});
    return StageMoment::of(world, states, rounds, window, now).networks[0];
  };
  for (const auto outcome : {RoundSpan::Outcome::kSkipped, RoundSpan::Outcome::kReported}) {
    const auto round = std::find_if(all.begin(), all.end(), [&](const auto& span) { return span.outcome == outcome; });
    ASSERT_NE(round, all.end());
    EXPECT_FALSE(moment_at(round->end - 1).skipped);
    EXPECT_EQ(moment_at(round->end).skipped, outcome == RoundSpan::Outcome::kSkipped);
  }
}

TEST_F(Models, WhoAsksAfterTheLastRoundOfAnEpochHasNoneOfItsAnswers) {
  int seen = 0;
  for (const sim::EntityId member : world.group(network)->members) {
    for (const StateHistory::Change& change : states.changes(member, StateHistory::Field::kPhase)) {
      const sim::Time after = sim::Time::from_unix_nanoseconds(change.time + 1);
      const RoundSpan* last = rounds.at(network, after);
      if (states.text(change.value) != "observe" || last == nullptr || last->row > change.row) continue;
      const MessageWindow window = window_of({.from = after - sim::Duration::seconds(20), .until = after});
      const NetworkMoment moment = StageMoment::of(world, states, rounds, window, after).networks[0];
      if (moment.leader != member || moment.epoch != last->epoch) continue;
      EXPECT_TRUE(moment.asks_in_vain);
      EXPECT_EQ(moment.observations, 0);
      ++seen;
    }
  }
  EXPECT_GT(seen, 0);
}

TEST_F(Models, DensityCountsEveryRow) {
  const DensityProfile density = DensityProfile::read(reader);
  EXPECT_EQ(density.total(DensityProfile::kMessages),
            static_cast<std::uint64_t>(count("SELECT count(*) FROM message")));
  std::uint64_t in_columns = 0;
  for (const auto& column : density.columns(world.start.unix_nanoseconds(), world.end.unix_nanoseconds() + 1, 37)) {
    in_columns += column[DensityProfile::kMessages];
  }
  EXPECT_EQ(in_columns, density.total(DensityProfile::kMessages));
}

TEST_F(FullModels, CopiesThatArrivedAreNotDropped) {
  const auto dropped =
      static_cast<std::uint64_t>(count("SELECT count(*) FROM delivery WHERE fate NOT IN ('delivered', 'duplicate')"));
  EXPECT_GT(dropped, 0u);
  EXPECT_GT(static_cast<std::uint64_t>(count("SELECT count(*) FROM delivery")), 2 * dropped);
  const DensityProfile density = DensityProfile::read(reader);
  EXPECT_EQ(density.total(DensityProfile::kDropped), dropped);
}

TEST_F(FullModels, AnswersAreFoundWhateverBroughtThemToTheChain) {
  const FeedSeries series = FeedSeries::read(reader, world, world.groups[0], world.start, world.end, 100, stop);
  // AnswerUpdated(int256,uint256,uint256), of which the contract's first tells zero.
  EXPECT_EQ(series.answers.size(),
            static_cast<std::size_t>(count("SELECT count(*) FROM log WHERE hex(substr(topic0, 1, 4)) = '0559884F' AND "
                                           "topic1 <> zeroblob(32)")));
  ASSERT_GE(series.answers.size(), 1u);
  for (const FeedAnswer& answer : series.answers) EXPECT_NEAR(answer.value, 3900, 3900 * 0.005);
}

TEST_F(Models, AnswersStandWithinTheThresholdOfTheMarket) {
  const FeedSeries series = FeedSeries::read(reader, world, world.groups[0], world.start, world.end, 100, stop);
  EXPECT_EQ(series.answers.size(), 3u);  // the report of this scenario says 3 updates
  for (const FeedAnswer& answer : series.answers) EXPECT_NEAR(answer.value, 3900, 3900 * 0.005);
  ASSERT_EQ(series.market.size(), 100u);
  EXPECT_DOUBLE_EQ(series.market[50], 3900);
  EXPECT_LT(series.deviation(0), 0);
  EXPECT_GE(series.deviation(99), 0);
  EXPECT_LE(series.staleness(99), 3720);
}

TEST_F(Models, TheFeedsPriceIsThatOfTheLastMetrics) {
  const FeedPrice none = FeedPrice::read(reader, network, world.start - sim::Duration::seconds(1));
  EXPECT_EQ(none, FeedPrice{});
  const FeedPrice price = FeedPrice::read(reader, network, at("02:30:00"));
  EXPECT_DOUBLE_EQ(price.market, 3900);  // the scenario's constant price
  EXPECT_NEAR(price.answer, 3900, 3900 * 0.005);
  EXPECT_EQ(price_trouble(world.groups[0], price), "");
}

TEST(FeedPriceWords, TroubleIsTwiceTheDeviationAndAPercentAtLeast) {
  Group feed;
  feed.name = "luna-usd";
  feed.deviation = 0.005;
  EXPECT_EQ(price_trouble(feed, {100, 100.9}), "");
  EXPECT_EQ(price_trouble(feed, {100, 101.2}), "the answer of luna-usd, 101.2, is 1.2 % off its market, 100");
  EXPECT_EQ(price_trouble(feed, {0.07, 0.105}), "the answer of luna-usd, 0.105, is 50 % off its market, 0.07");
  feed.deviation = 0.1;
  EXPECT_EQ(price_trouble(feed, {100, 115}), "");
  EXPECT_EQ(price_trouble(feed, {100, 0}), "");
}

TEST_F(Models, TheTailOfAChainEndsAtTheCursor) {
  const ChainTail tail = ChainTail::read(reader, world.chains[0], at("01:00:00"), 8);
  ASSERT_EQ(tail.blocks.size(), 8u);
  EXPECT_EQ(tail.blocks.back().number,
            count("SELECT max(number) FROM block WHERE time <= " + std::to_string(at("01:00:00").unix_nanoseconds())));
  EXPECT_LT(tail.finalized, tail.blocks.back().number);
  EXPECT_GE(tail.finalized, 0);
}

TEST_F(Models, AChainTellsItsHeadAndHowFarItIsFinal) {
  const sim::EntityId chain = world.chains[0];
  const auto until = [](const char* table) {
    return std::string(" FROM ") + table + " WHERE time <= " + std::to_string(at("01:00:00").unix_nanoseconds());
  };
  const auto head = count("SELECT max(number)" + until("block"));
  const auto final = count("SELECT max(number)" + until("finality") + " AND kind = 'finalized'");
  std::map<std::string, std::string> facts;
  for (const Fact& fact : chain_facts(reader, world, chain, at("01:00:00"))) facts.emplace(fact.name, fact.value);
  EXPECT_TRUE(facts["newest block"].starts_with(std::to_string(head) + " at ")) << facts["newest block"];
  EXPECT_EQ(facts["finalized"],
            "block " + std::to_string(final) + ", " + std::to_string(head - final) + " behind the newest");
  EXPECT_TRUE(facts["base fee"].ends_with(" gwei"));
  EXPECT_EQ(facts["written to by"], "eth-usd");
}

TEST_F(Models, ACrashedMachineIsNoOutageOfItsZone) {
  ASSERT_FALSE(world.faults[0].zone.is_none());
  EXPECT_FALSE(world.strikes_zone(world.faults[0], world.faults[0].zone));
  FaultBar outage = world.faults[0];
  outage.target = world.name_of(outage.zone);
  EXPECT_TRUE(world.strikes_zone(outage, outage.zone));
}

TEST_F(Models, StepsGoToTheNextRowAndBack) {
  const auto forward = step_from(reader, StepKind::kHop, at("01:00:00"), true);
  ASSERT_TRUE(forward.has_value());
  EXPECT_EQ(
      static_cast<std::int64_t>(forward->row),
      count("SELECT min(id) FROM (SELECT id, time FROM message UNION ALL SELECT id, time FROM delivery) WHERE time > " +
            std::to_string(at("01:00:00").unix_nanoseconds())));
  const auto back = step_from(reader, StepKind::kHop, forward->time, false);
  ASSERT_TRUE(back.has_value());
  EXPECT_LT(back->row, forward->row);
  EXPECT_FALSE(step_from(reader, StepKind::kBlock, world.end + sim::Duration::hours(1), true).has_value());
}

TEST_F(Models, MomentsAreReadAsPeopleWriteThem) {
  const sim::Time noon = at("12:00:00");
  EXPECT_EQ(parse_moment("06:48:31", noon), at("06:48:31"));
  EXPECT_EQ(parse_moment("06:48", noon), at("06:48:00"));
  EXPECT_EQ(parse_moment("+90s", noon), at("12:01:30"));
  EXPECT_EQ(parse_moment("-2min", noon), at("11:58:00"));
  EXPECT_EQ(parse_moment("2025-01-01T03:00:00Z", noon), at("03:00:00"));
  EXPECT_THROW(parse_moment("soon", noon), sim::InputError);
}

TEST_F(Models, TransmissionsAreDecoded) {
  const AbiBook book;
  const auto transmit = count("SELECT id FROM \"transaction\" WHERE hex(substr(input, 1, 4)) = 'B1DC65A4' LIMIT 1");
  const auto facts = row_facts(reader, book, static_cast<std::uint64_t>(transmit));
  ASSERT_TRUE(facts.has_value());
  ASSERT_FALSE(facts->facts.empty());
  EXPECT_EQ(facts->facts[0].name, "call");
  EXPECT_TRUE(facts->facts[0].value.starts_with("transmit(")) << facts->facts[0].value;
  EXPECT_FALSE(row_facts(reader, book, 999'999'999).has_value());
}

TEST_F(Models, WhyLeadsFromTheDeadMachineToTheFault) {
  const auto down = count("SELECT id FROM state WHERE value = 'down' LIMIT 1");
  const scenarios::WhyAnswer answer = why_row(reader, static_cast<std::uint64_t>(down));
  ASSERT_EQ(answer.steps.size(), 2u);
  EXPECT_EQ(answer.steps.back().table, "fault");
  EXPECT_TRUE(why_row(reader, 999'999'999).steps.empty());
}

}  // namespace
}  // namespace orrery::gui
