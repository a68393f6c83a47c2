#include "gui/model/density_profile.h"

#include <algorithm>

#include "sim/recording/recording_schema.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

DensityProfile::Kind kind_of(std::string_view table) {
  if (table == "message") return DensityProfile::kMessages;
  if (table == "delivery") return DensityProfile::kDropped;
  if (table == "state" || table == "span") return DensityProfile::kStates;
  if (table == "block" || table == "transaction" || table == "log" || table == "finality") {
    return DensityProfile::kChain;
  }
  return DensityProfile::kOther;
}

}  // namespace

DensityProfile DensityProfile::read(const sim::RecordingReader& reader) {
  DensityProfile profile;
  if (const auto width = reader.run(sim::run_key::kDensityBucket); width.has_value()) {
    profile.width = std::max<std::int64_t>(1, std::stoll(*width));
  }
  reader.select("SELECT time, table_name, count FROM density ORDER BY time", {}, [&](const sim::Statement& row) {
    if (profile.buckets.empty() || profile.buckets.back().time != row.integer(0)) {
      profile.buckets.push_back({row.integer(0), {}});
    }
    if (row.text(1) == sim::kArrivalLabel) return true;
    profile.buckets.back().counts[kind_of(row.text(1))] += static_cast<std::uint64_t>(row.integer(2));
    return true;
  });
  return profile;
}

std::vector<std::array<std::uint64_t, DensityProfile::kKinds>> DensityProfile::columns(std::int64_t from,
                                                                                       std::int64_t until,
                                                                                       std::size_t count) const {
  std::vector<std::array<std::uint64_t, kKinds>> sums(count);
  if (until <= from || count == 0) return sums;
  const double scale = static_cast<double>(count) / static_cast<double>(until - from);
  auto bucket = std::lower_bound(buckets.begin(), buckets.end(), from - width + 1,
                                 [](const Bucket& b, std::int64_t time) { return b.time < time; });
  for (; bucket != buckets.end() && bucket->time < until; ++bucket) {
    const double at = static_cast<double>(std::max<std::int64_t>(bucket->time - from, 0)) * scale;
    const std::size_t column = std::min(count - 1, static_cast<std::size_t>(at));
    for (std::size_t kind = 0; kind < kKinds; ++kind) sums[column][kind] += bucket->counts[kind];
  }
  return sums;
}

std::uint64_t DensityProfile::total(Kind kind) const {
  std::uint64_t sum = 0;
  for (const Bucket& bucket : buckets) sum += bucket.counts[kind];
  return sum;
}

}  // namespace orrery::gui
