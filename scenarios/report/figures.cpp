#include "scenarios/report/figures.h"

#include <fmt/format.h>

#include <optional>

#include "sim/assert.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

constexpr std::size_t kMostEvidence = 16;

/// The bound read as the figure's own kind.
FigureValue bound_like(const FigureValue& like, const Node& node) {
  return std::visit(
      [&](const auto& sample) -> FigureValue {
        std::decay_t<decltype(sample)> value{};
        read_value(node, value);
        return value;
      },
      like);
}

int compare(const FigureValue& a, const FigureValue& b) {
  return std::visit(
      [&](const auto& left) -> int {
        using T = std::decay_t<decltype(left)>;
        const T& right = std::get<T>(b);
        const auto order = [](const auto& x, const auto& y) { return x < y ? -1 : (y < x ? 1 : 0); };
        if constexpr (std::is_same_v<T, Price>) {
          return order(left.units, right.units);
        } else if constexpr (std::is_same_v<T, Wei> || std::is_same_v<T, Juels>) {
          return order(left.amount, right.amount);
        } else {
          return order(left, right);
        }
      },
      a);
}

struct Bound {
  const std::optional<Node>& node;
  const char* words;
  bool (*holds)(int);
};

/// "15.129430833165197613 link" as "15.129430 link": what a table has room for.
std::string short_text(const std::string& amount) {
  const auto point = amount.find('.'), unit = amount.find(' ');
  if (point == std::string::npos || unit - point <= 7) return amount;
  return amount.substr(0, point + 7) + amount.substr(unit);
}

std::vector<Bound> bounds_of(const Expectation& expectation) {
  return {{expectation.equals, "exactly", [](int order) { return order == 0; }},
          {expectation.at_most, "at most", [](int order) { return order <= 0; }},
          {expectation.at_least, "at least", [](int order) { return order >= 0; }}};
}

/// A bound that a figure does not keep, and on which side of it the figure lies.
struct Miss {
  const char* words;
  FigureValue wanted;
  int order;
};
std::optional<Miss> miss_of(const Expectation& expectation, const Figure& figure) {
  for (const Bound& bound : bounds_of(expectation)) {
    if (!bound.node) continue;
    FigureValue wanted = bound_like(figure.value, *bound.node);
    const int order = compare(figure.value, wanted);
    if (!bound.holds(order)) return Miss{bound.words, std::move(wanted), order};
  }
  return std::nullopt;
}

}  // namespace

void Figures::declare(const std::string& path, FigureValue start, std::string about, EvidenceEffect effect) {
  const bool fresh = figures_.emplace(path, Figure{std::move(start), std::move(about), effect, {}, 0}).second;
  ORRERY_ASSERT(fresh, "a figure is declared once");
}

void Figures::set(const std::string& path, FigureValue value) {
  const auto figure = figures_.find(path);
  ORRERY_ASSERT(figure != figures_.end(), "figures are declared before the run");
  figure->second.value = std::move(value);
}

void Figures::add(const std::string& path, std::int64_t count) {
  const auto figure = figures_.find(path);
  ORRERY_ASSERT(figure != figures_.end(), "figures are declared before the run");
  std::get<std::int64_t>(figure->second.value) += count;
}

void Figures::leave_out(const std::string& path, std::string because) {
  const auto figure = figures_.find(path);
  ORRERY_ASSERT(figure != figures_.end(), "figures are declared before the run");
  figure->second.none_because = std::move(because);
}

void Figures::add_evidence(const std::string& path, sim::CauseId row) {
  const auto figure = figures_.find(path);
  ORRERY_ASSERT(figure != figures_.end(), "figures are declared before the run");
  if (row.row == 0) return;
  ++figure->second.evidence_rows;
  if (figure->second.evidence.size() < kMostEvidence) figure->second.evidence.push_back(row);
}

const Figure* Figures::find(std::string_view path) const {
  const auto figure = figures_.find(path);
  return figure == figures_.end() ? nullptr : &figure->second;
}

const Figure& Figures::require(const std::string& path, const std::string& place) const {
  if (const Figure* figure = find(path)) return *figure;
  std::vector<std::string> paths;
  for (const auto& [known, figure] : figures_) paths.push_back(known);
  throw sim::InputError(place, "there is no figure \"" + path + "\"" + sim::did_you_mean(path, paths));
}

std::string to_text(const FigureValue& value) {
  return std::visit(
      [](const auto& v) -> std::string {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::int64_t>) return std::to_string(v);
        if constexpr (std::is_same_v<T, sim::Duration>) return sim::to_text(v);
        if constexpr (std::is_same_v<T, std::string>) return v;
        if constexpr (std::is_same_v<T, sim::Fraction> || std::is_same_v<T, Deviation>) {
          return fmt::format("{}.{:04} %", v.parts_per_billion / 10'000'000, v.parts_per_billion / 1'000 % 10'000);
        }
        if constexpr (std::is_same_v<T, Price>) return nodes::to_text(v);
        if constexpr (std::is_same_v<T, Wei> || std::is_same_v<T, Juels>) return short_text(to_text(v));
      },
      value);
}

Limits limits_of(const Expectation& expectation, const Figures& figures) {
  const Figure& figure = figures.require(expectation.figure.name, expectation.figure.place.text());
  const auto read = [&](const std::optional<Node>& node) -> std::optional<FigureValue> {
    if (!node) return std::nullopt;
    return bound_like(figure.value, *node);
  };
  return {read(expectation.equals), read(expectation.at_most), read(expectation.at_least)};
}

void check_expectation(const Expectation& expectation, const Figures& figures) {
  const std::string place = expectation.place.text();
  const Figure& figure = figures.require(expectation.figure.name, expectation.figure.place.text());
  bool bounded = false;
  for (const Bound& bound : bounds_of(expectation)) {
    if (!bound.node) continue;
    bounded = true;
    bound_like(figure.value, *bound.node);
  }
  if (expectation.equals && (expectation.at_most || expectation.at_least))
    throw sim::InputError(place, "\"" + expectation.name + "\": give equals alone, or at_most and at_least");
  if (expectation.at_least && expectation.at_most &&
      compare(bound_like(figure.value, *expectation.at_least), bound_like(figure.value, *expectation.at_most)) > 0)
    throw sim::InputError(expectation.at_least->place.text(),
                          "at_least is more than at_most: nothing can meet \"" + expectation.name + "\"");
  if (!bounded)
    throw sim::InputError(place, "\"" + expectation.name + "\" has no bound: give equals, at_most or at_least");
}

std::string violation_of(const Expectation& expectation, const Figures& figures) {
  const Figure& figure = figures.require(expectation.figure.name, expectation.figure.place.text());
  if (!figure.is_there()) return fmt::format("{} has no value: {}", expectation.figure.name, figure.none_because);
  const auto miss = miss_of(expectation, figure);
  if (!miss) return {};
  return fmt::format("{} is {}, expected {} {}", expectation.figure.name, to_text(figure.value), miss->words,
                     to_text(miss->wanted));
}

bool evidence_explains(const Expectation& expectation, const Figures& figures) {
  const Figure& figure = figures.require(expectation.figure.name, expectation.figure.place.text());
  if (!figure.is_there()) return true;
  const auto miss = miss_of(expectation, figure);
  ORRERY_ASSERT(miss.has_value(), "only a violated expectation has to be explained");
  if (std::holds_alternative<std::string>(figure.value) || figure.effect == EvidenceEffect::kBoth) return true;
  return (miss->order < 0) == (figure.effect == EvidenceEffect::kLess);
}

}  // namespace orrery::scenarios
