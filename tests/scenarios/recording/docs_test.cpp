// Proves that docs/recording.md describes every table and column of a recorded world, no other, each with its type, and
// that its example queries run.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <regex>
#include <sstream>

#include "scenarios/world/runner.h"
#include "sim/recording/recording_reader.h"
#include "sim/recording/sqlite_database.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::scenarios {
namespace {

struct Column {
  std::string name, type;
  bool operator==(const Column&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Column& column) { return out << column.name << " " << column.type; }
using Tables = std::map<std::string, std::vector<Column>>;

std::string page() { return sim::read_text(std::string(ORRERY_SOURCE_DIR) + "/docs/recording.md"); }

// "### `name`" begins a table, "| `column` | TYPE | ..." is a column of it.
Tables documented() {
  const std::regex heading("^### `(\\w+)`$"), row("^\\| `(\\w+)` \\| ([A-Z]+) \\| .+ \\|$");
  Tables tables;
  std::string table, line;
  std::istringstream lines(page());
  for (std::smatch match; std::getline(lines, line);) {
    if (std::regex_match(line, match, heading)) {
      table = match[1];
      tables[table];
    } else if (line.starts_with("#")) {
      table.clear();
    } else if (!table.empty() && std::regex_match(line, match, row)) {
      tables[table].push_back({match[1], match[2]});
    }
  }
  return tables;
}

class RecordingPage : public testing::Test {
 protected:
  // The smallest scenario that ships, a minute of it: the tables of a world do not depend on what happens in it.
  RecordingPage() : path_(folder_ / "run.sqlite") {
    RunRequest request;
    request.scenario_path = std::string(ORRERY_SOURCE_DIR) + "/scenarios/hello-feed.toml";
    request.until = "1min";
    request.recording_path = path_;
    Files files;
    run_scenario(request, files, [](const Progress&) {}, std::atomic<bool>{false});
  }
  sim::ScratchFolder folder_;
  std::string path_;
};

TEST_F(RecordingPage, DescribesEveryTableAndColumn) {
  sim::Database database(path_, sim::Database::Mode::kReadOnly);
  const sim::RecordingReader reader(path_);
  Tables recorded;
  sim::Statement columns(database,
                         "SELECT m.name, c.name, c.type FROM sqlite_schema m JOIN pragma_table_info(m.name) c"
                         " WHERE m.type = 'table' ORDER BY m.name, c.cid");
  while (columns.step()) {
    const std::string table(columns.text(0)), column(columns.text(1));
    const bool is_fixed = column == "id" || column == "time" || column == "cause";
    if (reader.table(table) != nullptr && is_fixed) continue;  // described once for all tables of rows
    recorded[table].push_back({column, std::string(columns.text(2))});
  }
  const Tables described = documented();
  for (const auto& [table, its_columns] : recorded) {
    EXPECT_TRUE(described.contains(table)) << "docs/recording.md says nothing of the table " << table;
    EXPECT_EQ(described.contains(table) ? described.at(table) : std::vector<Column>(), its_columns) << table;
  }
  for (const auto& [table, its_columns] : described) {
    EXPECT_TRUE(recorded.contains(table)) << "docs/recording.md describes a table that is not there: " << table;
  }
}

TEST_F(RecordingPage, DescribesEveryKeyOfTheRun) {
  const std::string text = page();
  for (const auto& [key, value] : sim::RecordingReader(path_).run_values()) {
    const bool is_file = key.starts_with(sim::run_key::kFilePrefix);
    EXPECT_NE(text.find(is_file ? "`file:PATH`" : "`" + key + "`"), std::string::npos) << key;
  }
}

TEST_F(RecordingPage, HasQueriesThatRun) {
  sim::Database database(path_, sim::Database::Mode::kReadOnly);
  const std::string text = page();
  const std::regex block("```sql\n([^`]*);\n```");
  int queries = 0;
  for (std::sregex_iterator query(text.begin(), text.end(), block), end; query != end; ++query, ++queries) {
    sim::Statement statement(database, (*query)[1].str());
    while (statement.step()) {
    }
  }
  EXPECT_EQ(queries, 9);
}

}  // namespace
}  // namespace orrery::scenarios
