#include "scenarios/page/sweep_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "scenarios/page/chart.h"
#include "scenarios/page/markup.h"

namespace orrery::scenarios {

namespace {

constexpr double kSweepWidth = 480;

std::vector<double> ascending(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values;
}

std::vector<std::vector<double>> by_group(const SweptFigure& figure, const SweptKey& key) {
  std::vector<std::vector<double>> groups(key.group_names.size());
  for (std::size_t run = 0; run < figure.values.size(); ++run) groups[key.groups[run]].push_back(figure.values[run]);
  return groups;
}

double mean(const std::vector<double>& values) {
  double total = 0;
  for (const double value : values) total += value;
  return total / static_cast<double>(values.size());
}

/// Long names from their end, which tells them apart.
std::string short_name(const std::string& name, std::size_t most) {
  return name.size() <= most ? name : "…" + name.substr(name.size() - most + 1);
}

/// The middle 90 % of what is left of the runs when the mean of their variant is taken away.
std::pair<double, double> spread_of_luck(const SweptFigure& figure, const SweepRows& rows) {
  std::map<std::vector<std::size_t>, std::vector<double>> variants;
  for (std::size_t run = 0; run < figure.values.size(); ++run) {
    std::vector<std::size_t> variant;
    for (const SweptKey& key : rows.keys) variant.push_back(key.groups[run]);
    variants[variant].push_back(figure.values[run]);
  }
  std::vector<double> rest;
  for (const auto& [variant, values] : variants)
    for (const double value : values) rest.push_back(value - mean(values));
  rest = ascending(std::move(rest));
  return {quantile(rest, 0.05), quantile(rest, 0.95)};
}

}  // namespace

std::string histogram(const SweptFigure& figure) {
  const std::vector<double> values = ascending(figure.values);
  const double least = values.front(), most = values.back();
  const bool whole = figure.unit == "count";
  std::size_t bins = std::clamp<std::size_t>(static_cast<std::size_t>(std::sqrt(values.size()) * 1.5), 6, 32);
  double step = (most - least) / static_cast<double>(bins), from = least;
  if (whole) {
    step = std::max(1.0, std::ceil((most - least + 1) / static_cast<double>(bins)));
    from = least - 0.5;
    bins = static_cast<std::size_t>((most - least) / step) + 1;
  }
  std::vector<std::size_t> counts(bins);
  for (const double value : values)
    ++counts[std::min(bins - 1, static_cast<std::size_t>(std::max(0.0, (value - from) / step)))];
  const double highest = static_cast<double>(*std::max_element(counts.begin(), counts.end()));
  Chart chart(kSweepWidth, 190, {40, 14, 24, 24}, {from, from + step * static_cast<double>(bins)}, {0, highest * 1.04});
  chart.y_axis(value_ticks(0, highest, 4, "count"));
  for (std::size_t i = 0; i < bins; ++i) {
    const double left = from + step * static_cast<double>(i);
    if (counts[i] > 0)
      chart.bar(left + step * 0.04, left + step * 0.96, 0, static_cast<double>(counts[i]), "one",
                fmt::format("{} runs around {}", counts[i], with_unit(left + step / 2, figure.unit)), 0.75);
  }
  const double low = quantile(values, 0.05), middle = quantile(values, 0.5), high = quantile(values, 0.95);
  chart.rule_x(low, "faint", "5 % of runs are below " + with_unit(low, figure.unit), true);
  chart.rule_x(high, "faint", "5 % of runs are above " + with_unit(high, figure.unit), true);
  chart.rule_x(middle, "two", "median " + with_unit(middle, figure.unit), false);
  chart.text(std::clamp(chart.x().at(middle), 120.0, kSweepWidth - 90), 14, "median " + with_unit(middle, figure.unit),
             "middle", "strong");
  chart.x_axis(value_ticks(from, from + step * static_cast<double>(bins), 6, figure.unit));
  return chart.svg("distribution of " + figure.path);
}

std::string strips(const SweptFigure& figure, const SweptKey& key) {
  const auto groups = by_group(figure, key);
  const double row = 30, height = row * static_cast<double>(groups.size()) + 34;
  const auto [least, most] = std::minmax_element(figure.values.begin(), figure.values.end());
  const double room = (*most - *least) * 0.03;
  Chart chart(kSweepWidth, height, {96, 14, 8, 24}, {*least - room, *most + room},
              {0, static_cast<double>(groups.size())});
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double middle = static_cast<double>(groups.size() - i) - 0.5;
    chart.text(88, chart.y().at(middle) + 4, short_name(key.group_names[i], 15), "end", "name");
    if (groups[i].empty()) continue;
    const std::vector<double> values = ascending(groups[i]);
    const Estimate average = mean_of(values);
    const double low = quantile(values, 0.05), high = quantile(values, 0.95);
    chart.bar(low, high, middle - 0.26, middle + 0.26, "one",
              fmt::format("{}: middle 90 % from {} to {}", key.group_names[i], with_unit(low, figure.unit),
                          with_unit(high, figure.unit)),
              0.16);
    const std::size_t step = std::max<std::size_t>(1, values.size() / 200);
    for (std::size_t k = 0; k < values.size(); k += step)
      chart.dot(values[k], middle + 0.16 * (static_cast<double>(k / step % 5) / 2 - 1), 2, "one", "", 0.42);
    if (std::isfinite(average.low))
      chart.bar(std::max(average.low, *least - room), std::min(average.high, *most + room), middle - 0.045,
                middle + 0.045, "two",
                fmt::format("mean {}, 95 % interval {} to {}", with_unit(average.value, figure.unit),
                            with_unit(average.low, figure.unit), with_unit(average.high, figure.unit)),
                0.9);
    chart.dot(average.value, middle, 4.2, "two", "mean " + with_unit(average.value, figure.unit));
  }
  chart.x_axis(value_ticks(*least, *most, 5, figure.unit));
  return chart.svg(figure.path + " by " + key.name);
}

