#include "scenarios/page/run_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "scenarios/page/markup.h"
#include "sim/time.h"

namespace orrery::scenarios {

namespace {

constexpr double kRunWidth = 1000;
constexpr std::size_t kColumns = 800, kMostFaults = 40;

std::string clock(double seconds) {
  return sim::to_text(sim::Time::from_unix_nanoseconds(static_cast<std::int64_t>(seconds * 1e9)), 0);
}

Scale times(const RunFacts& facts) { return {facts.span.from, facts.span.to}; }

void add_time_axis(Chart& chart, const RunFacts& facts) { chart.x_axis(time_ticks(facts.span.from, facts.span.to, 9)); }

void add_fault_bands(Chart& chart, const RunFacts& facts) {
  for (const FaultFact& fault : facts.faults) {
    const std::string tip =
        fmt::format("{} on {}, {} to {}", fault.kind, fault.target, clock(fault.span.from), clock(fault.span.to));
    chart.band(fault.span.from, fault.span.to, "fault", tip);
  }
}

/// All of a line's values, with some room around them.
Scale values_of(const std::vector<const std::vector<Point>*>& lines) {
  double least = INFINITY, most = -INFINITY;
  for (const auto* line : lines) {
    for (const Point& point : *line) {
      least = std::min(least, point.y);
      most = std::max(most, point.y);
    }
  }
  if (!(least <= most)) return {0, 1};
  const double room = most > least ? (most - least) * 0.06 : std::max(1e-9, std::fabs(most) * 0.005);
  return {least - room, most + room};
}

}  // namespace

std::string line_colour(std::size_t number) {
  constexpr std::array<const char*, 6> kColours{"one", "two", "three", "four", "five", "six"};
  return kColours[number % kColours.size()];
}

std::string feed_chart(const FeedFact& feed, const RunFacts& facts) {
  Chart chart(kRunWidth, 250, {70, 14, 10, 24}, times(facts), values_of({&feed.market, &feed.answers}));
  chart.y_axis(value_ticks(chart.y().from, chart.y().to, 6, ""));
  add_fault_bands(chart, facts);
  chart.line(thinned(feed.market, kColumns), "market", "the true price");
  chart.steps(thinned(feed.answers, kColumns), facts.span.to, "one", "the answer on chain");
  for (std::size_t i = 0; i < feed.missed.size(); ++i)
    chart.dot(feed.missed[i].x, chart.y().from, 4.5, "bad", clock(feed.missed[i].x) + ": " + feed.missed_words[i]);
  add_time_axis(chart, facts);
  return chart.svg("price and answers of " + feed.name);
}

std::string staleness_chart(const FeedFact& feed, const RunFacts& facts) {
  std::vector<Point> ages{{facts.span.from, 0}};
  double last = facts.span.from, oldest = 1;
  for (const Point& answer : feed.answers) {
    ages.push_back({answer.x, answer.x - last});
    ages.push_back({answer.x, 0});
    oldest = std::max(oldest, answer.x - last);
    last = answer.x;
  }
  ages.push_back({facts.span.to, facts.span.to - last});
  oldest = std::max(oldest, facts.span.to - last);
  Chart chart(kRunWidth, 100, {70, 14, 6, 24}, times(facts), {0, oldest * 1.05});
  chart.y_axis(value_ticks(0, oldest, 3, "s"));
  add_fault_bands(chart, facts);
  const std::vector<Point> shown = thinned(ages, kColumns);
  chart.area(shown, "one");
  chart.line(shown, "one", "time since the last update");
  add_time_axis(chart, facts);
  return chart.svg("staleness of " + feed.name);
}

std::string fault_chart(const RunFacts& facts) {
  const std::size_t shown = std::min(facts.faults.size(), kMostFaults);
  const double row = 26;
  Chart chart(kRunWidth, row * static_cast<double>(shown) + 34, {330, 14, 4, 26}, times(facts),
              {0, static_cast<double>(shown)});
  for (std::size_t i = 0; i < shown; ++i) {
    const FaultFact& fault = facts.faults[i];
    const double middle = static_cast<double>(shown - i) - 0.5, y = chart.y().at(middle);
    std::string name = fault.kind + " on " + fault.target;
    if (name.size() > 50) name = name.substr(0, 49) + "…";
    chart.text(318, y + 4, name, "end", "name");
    const double left = chart.x().at(std::max(fault.span.from, facts.span.from));
    const double right = std::max(left + 3, chart.x().at(std::min(fault.span.to, facts.span.to)));
    chart.box(
        left, y - 7, right - left, 14, "rx=\"3\" class=\"fault-edge\"",
        fmt::format("{} to {}: {} hits. {}", clock(fault.span.from), clock(fault.span.to), fault.hits, fault.about));
    const std::string hits = fmt::format("{} hits", short_number(static_cast<double>(fault.hits)));
    if (right < kRunWidth - 110)
      chart.text(right + 8, y + 4, hits, "start");
    else if (left > 440)
      chart.text(left - 8, y + 4, hits, "end");
  }
  add_time_axis(chart, facts);
  return chart.svg("faults");
}

std::string bin_chart(const std::string& name, const BinBars& all, const std::optional<BinBars>& trouble,
                      const RunFacts& facts) {
  double most = 1;
  for (const Point& point : all.bins) most = std::max(most, point.y);
  if (trouble)
    for (const Point& point : trouble->bins) most = std::max(most, point.y);
  Chart chart(kRunWidth, 150, {70, 14, 8, 24}, times(facts), {0, most * 1.04});
  chart.y_axis(value_ticks(0, most, 4, ""));
  add_fault_bands(chart, facts);
  const auto draw = [&](const BinBars& bars, const std::string& colour) {
    for (const Point& point : bars.bins)
      chart.bar(std::max(point.x, facts.span.from), std::min(point.x + facts.bin_seconds * 0.86, facts.span.to), 0,
                point.y, colour, fmt::format("{}: {} {}", clock(point.x), short_number(point.y), bars.unit), 0.75);
  };
  draw(all, "one");
  if (trouble) draw(*trouble, "bad");
  add_time_axis(chart, facts);
  return chart.svg(name);
}

std::string series_chart(const std::vector<const SeriesFact*>& series, const RunFacts& facts) {
  std::vector<const std::vector<Point>*> lines;
  for (const SeriesFact* one : series) lines.push_back(&one->points);
  Chart chart(kRunWidth, 190, {70, 14, 10, 24}, times(facts), values_of(lines));
  chart.y_axis(value_ticks(chart.y().from, chart.y().to, 5, ""));
  add_fault_bands(chart, facts);
  for (std::size_t i = 0; i < series.size(); ++i)
    chart.steps(thinned(series[i]->points, kColumns), facts.span.to, line_colour(i), series[i]->entity);
  add_time_axis(chart, facts);
  return chart.svg(series.front()->name);
}

}  // namespace orrery::scenarios
