// Proves that a machine's messages are those that a plain count over the recording gives, newest first, and that what
// is known of a copy is told and nothing else.
#include <gtest/gtest.h>

#include <algorithm>

#include "gui/inspector/inspector_facts.h"
#include "sim/recording/sqlite_database.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

struct Messages {
  explicit Messages(const std::string& recording) : query(recording), world(WorldModel::read(query.reader())) {}
  MessageFacts of(const char* machine, sim::Time time, std::size_t most = 20) {
    return message_facts(query, world, world.find(machine), time, stop, most);
  }
  // All of the four members hear every broadcast of this scenario.
  std::vector<std::uint64_t> counted(const char* machine, sim::Time time, std::size_t most) const {
    const std::string id = std::to_string(world.find(machine).index);
    std::vector<std::uint64_t> rows;
    query.reader().select("SELECT id FROM message WHERE time <= ?1 AND (sender = " + id + " OR receiver = " + id +
                              " OR (receiver IS NULL AND network = " + std::to_string(world.find("eth-usd").index) +
                              ")) ORDER BY id DESC LIMIT ?2",
                          {sim::Value(time), sim::Value(static_cast<std::uint64_t>(most))},
                          [&](const sim::Statement& row) {
                            rows.push_back(static_cast<std::uint64_t>(row.integer(0)));
                            return true;
                          });
    return rows;
  }
  std::atomic<bool> stop{false};
  scenarios::RecordingQuery query;
  WorldModel world;
};

std::vector<std::uint64_t> rows_of(const MessageFacts& facts) {
  std::vector<std::uint64_t> rows;
  for (const MessageFact& fact : facts.newest) rows.push_back(fact.row);
  return rows;
}

TEST(MessageFacts, AreTheLastUntilTheMoment) {
  Messages messages(hello_recording());
  for (const char* clock : {"00:10:05", "00:40:00", "01:00:00", "02:59:59"}) {
    for (const char* node : {"eth-usd/node-0", "eth-usd/node-2", "eth-usd/node-3"}) {
      const MessageFacts facts = messages.of(node, at(clock));
      EXPECT_EQ(rows_of(facts), messages.counted(node, at(clock), 20)) << node << " at " << clock;
      EXPECT_TRUE(facts.looked_at_all);
      for (const MessageFact& fact : facts.newest) {
        const auto row = messages.query.reader().row(fact.row);
        ASSERT_TRUE(row.has_value());
        EXPECT_EQ(row->table->name, "message");
        EXPECT_EQ(row->time, fact.time);
        EXPECT_EQ(row->entity("sender") == messages.world.find(node), fact.sent);
        EXPECT_TRUE(fact.words.starts_with(row->text("kind") + (fact.sent ? " to " : " from "))) << fact.words;
      }
    }
  }
  EXPECT_TRUE(messages.of("eth-usd/node-0", messages.world.start - sim::Duration::seconds(1)).newest.empty());
}

// node-2 is down from 00:50 to 01:20: what is sent to it meanwhile nobody takes.
TEST(MessageFacts, TellWhatBecameOfACopy) {
  Messages down(hello_recording());
  const MessageFacts facts = down.of("eth-usd/node-2", at("01:10:00"));
  ASSERT_FALSE(facts.newest.empty());
  for (const MessageFact& fact : facts.newest)
    EXPECT_TRUE(fact.words.ends_with(", not taken: the machine was down")) << fact.words;
  // At this level arrivals are not recorded, and nothing is said of them.
  for (const MessageFact& fact : down.of("eth-usd/node-1", at("00:40:00")).newest)
    EXPECT_EQ(fact.words.find(','), std::string::npos) << fact.words;
  Messages full(full_hello_recording());
  int arrived = 0;
  for (const MessageFact& fact : full.of("eth-usd/node-1", at("00:40:00")).newest)
    arrived += fact.words.find(", arrived after ") != std::string::npos ? 1 : 0;
  EXPECT_GT(arrived, 0);
}

TEST(MessageFacts, ACopyThatHasNotArrivedIsOnItsWay) {
  Messages full(full_hello_recording());
  sim::Time sent;
  full.query.reader().select(
      "SELECT message.time, delivery.time FROM delivery JOIN message ON message.id = delivery.message WHERE fate = "
      "'delivered' AND delivery.receiver = ?1 AND delivery.time > message.time + 1000000 LIMIT 1",
      {sim::Value(full.world.find("eth-usd/node-1"))}, [&](const sim::Statement& row) {
        sent = sim::Time::from_unix_nanoseconds(row.integer(0));
        return false;
      });
  const auto facts = full.of("eth-usd/node-1", sent);
  EXPECT_TRUE(std::any_of(facts.newest.begin(), facts.newest.end(),
                          [](const MessageFact& fact) { return fact.words.ends_with(", on its way"); }));
}

TEST(MessageFacts, AStoppedQuestionLooksThroughNothing) {
  Messages messages(hello_recording());
  messages.stop = true;
  const auto facts = messages.of("eth-usd/node-0", at("02:00:00"));
  EXPECT_LE(std::count_if(facts.newest.begin(), facts.newest.end(), [](const auto& fact) { return !fact.sent; }), 1);
}

}  // namespace
}  // namespace orrery::gui
