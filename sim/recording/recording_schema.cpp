#include "sim/recording/recording_schema.h"

#include <algorithm>
#include <array>

namespace orrery::sim {
namespace {

constexpr std::array<std::string_view, 8> kEntityWords{"entity", "sender",   "receiver", "network",
                                                       "chain",  "proposer", "node",     "feed"};
constexpr std::array<std::string_view, 4> kRowWords{"message", "fault", "deadline", "block"};
constexpr std::array<std::string_view, 3> kTimeWords{"begin", "end", "opened"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

ColumnRole role_of_column(std::string_view column, std::string_view type) {
  if (type != "INTEGER") return ColumnRole::kPlain;
  if (holds(kEntityWords, column) || column.ends_with("_entity")) return ColumnRole::kEntity;
  if (holds(kRowWords, column) || column.ends_with("_row")) return ColumnRole::kRow;
  if (holds(kTimeWords, column) || column.ends_with("_end")) return ColumnRole::kTime;
  return ColumnRole::kPlain;
}

}  // namespace orrery::sim
