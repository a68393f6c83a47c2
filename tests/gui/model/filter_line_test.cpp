// Proves that the window's filter is the filter language: what is applied selects the rows that plain SQL does, what is
// wrong is told with its place and applies nothing, and each table takes of it what it has fields for.
#include "gui/model/filter_line.h"

#include <gtest/gtest.h>

#include "gui/tables/message_list.h"
#include "sim/recording/sqlite_database.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

using Kind = scenarios::FilterState::Kind;

struct TheFilterLine : testing::Test {
  TheFilterLine() : query(hello_recording()), line(query.schema()) {}
  struct Found {
    std::vector<std::uint32_t> ids;
    std::uint64_t counted = 0;
    std::size_t pieces = 0;
  };
  Found found(MessageSearch search) {
    Found all;
    const std::atomic<bool> stop{false};
    find_messages(
        query, search,
        [&](const FoundMessages& piece) {
          all.ids.insert(all.ids.end(), piece.ids.begin(), piece.ids.end());
          all.counted += piece.counted;
          ++all.pieces;
        },
        stop);
    return all;
  }
  std::size_t found(const std::string& text) {
    line.set_text(text);
    EXPECT_EQ(line.state().kind, Kind::kValid) << text << ": " << line.state().message;
    const Found all = found(MessageSearch{.filter = line.of("message")});
    EXPECT_EQ(all.ids.size(), all.counted);
    return all.ids.size();
  }
  std::vector<std::uint32_t> ids(const std::string& sql) const {
    std::vector<std::uint32_t> all;
    query.reader().select("SELECT message.id FROM message JOIN entity ON entity.id = message.sender WHERE " + sql, {},
                          [&all](const sim::Statement& row) {
                            all.push_back(static_cast<std::uint32_t>(row.integer(0)));
                            return true;
                          });
    return all;
  }
  std::size_t counted(const std::string& sql) const { return ids(sql).size(); }
  scenarios::RecordingQuery query;
  FilterLine line;
};

TEST_F(TheFilterLine, SelectsWhatPlainSqlSelects) {
  EXPECT_EQ(found(""), counted("1"));
  EXPECT_EQ(found("kind == report"), counted("message.kind = 'report'"));
  EXPECT_EQ(found("kind in (report, observe) && sender != eth-usd/node-3"),
            counted("message.kind IN ('report', 'observe') AND entity.name <> 'eth-usd/node-3'"));
  EXPECT_EQ(found("broadcast && !(kind == observe-req)"),
            counted("message.receiver IS NULL AND message.kind <> 'observe-req'"));
}

TEST_F(TheFilterLine, TextsOfTheUserAreNeverSql) {
  EXPECT_EQ(found("detail == \"'; DROP TABLE message; --\""), 0u);
  EXPECT_GT(found(""), 0u);
}

TEST_F(TheFilterLine, WhatIsWrongHasItsPlaceAndLeavesWhatWasApplied) {
  EXPECT_TRUE(line.set_text("kind == report"));
  EXPECT_FALSE(line.set_text("kind == report && knd"));
  EXPECT_EQ(line.state().kind, Kind::kInvalid);
  EXPECT_EQ(line.state().span.begin, 18u);
  EXPECT_NE(line.state().message.find("kind"), std::string::npos);
  EXPECT_EQ(line.applied(), "kind == report");
  EXPECT_FALSE(line.set_text("kind == report &&"));
  EXPECT_EQ(line.state().kind, Kind::kIncomplete);
  EXPECT_EQ(found(MessageSearch{.filter = line.of("message")}).ids.size(), counted("message.kind = 'report'"));
  EXPECT_TRUE(line.set_text(""));
  EXPECT_TRUE(line.empty());
}

TEST_F(TheFilterLine, AnUnknownNameIsAMistakeWithTheNearest) {
  line.set_text("sender == eth-usd/node-33");
  EXPECT_EQ(line.state().kind, Kind::kInvalid);
  EXPECT_NE(line.state().message.find("eth-usd/node-3"), std::string::npos) << line.state().message;
}

TEST_F(TheFilterLine, EachTableTakesWhatItHasFieldsFor) {
  ASSERT_TRUE(line.set_text("max_fee >= 1 gwei"));
  EXPECT_EQ(line.table().name, "transaction");
  EXPECT_FALSE(line.is_about("message"));
  EXPECT_TRUE(line.is_about("transaction"));
  EXPECT_EQ(line.of("message")->text(), "");
  EXPECT_EQ(line.of("transaction")->text(), "max_fee >= 1 gwei");
  EXPECT_EQ(line.of("no-such-table")->text(), "");
}

TEST_F(TheFilterLine, ASearchThatBeginsAtAnAnchorListsFromThereAndCountsAll) {
  const std::vector<std::uint32_t> all = ids("1 ORDER BY message.id");
  const std::uint64_t anchor = all[all.size() / 2];
  const Found half = found(MessageSearch{.filter = line.of("message"), .anchor = anchor, .most = 50});
  EXPECT_EQ(half.ids, std::vector<std::uint32_t>(all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2),
                                                 all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2 + 50)));
  EXPECT_EQ(half.counted, all.size());
}

TEST_F(TheFilterLine, ASearchKeepsToItsStretchAndOrder) {
  const auto from = at("01:00:00"), until = at("01:10:00");
  const std::string span = "message.time >= " + std::to_string(from.unix_nanoseconds()) + " AND message.time < " +
                           std::to_string(until.unix_nanoseconds());
  MessageSearch search{.filter = line.of("message"), .from = from, .until = until};
  EXPECT_EQ(found(search).ids, ids(span + " ORDER BY message.id"));
  search.order_by = "t.kind DESC, t.id";
  const Found sorted = found(search);
  EXPECT_EQ(sorted.ids, ids(span + " ORDER BY message.kind DESC, message.id"));
  EXPECT_EQ(sorted.counted, sorted.ids.size());
  search.most = 7;
  const Found first = found(search);
  EXPECT_EQ(first.ids.size(), 7u);
  EXPECT_EQ(first.counted, sorted.ids.size());
}

}  // namespace
}  // namespace orrery::gui
