#include "gui/charts/feed_series.h"

#include <algorithm>
#include <cmath>

#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
FeedSeries FeedSeries::read(const sim::RecordingReader& reader, const WorldModel& world, const Group& feed,
                            sim::Time from, sim::Time until, std::size_t points, const std::atomic<bool>& stop) {
  FeedSeries series;
  points = std::max<std::size_t>(points, 2);
  series.from = from.unix_nanoseconds();
  series.step = std::max<std::int64_t>(1, (until - from).count_nanoseconds() / static_cast<std::int64_t>(points - 1));
  if (world.scenario) {
    series.market = world.scenario->true_prices(feed.price, from, sim::Duration::nanoseconds(series.step), points);
  }
  if (reader.table("metric") == nullptr) return series;
  // The monitor of a feed notes every answer that its contract accepts, whatever sent it and whatever the contract is.
  reader.select("SELECT cause, time, value FROM metric WHERE name = 'answer' AND entity = ?1 AND time < ?2 ORDER BY id",
                {sim::Value(feed.id), sim::Value(until)}, [&](const sim::Statement& row) {
                  series.answers.push_back({static_cast<std::uint64_t>(row.integer(0)), row.integer(1), row.real(2)});
                  return !stop.load();
                });
  const auto first = std::lower_bound(series.answers.begin(), series.answers.end(), series.from,
                                      [](const FeedAnswer& answer, std::int64_t time) { return answer.time < time; });
  if (first != series.answers.begin()) series.answers.erase(series.answers.begin(), first - 1);
  return series;
}

const FeedAnswer* FeedSeries::at(std::int64_t time) const {
  const auto after = std::upper_bound(answers.begin(), answers.end(), time,
                                      [](std::int64_t t, const FeedAnswer& answer) { return t < answer.time; });
  return after == answers.begin() ? nullptr : &*(after - 1);
}

double FeedSeries::deviation(std::size_t point) const {
  const FeedAnswer* answer = at(from + step * static_cast<std::int64_t>(point));
  if (answer == nullptr || point >= market.size() || market[point] == 0) return -1;
  return std::abs(answer->value - market[point]) / market[point];
}

double FeedSeries::staleness(std::size_t point) const {
  const std::int64_t time = from + step * static_cast<std::int64_t>(point);
  const FeedAnswer* answer = at(time);
  return answer == nullptr ? -1 : static_cast<double>(time - answer->time) / 1e9;
}

GasSeries GasSeries::read(const sim::RecordingReader& reader, sim::EntityId chain, sim::Time from, sim::Time until,
                          std::size_t points, const std::atomic<bool>& stop) {
  GasSeries series;
  std::vector<Point> all;
  reader.select(
      "SELECT time, base_fee, gas_used, gas_limit, id FROM block WHERE chain = ?1 AND time >= ?2 AND time < ?3",
      {sim::Value(chain), sim::Value(from), sim::Value(until)}, [&](const sim::Statement& row) {
        const double limit = static_cast<double>(std::max<std::int64_t>(1, row.integer(3)));
        all.push_back({static_cast<std::uint64_t>(row.integer(4)), row.integer(0),
                       static_cast<double>(row.integer(1)) / 1e9, static_cast<double>(row.integer(2)) / limit});
        return !stop.load();
      });
  const std::size_t every = all.size() / std::max<std::size_t>(points, 1) + 1;
  for (std::size_t i = 0; i < all.size(); i += every) series.points.push_back(all[i]);
  return series;
}

}  // namespace orrery::gui