std::string tornado(const SweptFigure& figure, const SweepRows& rows) {
  struct Bar {
    std::string name;
    double low, high;
    std::string low_at, high_at;
    bool luck = false;
  };
  const double centre = mean(figure.values);
  std::vector<Bar> bars;
  for (const SweptKey& key : rows.keys) {
    Bar bar{key.short_name, INFINITY, -INFINITY, {}, {}};
    const auto groups = by_group(figure, key);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (groups[i].empty()) continue;
      const double average = mean(groups[i]);
      if (average < bar.low) bar.low = average, bar.low_at = key.group_names[i];
      if (average > bar.high) bar.high = average, bar.high_at = key.group_names[i];
    }
    bars.push_back(std::move(bar));
  }
  std::stable_sort(bars.begin(), bars.end(),
                   [](const Bar& a, const Bar& b) { return a.high - a.low > b.high - b.low; });
  if (rows.seeds > 1) {
    const auto [low, high] = spread_of_luck(figure, rows);
    bars.push_back({"luck (seeds alone)", centre + low, centre + high, {}, {}, true});
  }
  double least = centre, most = centre;
  for (const Bar& bar : bars) least = std::min(least, bar.low), most = std::max(most, bar.high);
  const double room = (most - least) * 0.2;
  const double row = 34, height = row * static_cast<double>(bars.size()) + 34;
  Chart chart(kSweepWidth, height, {176, 14, 8, 24}, {least - room, most + room},
              {0, static_cast<double>(bars.size())});
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Bar& bar = bars[i];
    const double middle = static_cast<double>(bars.size() - i) - 0.5, y = chart.y().at(middle) + 4;
    chart.text(168, y, short_name(bar.name, 27), "end", bar.luck ? "" : "name");
    const std::string tip =
        fmt::format("{}: {} to {}", bar.name, with_unit(bar.low, figure.unit), with_unit(bar.high, figure.unit));
    chart.bar(bar.low, std::min(centre, bar.high), middle - 0.3, middle + 0.3, bar.luck ? "faint" : "one", tip,
              bar.luck ? 0.35 : 0.8);
    chart.bar(std::max(centre, bar.low), bar.high, middle - 0.3, middle + 0.3, bar.luck ? "faint" : "two", tip,
              bar.luck ? 0.35 : 0.8);
    if (bar.luck || bar.high <= bar.low) continue;
    chart.text(chart.x().at(bar.low) - 5, y, bar.low_at, "end");
    chart.text(chart.x().at(bar.high) + 5, y, bar.high_at, "start");
  }
  chart.rule_x(centre, "soft", "mean of all runs " + with_unit(centre, figure.unit), false);
  chart.x_axis(value_ticks(least, most, 5, figure.unit));
  return chart.svg("what moves " + figure.path);
}

