// Proves that tables are sorted by what their columns mean and not by how it is written, and that a run of several days
// writes its dates.
#include "gui/tables/line_table.h"

#include <gtest/gtest.h>

#include <QSortFilterProxyModel>

#include "gui/model/abi_book.h"
#include "gui/tables/chain_view.h"
#include "gui/tables/expectations_view.h"
#include "gui/window/theme.h"
#include "gui/window/wording.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

std::vector<std::string> sorted(std::vector<TableLine> lines, int column, Qt::SortOrder order = Qt::AscendingOrder) {
  LineTable table({"a", "b", "c", "d", "e", "f", "g"}, nullptr);
  QSortFilterProxyModel proxy;
  proxy.setSourceModel(&table);
  proxy.setSortRole(LineTable::kOrderRole);
  table.set_lines(std::move(lines));
  proxy.sort(column, order);
  std::vector<std::string> cells;
  for (int i = 0; i < proxy.rowCount(); ++i) cells.push_back(proxy.index(i, column).data().toString().toStdString());
  return cells;
}

using Cells = std::vector<std::string>;

TEST(LineTables, AmountsAreSortedAsNumbersAndEmptyCellsComeLast) {
  std::vector<TableLine> lines(4);
  lines[0].cells = {"131 902"};
  lines[0].orders = {{0, 131'902}};
  lines[1].cells = {"21 616"};
  lines[1].orders = {{0, 21'616}};
  lines[2].cells = {""};
  lines[3].cells = {"9"};
  lines[3].orders = {{0, 9}};
  EXPECT_EQ(sorted(lines, 0), (Cells{"9", "21 616", "131 902", ""}));
  for (TableLine& line : lines) line.orders.clear();
  EXPECT_EQ(sorted(lines, 0), (Cells{"131 902", "21 616", "9", ""})) << "what has no number by its text";
}

TEST(LineTables, ViolationsComeFirstAndDaysAreNotMixed) {
  WorldModel world;
  world.state = sim::RunState::kFinished;
  world.entities.push_back({{0}, "network", "eth-usd", {}, {}});
  const auto on_day = [](int day) {
    return sim::parse_time("2023-03-1" + std::to_string(day) + (day == 1 ? "T23:00:00Z" : "T01:00:00Z"));
  };
  world.missed = {{7, on_day(2), on_day(2), {0}, "heartbeat", ""}, {6, on_day(1), on_day(1), {0}, "heartbeat", ""}};
  ExpectationResult met, violated;
  met.name = "met";
  violated.name = "violated";
  violated.violation = 9;
  violated.time = on_day(2);
  world.expectations = {met, violated};
  const auto lines = expectation_lines(world, dark_theme(), /*dated=*/true);
  EXPECT_EQ(sorted(lines, 0), (Cells{"violated", "missed deadline", "missed deadline", "met"}));
  EXPECT_EQ(sorted(lines, 1),
            (Cells{"2023-03-11 23:00:00.000", "2023-03-12 01:00:00.000", "2023-03-12 01:00:00.000", ""}));
  // By clocks alone the second day would come before the first.
  EXPECT_EQ(sorted(expectation_lines(world, dark_theme(), /*dated=*/false), 1),
            (Cells{"23:00:00.000", "01:00:00.000", "01:00:00.000", ""}));
}

TEST(LineTables, TheChainIsSortedByGasAndByTime) {
  scenarios::RecordingQuery query(hello_recording());
  const WorldModel world = WorldModel::read(query.reader());
  const auto all = [&](const char* table) {
    return std::make_shared<const scenarios::Filter>("", query.schema(), *query.schema().find(table));
  };
  ChainSpan span{world.start, world.end, world.start, all("transaction"), all("log")};
  span.dated = true;
  const auto lines = chain_lines(query, AbiBook(), span, QColor());
  ASSERT_FALSE(lines.empty());
  EXPECT_TRUE(lines[0].cells[0].startsWith("2025-01-01 "));
  std::vector<std::int64_t> gas;
  for (const std::string& cell : sorted(lines, 5)) {
    const QString digits = to_qt(cell).remove(QChar(0x2009));
    gas.push_back(digits.isEmpty() ? INT64_MAX : digits.toLongLong());
  }
  EXPECT_TRUE(std::is_sorted(gas.begin(), gas.end()));
  EXPECT_NE(std::to_string(gas.front()).size(),
            std::to_string(*(std::lower_bound(gas.begin(), gas.end(), INT64_MAX) - 1)).size())
      << "as texts these would be in another order";
  const auto newest_first = sorted(lines, 0, Qt::DescendingOrder);
  EXPECT_TRUE(std::is_sorted(newest_first.rbegin(), newest_first.rend()));
}

TEST(LineTables, TheFileOfTheChainHasWholeValuesInEveryLine) {
  scenarios::RecordingQuery query(hello_recording());
  const WorldModel world = WorldModel::read(query.reader());
  const auto all = [&](const char* table) {
    return std::make_shared<const scenarios::Filter>("", query.schema(), *query.schema().find(table));
  };
  const ChainSpan span{world.start, world.end, world.start, all("transaction"), all("log")};
  std::map<QString, QStringList> blocks;  // of each transaction's hash
  int events = 0, shortened = 0;
  for (const TableLine& line : chain_lines(query, AbiBook(), span, QColor())) {
    const QStringList file = cells_in_file(line, 0);
    ASSERT_EQ(file.size(), 10);
    EXPECT_EQ(file[0], QString::number(line.time));
    EXPECT_FALSE(file[2].isEmpty());
    EXPECT_TRUE(file[3] == "event" || file[3] == "transaction") << file[3].toStdString();
    EXPECT_TRUE(file[4] == "ok" || file[4] == "reverted") << file[4].toStdString();
    EXPECT_EQ(file[5].size(), 2 + 64);
    EXPECT_EQ(file[6].size(), 2 + 40);
    EXPECT_FALSE(file.join("").contains(QChar(0x2026))) << file.join(" ").toStdString();
    shortened += line.cells.last().contains(QChar(0x2026)) ? 1 : 0;
    events += file[3] == "event" ? 1 : 0;
    blocks[file[5]] << file[2];
  }
  EXPECT_GT(events, 0);
  EXPECT_GT(shortened, 0) << "on the screen they are";
  for (auto& [hash, of_one] : blocks) {
    of_one.removeDuplicates();
    EXPECT_EQ(of_one.size(), 1) << hash.toStdString();
  }
}

TEST(LineTables, AFileHasTimesInNanoseconds) {
  TableLine line;
  line.cells = {"met", "06:48:31.204", QString("1") + QChar(0x2009) + "234"};
  line.time = 1760942911204000000;
  EXPECT_EQ(cells_in_file(line, 1), (QStringList{"met", "1760942911204000000", "1234"}));
  line.cells[1].clear();
  EXPECT_EQ(cells_in_file(line, 1)[1], "");
}

TEST(Moments, AreDatedWhenTheRunGoesOverMidnight) {
  const auto time = [](const char* text) { return sim::parse_time(text); };
  EXPECT_FALSE(crosses_midnight(time("2023-03-11T00:00:00Z"), time("2023-03-12T00:00:00Z")));
  EXPECT_TRUE(crosses_midnight(time("2023-03-11T00:00:00Z"), time("2023-03-13T00:00:00Z")));
  EXPECT_TRUE(crosses_midnight(time("2023-03-11T23:59:00Z"), time("2023-03-12T00:01:00Z")));
  EXPECT_FALSE(crosses_midnight(time("2023-03-11T01:00:00Z"), time("2023-03-11T01:00:00Z")));
  EXPECT_EQ(moment_text(time("2023-03-12T06:48:31.204Z"), 3, true), "2023-03-12 06:48:31.204");
  EXPECT_EQ(moment_text(time("2023-03-12T06:48:31.204Z"), 3, false), "06:48:31.204");
}

}  // namespace
}  // namespace orrery::gui
