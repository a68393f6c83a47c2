#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "sim/recording/recorded_row.h"

namespace orrery::sim {

/// Columns of rows that were written after the rows themselves, by table, row and column, with what was written last.
using LaterValues = std::map<std::tuple<std::string, std::uint64_t, std::string>, Cell>;

/// Whether this column is one of those that are written after their row: a fault's end and hits, a block's status.
/// Of others copy_recording() does not know what they were before.
bool can_be_restored(const std::string& table, const std::string& column);

/// Makes a recording at `target` that holds what the one at `source` held when `last_row` was its last row and `later`
/// had been written into it. The source may be one that is being written. Throws InputError.
void copy_recording(const std::string& source, const std::string& target, std::uint64_t last_row,
                    const LaterValues& later);

}  // namespace orrery::sim
