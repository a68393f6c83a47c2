// Proves that what is filtered in and out is what SQLite then finds.
#include "gui/model/row_filter.h"

#include <gtest/gtest.h>

#include "gui/tables/message_list.h"
#include "sim/recording/sqlite_database.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

struct Filters : testing::Test {
  Filters() : reader(hello_recording()), world(WorldModel::read(reader)) {}
  std::int64_t found(const FilterStack& stack) const {
    const SqlCondition condition = stack.condition(world, words_filter);
    EXPECT_EQ(condition.error, "");
    std::int64_t count = 0;
    const std::atomic<bool> stop{false};
    find_messages(reader, condition, "id", [&count](const auto& ids) { count += std::ssize(ids); }, stop);
    return count;
  }
  std::int64_t counted(const std::string& where) const {
    std::int64_t count = 0;
    reader.select("SELECT count(*) FROM message JOIN entity ON entity.id = message.sender WHERE " + where, {},
                  [&count](const sim::Statement& row) {
                    count = row.integer(0);
                    return false;
                  });
    return count;
  }
  sim::RecordingReader reader;
  WorldModel world;
};

TEST_F(Filters, NoFilterFindsAll) { EXPECT_EQ(found({}), counted("1")); }

TEST_F(Filters, TermsKeepAndLeaveOut) {
  FilterStack stack;
  stack.add({"kind", "report", true});
  EXPECT_EQ(found(stack), counted("message.kind = 'report'"));
  stack.add({"kind", "observe", true});
  EXPECT_EQ(found(stack), counted("message.kind IN ('report', 'observe')"));
  stack.add({"sender", "eth-usd/node-3", false});
  EXPECT_EQ(found(stack), counted("message.kind IN ('report', 'observe') AND entity.name <> 'eth-usd/node-3'"));
}

TEST_F(Filters, TheOppositeOfATermTakesItAway) {
  FilterStack stack;
  stack.add({"kind", "report", true});
  stack.add({"kind", "report", false});
  EXPECT_TRUE(stack.empty());
}

TEST_F(Filters, WordsMustAllBeThere) {
  FilterStack stack;
  stack.set_text("report-req node-1");
  EXPECT_EQ(found(stack), counted("message.kind = 'report-req' AND entity.name = 'eth-usd/node-1'"));
}

TEST_F(Filters, QuotesInATextAreText) {
  FilterStack stack;
  stack.set_text("'; DROP TABLE message; --");
  EXPECT_EQ(found(stack), 0);
}

TEST_F(Filters, UnknownNamesAndFieldsAreErrors) {
  FilterStack stack;
  stack.add({"sender", "nobody", true});
  EXPECT_NE(stack.condition(world, words_filter).error.find("nobody"), std::string::npos);
  FilterStack other;
  other.add({"colour", "red", true});
  EXPECT_NE(other.condition(world, words_filter).error, "");
  FilterStack number;
  number.add({"epoch", "seven", true});
  EXPECT_NE(number.condition(world, words_filter).error, "");
}

}  // namespace
}  // namespace orrery::gui
