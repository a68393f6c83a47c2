// docs/sweeps.md names every table of a sweep's file with its columns.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "scenarios/sweep/sweep_schema.h"

namespace orrery::scenarios {
namespace {

/// "| `run` | `run`, `seed` |" for a table.
std::string row_of(const SweepTable& table) {
  std::string row = "| `" + table.name + "` | ";
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    row += (i == 0 ? "`" : ", `") + table.columns[i].substr(0, table.columns[i].find(' ')) + "`";
  return row + " |";
}

TEST(SweepDocs, NameEveryTableWithItsColumns) {
  std::ifstream file(ORRERY_SOURCE_DIR "/docs/sweeps.md");
  std::ostringstream text;
  text << file.rdbuf();
  for (const SweepTable& table : sweep_tables())
    EXPECT_NE(text.str().find(row_of(table)), std::string::npos) << "expected in docs/sweeps.md: " << row_of(table);
}

}  // namespace
}  // namespace orrery::scenarios
