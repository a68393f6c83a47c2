#include "scenarios/page/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "scenarios/page/markup.h"
#include "sim/time.h"

namespace orrery::scenarios {

namespace {

std::string tip_text(const std::string& tip) { return tip.empty() ? "" : "<title>" + escape(tip) + "</title>"; }

/// A step of 1, 2 or 5 times a power of ten.
double round_step(double span, int most) {
  const double rough = span / most, power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= rough) return factor * power;
  return 10 * power;
}

double round_seconds(double span, int most) {
  constexpr std::array<double, 17> kSteps{1,    2,    5,    10,    30,    60,    120,   300,   600,
                                          1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800};
  for (const double step : kSteps)
    if (span / step <= most) return step;
  return std::ceil(span / most / 86400) * 86400;
}

}  // namespace

std::vector<Tick> value_ticks(double from, double to, int most, const std::string& unit) {
  std::vector<Tick> ticks;
  const double step = unit == "s" && to - from > 60 ? round_seconds(to - from, most) : round_step(to - from, most);
  for (double k = std::ceil(from / step - 1e-9); k * step <= to + step * 1e-9; ++k)
    ticks.push_back({k * step, brief(std::fabs(k) < 0.5 ? 0 : k * step, unit)});
  return ticks;
}

std::vector<Tick> time_ticks(double from, double to, int most) {
  std::vector<Tick> ticks;
  const double step = round_seconds(to - from, most);
  std::string day;
  for (double k = std::ceil(from / step); k * step <= to; ++k) {
    const std::string text = sim::to_text(sim::Time::from_unix_seconds(static_cast<std::int64_t>(k * step)), 0);
    const std::string date = text.substr(5, 5), clock = step < 60 ? text.substr(11, 8) : text.substr(11, 5);
    ticks.push_back({k * step, step >= 86400 ? date : date == day ? clock : date + " " + clock});
    day = date;
  }
  return ticks;
}

std::vector<Point> thinned(const std::vector<Point>& points, std::size_t columns) {
  if (points.size() <= columns * 2) return points;
  std::vector<Point> kept;
  const double from = points.front().x, span = points.back().x - from;
  for (std::size_t i = 0; i < points.size();) {
    const auto column = [&](const Point& point) {
      return static_cast<std::size_t>((point.x - from) / span * static_cast<double>(columns));
    };
    const std::size_t here = column(points[i]);
    std::size_t low = i, high = i;
    for (; i < points.size() && column(points[i]) == here; ++i) {
      if (points[i].y < points[low].y) low = i;
      if (points[i].y > points[high].y) high = i;
    }
    kept.push_back(points[std::min(low, high)]);
    if (low != high) kept.push_back(points[std::max(low, high)]);
  }
  return kept;
}

Chart::Chart(double width, double height, Margins margins, Scale x, Scale y)
    : width_(width), height_(height), margins_(margins), x_(x), y_(y) {
  // A line that stands still needs some room all the same.
  for (Scale* scale : {&x_, &y_}) {
    if (scale->to > scale->from) continue;
    const double room = scale->from == 0 ? 1 : std::fabs(scale->from) * 0.01;
    scale->from -= room;
    scale->to += room;
  }
  x_.low = margins.left;
  x_.high = width - margins.right;
  y_.low = height - margins.bottom;
  y_.high = margins.top;
}

void Chart::x_axis(const std::vector<Tick>& ticks) {
  shapes_ += fmt::format("<line class=\"axis\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>", x_.low,
                         x_.high, y_.low, y_.low);
  for (const Tick& tick : ticks) {
    const double x = x_.at(tick.value);
    shapes_ += fmt::format("<line class=\"axis\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>", x,
                           y_.low, y_.low + 4);
    text(x, y_.low + 17, tick.label, "middle");
  }
}

void Chart::y_axis(const std::vector<Tick>& ticks) {
  for (const Tick& tick : ticks) {
    const double y = y_.at(tick.value);
    shapes_ += fmt::format("<line class=\"grid\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>", x_.low,
                           x_.high, y, y);
    text(x_.low - 8, y + 4, tick.label, "end");
  }
}