std::string heat_map(const SweptFigure& figure, const SweptKey& across, const SweptKey& down) {
  const std::size_t columns = across.group_names.size(), rows = down.group_names.size();
  std::vector<std::vector<double>> cells(columns * rows);
  for (std::size_t run = 0; run < figure.values.size(); ++run)
    cells[down.groups[run] * columns + across.groups[run]].push_back(figure.values[run]);
  double least = INFINITY, most = -INFINITY;
  for (const auto& cell : cells) {
    if (cell.empty()) continue;
    least = std::min(least, mean(cell));
    most = std::max(most, mean(cell));
  }
  const double left = 96, top = 8, cell_width = (kSweepWidth - left - 4) / static_cast<double>(columns),
               cell_height = 34;
  const double bottom = top + cell_height * static_cast<double>(rows);
  Chart chart(kSweepWidth, bottom + 40, {left, 4, top, 40}, {0, 1}, {0, 1});
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::size_t column = i % columns, row = i / columns;
    const double x = left + cell_width * static_cast<double>(column);
    const double y = top + cell_height * static_cast<double>(row);
    const std::string where =
        across.name + " " + across.group_names[column] + ", " + down.name + " " + down.group_names[row];
    if (cells[i].empty()) {
      chart.box(x + 1, y + 1, cell_width - 2, cell_height - 2, "rx=\"4\" fill=\"var(--grid)\"", where + ": no run");
      continue;
    }
    const double value = mean(cells[i]), share = most > least ? (value - least) / (most - least) : 0;
    chart.box(x + 1, y + 1, cell_width - 2, cell_height - 2,
              fmt::format("rx=\"4\" style=\"fill:rgba(var(--cell),{:.2f})\"", 0.07 + 0.6 * share),
              fmt::format("{}: mean {} of {} runs", where, with_unit(value, figure.unit), cells[i].size()));
    if (columns <= 8)
      chart.text(x + cell_width / 2, y + cell_height / 2 + 4, brief(value, figure.unit), "middle", "name");
  }
  for (std::size_t row = 0; row < rows; ++row)
    chart.text(left - 8, top + cell_height * (static_cast<double>(row) + 0.5) + 4,
               short_name(down.group_names[row], 15), "end", "name");
  for (std::size_t column = 0; column < columns; ++column)
    chart.text(left + cell_width * (static_cast<double>(column) + 0.5), bottom + 16,
               short_name(across.group_names[column], columns > 6 ? 8 : 12), "middle", "name");
  chart.text(left + cell_width * static_cast<double>(columns) / 2, bottom + 34, across.short_name, "middle");
  return chart.svg(figure.path + " by " + across.name + " and " + down.name);
}

std::string share_bar(const Estimate& share) {
  Chart chart(180, 14, {0, 0, 0, 0}, {0, 1}, {0, 1});
  chart.box(0, 4, 180, 6, "rx=\"3\" fill=\"var(--grid)\"", "");
  const std::string tip =
      fmt::format("95 % interval {} to {}", with_unit(share.low, "share"), with_unit(share.high, "share"));
  chart.bar(share.low, share.high, 0.28, 0.72, "bad", tip, 0.3);
  chart.dot(std::clamp(share.value, 0.025, 0.975), 0.5, 4, "bad", tip);
  return "<div style=\"width:180px\">" + chart.svg(tip) + "</div>";
}

}  // namespace orrery::scenarios
