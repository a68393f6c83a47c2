#include "sim/recording/recording_schema.h"

#include <algorithm>
#include <array>

namespace orrery::sim {
namespace {

constexpr std::array<std::string_view, 5> kEntityWords{"entity", "sender", "receiver", "network", "chain"};
constexpr std::array<std::string_view, 3> kRowWords{"message", "fault", "deadline"};
constexpr std::array<std::string_view, 3> kTimeWords{"begin", "end", "opened"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

ColumnRole role_of_column(std::string_view column) {
  if (holds(kEntityWords, column) || column.ends_with("_entity")) return ColumnRole::kEntity;
  if (holds(kRowWords, column) || column.ends_with("_row")) return ColumnRole::kRow;
  if (holds(kTimeWords, column) || column.ends_with("_end")) return ColumnRole::kTime;
  return ColumnRole::kPlain;
}

}  // namespace orrery::sim