void Chart::line(const std::vector<Point>& points, const std::string& colour, const std::string& tip) {
  if (points.empty()) return;
  std::string path;
  for (const Point& point : points)
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x_.at(point.x), y_.at(point.y));
  shapes_ += fmt::format("<path class=\"stroke\" stroke=\"var(--{})\" d=\"{}\">{}</path>", colour, path, tip_text(tip));
}

void Chart::steps(const std::vector<Point>& points, double until, const std::string& colour, const std::string& tip) {
  if (points.empty()) return;
  std::string path;
  for (const Point& point : points)
    path += path.empty() ? fmt::format("M{:.1f} {:.1f}", x_.at(point.x), y_.at(point.y))
                         : fmt::format("H{:.1f}V{:.1f}", x_.at(point.x), y_.at(point.y));
  path += fmt::format("H{:.1f}", x_.at(until));
  shapes_ += fmt::format("<path class=\"stroke\" stroke=\"var(--{})\" d=\"{}\">{}</path>", colour, path, tip_text(tip));
}

void Chart::area(const std::vector<Point>& points, const std::string& colour) {
  if (points.empty()) return;
  std::string path = fmt::format("M{:.1f} {:.1f}", x_.at(points.front().x), y_.low);
  for (const Point& point : points) path += fmt::format("L{:.1f} {:.1f}", x_.at(point.x), y_.at(point.y));
  path += fmt::format("V{:.1f}Z", y_.low);
  shapes_ += fmt::format("<path fill=\"var(--{})\" fill-opacity=\".22\" d=\"{}\"/>", colour, path);
}

void Chart::band(double from, double to, const std::string& css_class, const std::string& tip) {
  const double left = x_.at(std::max(from, x_.from)), right = x_.at(std::min(to, x_.to));
  if (right < left) return;
  box(left, y_.high, std::max(1.5, right - left), y_.low - y_.high, "class=\"" + css_class + "\"", tip);
}

void Chart::bar(double x_from, double x_to, double y_from, double y_to, const std::string& fill, const std::string& tip,
                double opacity) {
  const double left = std::min(x_.at(x_from), x_.at(x_to)), right = std::max(x_.at(x_from), x_.at(x_to));
  const double top = std::min(y_.at(y_from), y_.at(y_to)), bottom = std::max(y_.at(y_from), y_.at(y_to));
  box(left, top, right - left, bottom - top, fmt::format("fill=\"var(--{})\" fill-opacity=\"{}\"", fill, opacity), tip);
}

void Chart::rule_x(double x, const std::string& colour, const std::string& tip, bool dashed) {
  shapes_ += fmt::format(
      "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" stroke=\"var(--{3})\" "
      "stroke-width=\"1.5\"{4}>{5}</line>",
      x_.at(x), y_.low, y_.high, colour, dashed ? " stroke-dasharray=\"4 4\"" : "", tip_text(tip));
}

void Chart::rule_y(double y, const std::string& colour, const std::string& label) {
  shapes_ += fmt::format(
      "<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"var(--{})\" stroke-dasharray=\"3 4\"/>",
      x_.low, x_.high, y_.at(y), y_.at(y), colour);
  text(x_.high, y_.at(y) - 5, label, "end");
}

void Chart::dot(double x, double y, double radius, const std::string& colour, const std::string& tip, double opacity) {
  shapes_ +=
      fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"var(--{})\" fill-opacity=\"{}\">{}</circle>",
                  x_.at(x), y_.at(y), radius, colour, opacity, tip_text(tip));
}

void Chart::text(double x, double y, const std::string& words, const std::string& anchor,
                 const std::string& css_class) {
  shapes_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>", x, y, anchor,
                         css_class.empty() ? "" : " class=\"" + css_class + "\"", escape(words));
}

void Chart::box(double left, double top, double width, double height, const std::string& attributes,
                const std::string& tip) {
  shapes_ += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" {}>{}</rect>", left, top,
                         width, height, attributes, tip_text(tip));
}

std::string Chart::svg(const std::string& name) const {
  return fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">{}</svg>", width_, height_,
                     escape(name), shapes_);
}

}  // namespace orrery::scenarios
