#include "scenarios/validation/bridge_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "nodes/market/candle_path.h"
#include "sim/assert.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

constexpr std::size_t kMinutes = 60;  // of an hour
constexpr std::int64_t kTableTolerancePpb = 50'000;
const std::string kApartName = "the same without its sign";

std::string volatility_name(std::size_t step) { return fmt::format("volatility of a day, from steps of {} min", step); }
std::string crossing_name(Price level) { return "first minute below " + nodes::to_text(level); }

/// Prices at the end of every minute, the end of the minute before the first among them.
using Walk = std::vector<double>;

double plain(Price price) { return static_cast<double>(price.units) / 1e18; }

Walk walk_of(const MinuteSeries& minutes) {
  Walk walk{plain(minutes.before)};
  for (const Price close : minutes.closes) walk.push_back(plain(close));
  return walk;
}

Walk bridged(const nodes::CandleTable& hours, std::uint64_t seed) {
  const nodes::CandlePath path(hours, sim::Seed{seed}, hours.name);
  Walk walk;
  const auto count = static_cast<std::int64_t>(hours.candles.size() * kMinutes);
  for (std::int64_t minute = 0; minute <= count; ++minute)
    walk.push_back(plain(path.at(hours.start + sim::Duration::minutes(minute))));
  return walk;
}

/// The standard deviation of a day, from steps of so many minutes. Source: realised variance, Andersen and Bollerslev
/// (1998), the sum of squared logarithmic returns.
double realised_volatility(const Walk& walk, std::size_t step) {
  double sum = 0;
  for (std::size_t i = step; i < walk.size(); i += step) sum += std::pow(std::log(walk[i] / walk[i - step]), 2);
  const double days = static_cast<double>(walk.size() - 1) / (24 * kMinutes);
  return std::sqrt(sum / days);
}

double mean_quarter_range(const Walk& walk) {
  constexpr std::size_t kQuarter = 15;
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i + kQuarter < walk.size(); i += kQuarter, ++count) {
    const auto begin = walk.begin() + static_cast<std::ptrdiff_t>(i);
    const auto [low, high] = std::minmax_element(begin, begin + kQuarter + 1);
    sum += *high / *low - 1;
  }
  return sum / static_cast<double>(count);
}

/// What a feed without delay would write that looks every `step` minutes.
double updates_of_rule(const Walk& walk, double deviation, std::size_t step) {
  double answer = walk.front(), count = 0;
  for (std::size_t i = step; i < walk.size(); i += step) {
    if (std::fabs(walk[i] - answer) < deviation * answer) continue;
    answer = walk[i];
    ++count;
  }
  return count;
}

/// Minutes of each hour until the price first stands half way between the hour's ends, less the same of `other`: how
/// much later. On average over the hours, and without signs.
std::pair<double, double> half_way_difference(const Walk& walk, const Walk& other) {
  double sum = 0, absolute_sum = 0, hours = 0;
  for (std::size_t begin = 0; begin + kMinutes < walk.size(); begin += kMinutes) {
    const auto reaches = [begin](const Walk& prices) {
      const double from = prices[begin], half = (from + prices[begin + kMinutes]) / 2;
      std::size_t minute = 0;
      while (minute < kMinutes && (prices[begin + minute] - half) * (from - half) > 0) ++minute;
      return static_cast<double>(minute);
    };
    const double later = reaches(walk) - reaches(other);
    sum += later;
    absolute_sum += std::fabs(later);
    ++hours;
  }
  return {sum / hours, absolute_sum / hours};
}

double seconds_until_below(const Walk& walk, double level) {
  const auto found = std::find_if(walk.begin(), walk.end(), [level](double price) { return price < level; });
  return static_cast<double>(found - walk.begin()) * 60;
}

Tolerance within(double value, double share) { return {value * (1 - share), value * (1 + share)}; }

template <class Of>
BridgeFigure both(std::string name, std::string unit, const Walk& real, const std::vector<Walk>& bridges, Of of) {
  std::vector<double> values;
  for (const Walk& bridge : bridges) values.push_back(of(bridge));
  return {std::move(name), std::move(unit), of(real), spread_of(std::move(values)), {}, {}};
}

[[noreturn]] void refuse_line(const std::string& path, std::size_t line, const std::string& what) {
  throw sim::InputError(fmt::format("{}:{}", path, line), what);
}

