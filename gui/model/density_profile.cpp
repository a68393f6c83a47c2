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

DensityProfile DensityProfile::read(const sim::RecordingReader& reader, const DensityProfile& before) {
  DensityProfile profile;
  if (const auto width = reader.run(sim::run_key::kDensityBucket); width.has_value()) {
    profile.width = std::max<std::int64_t>(1, std::stoll(*width));
  }
  reader.select("SELECT time, table_name, count FROM density ORDER BY time", {}, [&](const sim::Statement& row) {
    if (profile.buckets.empty() || profile.buckets.back().time != row.integer(0)) {
      profile.buckets.push_back({row.integer(0), {}});
    }
    profile.buckets.back().counts[kind_of(row.text(1))] += static_cast<std::uint64_t>(row.integer(2));
    return true;
  });
  if (reader.run(sim::run_key::kLevel) != to_text(sim::Level::kFull)) return profile;
  profile.count_arrived(reader, before);
  for (Bucket& bucket : profile.buckets) {
    const auto arrived = profile.arrived_.find(bucket.time);
    if (arrived == profile.arrived_.end()) continue;
    std::uint64_t& dropped = bucket.counts[kDropped];
    dropped -= std::min(dropped, arrived->second);
  }
  return profile;
}

void DensityProfile::count_arrived(const sim::RecordingReader& reader, const DensityProfile& before) {
  const auto bucket_of = [this](std::int64_t time) { return time - ((time % width) + width) % width; };
  for (const auto& [time, count] : before.arrived_) arrived_[bucket_of(time)] += count;
  looked_until_ = before.looked_until_;
  if (reader.table("delivery") == nullptr) return;
  reader.select("SELECT id, time, fate FROM delivery WHERE id > ?1", {sim::Value(looked_until_)},
                [&](const sim::Statement& row) {
                  looked_until_ = static_cast<std::uint64_t>(row.integer(0));
                  const std::string_view fate = row.text(2);
                  if (fate == "delivered" || fate == "duplicate") ++arrived_[bucket_of(row.integer(1))];
                  return true;
                });
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
