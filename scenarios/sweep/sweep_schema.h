#pragma once

#include <string>
#include <vector>

#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

/// A table of a sweep's file; a test holds docs/sweeps.md to it.
struct SweepTable {
  std::string name;
  std::vector<std::string> columns;  ///< with their types, the first is the key
  std::string key;                   ///< PRIMARY KEY (...)
};
const std::vector<SweepTable>& sweep_tables();
std::string create_statement(const SweepTable& table);

/// The view `runs`: one row for each run with a column for each varied key and each figure, all numbers where they can
/// be (durations in seconds, shares from 0 to 1, amounts in ether and LINK). SQLite allows 2000 columns; figures beyond
/// 1900 are left out of the view and are in run.figures only.
std::string runs_view_statement(sim::Database& database);

}  // namespace orrery::scenarios