std::vector<std::string> split_row(const std::string& line) {
  std::vector<std::string> fields{""};
  for (const char c : line) {
    if (c == ',') {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace

std::optional<std::string> shared_data_folder() {
  const char* folder = std::getenv("ORRERY_SHARED_DATA");
  std::error_code error;
  if (folder == nullptr || !std::filesystem::is_directory(folder, error)) return std::nullopt;
  return std::string(folder);
}

const std::vector<MinuteSeriesSpec>& minute_series() {
  static const std::vector<MinuteSeriesSpec> series = [] {
    const auto crash = [](const std::string& pair, const std::string& file) {
      return MinuteSeriesSpec{.name = pair + ", 18 to 20 May 2021",
                              .file = "crash-2021-05-19/" + file,
                              .column = "close",
                              .start = sim::parse_time("2021-05-18T12:00:00Z"),
                              .hours = 48,
                              .deviation = {5'000'000},
                              .crossed = {},
                              .table = "",
                              .known = {{volatility_name(15),
                                         "the bridge goes to an hour's extremes in legs of a quarter of an hour and "
                                         "more, the market fell and rose again within minutes. Most of it comes from "
                                         "two hours of the crash, 19 May from 12:00 to 14:00"},
                                        {kApartName,
                                         "an hour's candle does not say which of its minutes carry the change, and the "
                                         "bridge draws them: it is no better than a guess at the middle of the hour"}}};
    };
    const Price level = nodes::parse_price("0.95");
    return std::vector<MinuteSeriesSpec>{{.name = "USDC/USD, 11 and 12 March 2023",
                                          .file = "unlicensed/usdc-depeg-2023-03/median3_usdcusd_1m.csv",
                                          .column = "median_usdc_usd",
                                          .start = sim::parse_time("2023-03-11T00:00:00Z"),
                                          .hours = 48,
                                          .deviation = {2'500'000},
                                          .crossed = level,
                                          .table = "data/usdc-usd-2023-03-11.csv",
                                          .known = {{crossing_name(level),
                                                     "the hour is right; its candle does not say in which minute the "
                                                     "level is crossed, and the bridge draws it"}}},
                                         crash("ETH/USDT", "binance_ethusdt_1m.csv"),
                                         crash("BTC/USDT", "binance_btcusdt_1m.csv"),
                                         crash("LINK/USDT", "binance_linkusdt_1m.csv")};
  }();
  return series;
}

MinuteSeries read_minutes(const std::string& path, const MinuteSeriesSpec& spec) {
  std::ifstream file(path);
  if (!file) throw sim::InputError(path, "cannot be read");
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> header = split_row(line);
  const auto column = static_cast<std::size_t>(std::ranges::find(header, spec.column) - header.begin());
  if (header.front() != "timestamp_utc" || column == header.size())
    refuse_line(path, 1, fmt::format("expected the columns timestamp_utc and {}", spec.column));
  MinuteSeries series{spec.start, {}, {}};
  const sim::Time end = spec.start + sim::Duration::hours(static_cast<std::int64_t>(spec.hours));
  sim::Time due = spec.start;  // of the next close
  std::optional<Price> last;
  for (std::size_t number = 2; due < end && std::getline(file, line); ++number) {
    const std::vector<std::string> fields = split_row(line);
    if (fields.size() != header.size()) refuse_line(path, number, "has not as many fields as the header");
    const sim::Time opened = sim::parse_time(fields.front());
    const Price price = nodes::parse_price(fields[column]);
    if (price.units <= 0) refuse_line(path, number, "expected a price above zero");
    for (; due < end && due < opened; due += sim::Duration::minutes(1)) series.closes.push_back(last.value_or(price));
    if (opened == due && due < end) {
      if (series.closes.empty()) series.before = last.value_or(price);
      series.closes.push_back(price);
      due += sim::Duration::minutes(1);
    }
    last = price;
  }
  if (!last || series.closes.empty()) refuse_line(path, 1, "has no minute of the time that is asked for");
  while (series.closes.size() < spec.hours * kMinutes) series.closes.push_back(*last);
  if (series.before.units == 0) series.before = series.closes.front();
  return series;
}

nodes::CandleTable hours_of(const MinuteSeries& minutes, const std::string& name) {
  nodes::CandleTable table{name, minutes.start, sim::Duration::hours(1), {}};
  Price open = minutes.before;
  for (std::size_t begin = 0; begin + kMinutes <= minutes.closes.size(); begin += kMinutes) {
    nodes::Candle candle{open, open, open, open};
    for (std::size_t i = begin; i < begin + kMinutes; ++i) {
      candle.high = std::max(candle.high, minutes.closes[i]);
      candle.low = std::min(candle.low, minutes.closes[i]);
      candle.close = minutes.closes[i];
    }
    table.candles.push_back(candle);
    open = candle.close;
  }
  return table;
}

JudgedSeries judge_bridge(const MinuteSeries& minutes, const MinuteSeriesSpec& spec, std::size_t seeds) {
  const nodes::CandleTable hours = hours_of(minutes, spec.name);
  const Walk real = walk_of(minutes);
  std::vector<Walk> bridges;
  for (std::size_t seed = 1; seed <= seeds; ++seed) bridges.push_back(bridged(hours, seed));

  constexpr double kShare = 0.2;  // our ASSUMPTION of what is near enough
  JudgedSeries judged{spec.name, spec.file, {}, seeds, spec.table, {}};
  const auto add = [&](const std::string& name, const std::string& unit, auto of) {
    judged.figures.push_back(both(name, unit, real, bridges, of));
    judged.figures.back().tolerance = within(judged.figures.back().minutes, kShare);
  };
  for (const std::size_t step : {std::size_t{1}, std::size_t{5}, std::size_t{15}})
    add(volatility_name(step), "share", [step](const Walk& walk) { return realised_volatility(walk, step); });
  add("mean range of a quarter of an hour", "share", mean_quarter_range);
  const double deviation = static_cast<double>(spec.deviation.parts_per_billion) / 1e9;
  for (const std::size_t step : {std::size_t{1}, std::size_t{2}})
    add(fmt::format("updates at {:g} % that a look every {} min gives", deviation * 100, step), "count",
        [deviation, step](const Walk& walk) { return updates_of_rule(walk, deviation, step); });
  constexpr double kLate = 5, kApart = 15;  // minutes; a guess at the hour's middle would be 15 off on average
  judged.figures.push_back(both("minutes later than the market half way through an hour's change", "count", real,
                                bridges, [&](const Walk& walk) { return half_way_difference(walk, real).first; }));
  judged.figures.back().tolerance = {-kLate, kLate};
  judged.figures.push_back(both(kApartName, "count", real, bridges,
                                [&](const Walk& walk) { return half_way_difference(walk, real).second; }));
  judged.figures.back().tolerance = {{}, kApart};
  if (spec.crossed) {
    const double level = plain(*spec.crossed);
    judged.figures.push_back(both(crossing_name(*spec.crossed), "s", real, bridges,
                                  [level](const Walk& walk) { return seconds_until_below(walk, level); }));
    BridgeFigure& crossing = judged.figures.back();
    crossing.tolerance = {crossing.minutes - kLate * 60, crossing.minutes + kLate * 60};
  }
  for (const auto& [name, why] : spec.known) {
    const auto figure = std::ranges::find(judged.figures, name, &BridgeFigure::name);
    ORRERY_ASSERT(figure != judged.figures.end(), "a reason is of one of the figures");
    figure->about = why;
  }
  return judged;
}

std::vector<std::string> differences(const nodes::CandleTable& table, const MinuteSeries& minutes) {
  const nodes::CandleTable hours = hours_of(minutes, table.name);
  std::vector<std::string> found;
  for (std::size_t i = 0; i < hours.candles.size(); ++i) {
    const sim::Time time = hours.start + hours.interval * static_cast<std::int64_t>(i);
    const std::int64_t index = (time - table.start) / table.interval;
    if (time < table.start || index >= static_cast<std::int64_t>(table.candles.size())) continue;
    const nodes::Candle& ours = table.candles[static_cast<std::size_t>(index)];
    const nodes::Candle& theirs = hours.candles[i];
    const auto check = [&](const char* what, Price shipped, Price real) {
      if (nodes::distance_ppb(shipped, real) <= kTableTolerancePpb) return;
      found.push_back(fmt::format("{} {}: {} shipped, {} in the minutes", sim::to_text(time, 0), what,
                                  nodes::to_text(shipped), nodes::to_text(real)));
    };
    check("open", ours.open, theirs.open);
    check("high", ours.high, theirs.high);
    check("low", ours.low, theirs.low);
    check("close", ours.close, theirs.close);
  }
  return found;
}

}  // namespace orrery::scenarios
