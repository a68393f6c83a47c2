// Proves that rows get ids in the order of writing, that causes stay whole at every level, and that the level decides
// what is written and nothing else.

#include "sim/journal.h"

#include <gtest/gtest.h>

#include "tests/sim/row_log.h"

namespace orrery::sim {
namespace {

struct Desk {
  explicit Desk(Level level) : kernel(Time::from_unix_seconds(100)), journal(kernel, level, &log) {
    story = journal.add_table({"story", Level::kProtocol, {"text TEXT"}, "a story"});
    headline = journal.add_table({"headline", Level::kSummary, {"text TEXT", "end INTEGER"}, "a headline"});
  }
  RowLog log;
  Kernel kernel;
  Journal journal;
  TableId story, headline;
};

TEST(Journal, NumbersTheRowsOfAllTablesInOneSequence) {
  Desk desk(Level::kFull);
  EXPECT_EQ(desk.journal.write(desk.story, {"one"}).row, 1u);
  EXPECT_EQ(desk.journal.write(desk.headline, {"two", Value()}).row, 2u);
  EXPECT_EQ(desk.journal.write(desk.story, {"three"}).row, 3u);
  EXPECT_EQ(desk.journal.rows_written(), 3u);
  EXPECT_EQ(desk.log.rows[1].table, "headline");
  EXPECT_EQ(desk.log.rows[1].time, Time::from_unix_seconds(100));
}

TEST(Journal, WriteAsCauseLeadsToWhatFollows) {
  Desk desk(Level::kFull);
  desk.kernel.set_cause({77});
  const CauseId first = desk.journal.write_as_cause(desk.story, {"cause"});
  const CauseId second = desk.journal.write(desk.story, {"effect"});
  EXPECT_EQ(desk.log.rows[0].cause.row, 77u);
  EXPECT_EQ(desk.log.rows[1].cause, first);
  EXPECT_EQ(desk.kernel.cause(), first);
  EXPECT_NE(second, first);
}

TEST(Journal, ARowBelowTheLevelHasNoIdAndTheChainSkipsIt) {
  Desk desk(Level::kSummary);
  desk.kernel.set_cause({5});
  EXPECT_EQ(desk.journal.write_as_cause(desk.story, {"too fine"}).row, 5u);
  EXPECT_EQ(desk.journal.write(desk.headline, Level::kFull, {"too fine as well", Value()}).row, 5u);
  EXPECT_EQ(desk.journal
                .write(desk.story, Level::kSummary,
                       {
                           "coarse enough",
                       })
                .row,
            1u);
  EXPECT_EQ(desk.log.rows.size(), 1u);
  EXPECT_EQ(desk.log.rows[0].cause.row, 5u);
}

TEST(Journal, SetsAColumnOfAnEarlierRowOfATableThatIsRecorded) {
  Desk desk(Level::kSummary);
  const CauseId row = desk.journal.write(desk.headline, {"open", Value()});
  desk.journal.set(desk.headline, row, 1, Value(std::int64_t{9}));
  desk.journal.set(desk.story, row, 0, "not recorded");
  EXPECT_EQ(desk.log.rows[0]["end"], "9");
  EXPECT_EQ(desk.log.rows[0]["text"], "open");
}

TEST(Journal, WithoutASinkNothingIsWantedAndTheCauseStays) {
  Kernel kernel{Time()};
  Journal journal(kernel, Level::kFull, nullptr);
  const TableId table = journal.add_table({"story", Level::kSummary, {"text TEXT"}, ""});
  kernel.set_cause({3});
  EXPECT_FALSE(journal.wants(table));
  EXPECT_EQ(journal.write_as_cause(table, {"unheard"}).row, 3u);
  EXPECT_EQ(journal.rows_written(), 0u);
}

}  // namespace
}  // namespace orrery::sim
