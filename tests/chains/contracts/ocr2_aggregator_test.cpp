// Proves: under random sequences of reports, payments and reconfigurations the aggregator does what a model of a few
// lines does, and LINK neither appears nor vanishes. Exact bytes and gas: tests/known_answers.
#include "chains/contracts/ocr2_aggregator.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <optional>

#include "tests/chains/contracts/ocr2_feed.h"

namespace orrery::chains {
namespace {

constexpr std::size_t kMostOracles = 7;
const Uint256 kLinkUnit = Uint256(1'000'000'000) * 1'000'000'000;

/// What the contract should remember.
struct Model {
  std::size_t n = 4, f = 1;
  std::uint64_t epoch_and_round = 0;
  std::uint32_t round_id = 0;
  Int256 answer = 0;
  std::vector<std::uint32_t> unpaid_rounds = std::vector<std::uint32_t>(kMostOracles, 0);

  /// The reason for which a report is refused, or "".
  std::string refusal(const Ocr2Feed::Report& report, std::size_t transmitter) const {
    if ((std::uint64_t(report.epoch) << 8 | report.round) <= epoch_and_round) return "stale report";
    if (transmitter >= n) return "unauthorized transmitter";
    if (report.signers.size() != f + 1) return "wrong number of signatures";
    for (const auto signer : report.signers)
      if (signer >= n) return "signature error";
    auto sorted = report.signers;
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) != sorted.end()) return "duplicate signer";
    if (report.observations.size() <= f) return "too few values to trust median";
    const Int256& median = report.observations[report.observations.size() / 2];
    if (median < Ocr2Feed::kMin || median > Ocr2Feed::kMax) return "median is out of min-max range";
    return "";
  }
};

Ocr2Feed::Report any_report() {
  const auto index = rc::gen::inRange<std::size_t>(0, kMostOracles);
  Ocr2Feed::Report report;
  report.epoch = *rc::gen::inRange<std::uint32_t>(0, 6);
  report.round = *rc::gen::inRange<std::uint8_t>(0, 4);
  report.signers = *rc::gen::resize(3, rc::gen::container<std::vector<std::size_t>>(index));
  for (const auto value : *rc::gen::resize(8, rc::gen::container<std::vector<int>>(rc::gen::inRange(-2, 1'000'004))))
    report.observations.push_back(value);
  return report;
}
/// Acceptable at (epoch, round), so that histories grow.
Ocr2Feed::Report good_report(const Model& model) {
  Ocr2Feed::Report report;
  const std::uint64_t next = model.epoch_and_round + 1;
  report.epoch = static_cast<std::uint32_t>(next >> 8);
  report.round = static_cast<std::uint8_t>(next & 0xff);
  for (std::size_t i = 0; i <= model.f; ++i) report.signers.push_back(i);
  report.observations.assign(model.f + 1, *rc::gen::inRange(1, 1'000'001));
  return report;
}

RC_GTEST_PROP(Ocr2Aggregator, AcceptsAndRefusesAsTheModelDoes, ()) {
  ContractWorld world;
  Ocr2Feed feed(world);
  Model model;
  RC_ASSERT(feed.set_config(model.n, static_cast<std::uint8_t>(model.f)).ok);
  const int steps = *rc::gen::inRange(0, 25);
  for (int i = 0; i < steps; ++i) {
    if (*rc::gen::inRange(0, 10) == 0) {
      model.n = *rc::gen::inRange<std::size_t>(4, kMostOracles + 1);
      model.f = *rc::gen::inRange<std::size_t>(1, (model.n - 1) / 3 + 1);
      model.epoch_and_round = 0;
      RC_ASSERT(feed.set_config(model.n, static_cast<std::uint8_t>(model.f)).ok);
    }
    const auto report = *rc::gen::inRange(0, 2) == 0 ? any_report() : good_report(model);
    const auto from = *rc::gen::inRange<std::size_t>(0, 5);
    const std::string refusal = model.refusal(report, from);
    RC_ASSERT(reason_of(feed.transmit(from, report)) == refusal);
    if (refusal.empty()) {
      model.epoch_and_round = std::uint64_t(report.epoch) << 8 | report.round;
      ++model.round_id;
      model.answer = report.observations[report.observations.size() / 2];
    }
    RC_ASSERT(world.read<Int256>(feed.aggregator(), "latestAnswer()") == model.answer);
    RC_ASSERT(world.read<Uint256>(feed.aggregator(), "latestRound()") == model.round_id);
  }
}

RC_GTEST_PROP(Ocr2Aggregator, LinkIsConservedAndEveryOraclePaidItsRounds, ()) {
  ContractWorld world;
  Ocr2Feed feed(world);
  Model model;
  const Uint256 funds = 1'000 * kLinkUnit;
  feed.set_config(model.n, 1);
  feed.set_payees(kMostOracles);
  world.send(feed.owner(), feed.link(), "mint(address,uint256)", feed.aggregator(), funds);
  const std::uint32_t observation_gjuels = 1'000'000;
  world.send(feed.owner(), feed.aggregator(), "setBilling(uint32,uint32,uint32,uint32,uint24)", 1'000u, 30u,
             observation_gjuels, 0u, UintN<24>{0});
  std::vector<Uint256> earned(kMostOracles, 0);
  const int steps = *rc::gen::inRange(0, 20);
  for (int i = 0; i < steps; ++i) {
    const auto oracle = *rc::gen::inRange<std::size_t>(0, model.n);
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        world.send(feed.payee(oracle), feed.aggregator(), "withdrawPayment(address)", feed.transmitter(oracle));
        break;
      case 1:
        model.n = *rc::gen::inRange<std::size_t>(4, kMostOracles + 1);
        model.epoch_and_round = 0;
        RC_ASSERT(feed.set_config(model.n, 1).ok);
        break;
      default:
        RC_ASSERT(feed.transmit(oracle, good_report(model)).ok);
        ++model.epoch_and_round;
        for (std::size_t j = 0; j < model.n; ++j) earned[j] += Uint256(observation_gjuels) * 1'000'000'000;
    }
    Uint256 total = feed.link_balance(feed.aggregator());
    Int256 owed = 0;
    for (std::size_t j = 0; j < kMostOracles; ++j) {
      RC_ASSERT(feed.link_balance(feed.payee(j)) + feed.owed(j) == earned[j]);
      total += feed.link_balance(feed.payee(j));
      owed += Int256(feed.owed(j));
    }
    RC_ASSERT(total == funds);
    RC_ASSERT(world.read<Int256>(feed.aggregator(), "linkAvailableForPayment()") ==
              Int256(feed.link_balance(feed.aggregator())) - owed);
  }
}

