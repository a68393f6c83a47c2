// Proves that the stage says of a chain that it is silent only when its own pace lets a block be expected, and of a
// leader that gathers signatures how many of them it needs.
#include <gtest/gtest.h>

#include "gui/stage/chain_silence.h"
#include "gui/stage/stage_moment.h"

namespace orrery::gui {
namespace {

sim::Time second(std::int64_t number) { return sim::Time::from_unix_nanoseconds(number * 1'000'000'000); }

// Twelve blocks, `apart` seconds apart; the first at second 0.
ChainTail tail_of(std::int64_t apart) {
  ChainTail tail;
  for (std::int64_t i = 0; i < 12; ++i) {
    TailBlock block;
    block.number = i;
    block.time = second(i * apart).unix_nanoseconds();
    tail.blocks.push_back(block);
  }
  return tail;
}

TEST(ChainSilence, IsToldByTheChainsOwnPace) {
  EXPECT_EQ(silence_text(tail_of(12), second(11 * 12 + 90)), "");
  EXPECT_EQ(silence_text(tail_of(12), second(11 * 12 + 100)), "no block for 100 s");
  EXPECT_EQ(silence_text(tail_of(12), second(11 * 12 + 150)), "no block for 2 min");
  EXPECT_EQ(silence_text(tail_of(1), second(11 + 9)), "");
  EXPECT_EQ(silence_text(tail_of(1), second(11 + 11)), "no block for 11 s");
}

TEST(ChainSilence, OneMissedSlotOrABlockThatWasUndoneChangesNoPace) {
  ChainTail tail = tail_of(12);
  tail.blocks.erase(tail.blocks.begin() + 5);
  tail.blocks[3].reorged = true;
  EXPECT_EQ(silence_text(tail, second(11 * 12 + 90)), "");
  EXPECT_EQ(silence_text(tail, second(11 * 12 + 100)), "no block for 100 s");
}

TEST(ChainSilence, AChainWithoutAPaceIsNotSilent) {
  ChainTail tail = tail_of(12);
  tail.blocks.resize(3);
  EXPECT_EQ(silence_text(tail, second(100'000)), "");
  EXPECT_EQ(silence_text({}, second(100'000)), "");
}

TEST(StageWords, AReportNeedsOneAnswerMoreThanCanBeFaulty) {
  WorldModel world;
  world.entities = {
      {{0}, "network", "net", {}, {}}, {{1}, "zone", "here", {}, {}}, {{2}, "host", "net/node-0", {0}, {1}}};
  Machine leader;
  leader.id = {2};
  leader.label = "node-0";
  leader.zone = {1};
  world.machines = {leader};
  world.machine_of_entity = {std::nullopt, std::nullopt, 0};
  NetworkMoment moment;
  moment.network = {0};
  moment.leader = {2};
  moment.epoch = moment.newest_epoch = 7;
  moment.phase = "report";
  moment.reports = 9;
  moment.faulty_at_most = 10;
  EXPECT_EQ(progress_text(world, moment), "net epoch 7: node-0 in here leads, 9 answers to its report in, 11 needed");
  moment.phase = "observe";
  moment.asks_in_vain = true;
  EXPECT_EQ(progress_text(world, moment),
            "net epoch 7: node-0 in here leads, has had its last round and asks once more, to be replaced");
  moment.phase = "final";
  moment.asks_in_vain = false;
  EXPECT_EQ(progress_text(world, moment), "net epoch 7: node-0 in here leads, round done");
  moment.skipped = true;
  EXPECT_EQ(progress_text(world, moment), "net epoch 7: node-0 in here leads, round skipped");
}

}  // namespace
}  // namespace orrery::gui