TEST(Ocr2Aggregator, OnlyPeopleAndAdmittedContractsRead) {
  ContractWorld world;
  Ocr2Feed feed(world);
  feed.set_config(4, 1);
  Ocr2Feed::Report report{1, 1, {100, 101, 102}, {0, 1}, 0};
  ASSERT_TRUE(feed.transmit(0, report).ok);
  const Address consumer = world.deploy("FeedConsumer", feed.owner(), feed.aggregator(), Uint256(3'600));
  EXPECT_EQ(reason_of(world.send(feed.owner(), consumer, "useUnchecked()")), "No access");
  ASSERT_TRUE(world.send(feed.owner(), feed.aggregator(), "addAccess(address)", consumer).ok);
  EXPECT_TRUE(world.send(feed.owner(), consumer, "useUnchecked()").ok);
  EXPECT_EQ(world.read<Int256>(consumer, "lastAnswer()"), 101);
}

TEST(EacAggregatorProxy, RoundIdsCarryThePhase) {
  ContractWorld world;
  Ocr2Feed first(world), second(world);
  const Address proxy = world.deploy("EACAggregatorProxy", first.owner(), first.aggregator(), Address{});
  for (auto* feed : {&first, &second}) {
    feed->set_config(4, 1);
    world.send(feed->owner(), feed->aggregator(), "addAccess(address)", proxy);
    ASSERT_TRUE(feed->transmit(0, {1, 1, {100, 101, 102}, {0, 1}, 0}).ok);
  }
  EXPECT_EQ(world.read<Uint256>(proxy, "latestRound()"), (Uint256(1) << 64) + 1);
  world.send(first.owner(), proxy, "proposeAggregator(address)", second.aggregator());
  world.send(first.owner(), proxy, "confirmAggregator(address)", second.aggregator());
  EXPECT_EQ(world.read<Uint256>(proxy, "latestRound()"), (Uint256(2) << 64) + 1);
  EXPECT_EQ(world.read<Int256>(proxy, "getAnswer(uint256)", Uint256((Uint256(1) << 64) + 1)), 101);
}

}  // namespace
}  // namespace orrery::chains
