#include "scenarios/page/sweep_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/page/markup.h"
#include "scenarios/page/sweep_charts.h"

namespace orrery::scenarios {

namespace {

constexpr std::size_t kMostFigures = 8, kMostHeatMaps = 4, kMostErrors = 8;

std::string card(const SweptFigure& figure, const std::string& lead, const std::string& chart) {
  return fmt::format("<div class=\"card\"><h3>{}</h3><p>{}</p>{}</div>", escape(figure.path),
                     escape(lead.empty() ? figure.about : lead), chart);
}

std::string head(const SweepRows& rows) {
  std::string facts = escape(rows.scenario_path);
  for (const std::string& assignment : rows.assignments) facts += " · <code>" + escape(assignment) + "</code>";
  if (!rows.until.empty()) facts += " · until " + escape(rows.until);
  std::string varied;
  for (const SweptKey& key : rows.keys) varied += (varied.empty() ? "Varied: " : ", ") + key.name;
  const std::size_t missing = rows.planned - rows.held - rows.violated - rows.failed;
  std::string tiles =
      tile(short_number(static_cast<double>(rows.planned)), "runs") +
      tile(short_number(static_cast<double>(rows.seeds)), "seeds") +
      tile(short_number(static_cast<double>(rows.held)), "held every expectation", "good") +
      tile(short_number(static_cast<double>(rows.violated)), "violated one", rows.violated > 0 ? "bad" : "");
  if (rows.failed > 0) tiles += tile(short_number(static_cast<double>(rows.failed)), "failed", "bad");
  if (missing > 0) tiles += tile(short_number(static_cast<double>(missing)), "not done yet");
  tiles += tile(with_unit(std::max(1.0, std::round(rows.cpu_seconds)), "s"), "of computing");
  return fmt::format("<header><h1>{}</h1><p>{}</p>{}<div class=\"tiles\">{}</div></header>\n",
                     escape(rows.title.empty() ? rows.scenario_path : rows.title), facts,
                     varied.empty() ? "" : "<p>" + escape(varied) + "</p>", tiles);
}

std::string expectations(const SweepRows& rows) {
  if (rows.expectations.empty() || rows.size() == 0) return {};
  std::string table =
      "<table><tr><th>expectation</th><th class=\"n\">violated</th><th class=\"n\">share</th>"
      "<th>0 to 100 %, with the 95 % interval</th></tr>";
  for (const SweptExpectation& expectation : rows.expectations) {
    const Estimate share = share_of(expectation.violated, rows.size());
    table += fmt::format(
        "<tr><td>{}{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>", escape(expectation.name),
        expectation.example.empty() ? "" : "<br><span class=\"soft\">" + escape(expectation.example) + "</span>",
        expectation.violated, escape(with_unit(share.value, "share")), share_bar(share));
  }
  return section("What was expected", "How often each expectation was violated. The interval is Wilson's.",
                 "<div class=\"card\">" + table + "</table></div>");
}

std::string errors(const SweepRows& rows) {
  if (rows.errors.empty()) return {};
  std::string table = "<table><tr><th class=\"n\">runs</th><th>error</th></tr>";
  for (std::size_t i = 0; i < rows.errors.size() && i < kMostErrors; ++i)
    table += fmt::format("<tr><td class=\"n\">{}</td><td><code>{}</code></td></tr>", rows.errors[i].runs,
                         escape(rows.errors[i].text));
  if (rows.errors.size() > kMostErrors)
    table += fmt::format("<tr><td></td><td>and {} others</td></tr>", rows.errors.size() - kMostErrors);
  return section("Runs that failed", "They are rows with their error and are left out of everything below.",
                 "<div class=\"card\">" + table + "</table></div>");
}

std::string tornadoes(const SweepRows& rows) {
  if (rows.keys.empty()) return {};
  std::string cards;
  for (std::size_t i = 0; i < rows.figures.size() && i < kMostFigures; ++i) {
    const SweptFigure& figure = rows.figures[i];
    std::string lead;
    for (const SweptKey& key : rows.keys)
      if (key.numeric)
        lead += fmt::format("{}{} {:+.2f}", lead.empty() ? "Rank correlation: " : ", ", key.short_name,
                            rank_correlation(key.numbers, figure.values));
    cards += card(figure, lead, tornado(figure, rows));
  }
  return section("What mattered",
                 "Each bar reaches from the lowest to the highest mean over the values of one key, the others averaged "
                 "over, with the values where they lie. Grey is the middle 90 % of luck alone: a key whose bar is not "
                 "wider than that matters no more than the seed.",
                 "<div class=\"pair\">" + cards + "</div>");
}

std::string heat_maps(const SweepRows& rows) {
  if (rows.keys.size() < 2) return {};
  std::string cards;
  for (std::size_t i = 0; i < rows.figures.size() && i < kMostHeatMaps; ++i) {
    // The two keys that explain most of this figure.
    std::vector<const SweptKey*> keys;
    for (const SweptKey& key : rows.keys) keys.push_back(&key);
    std::stable_sort(keys.begin(), keys.end(), [&](const SweptKey* a, const SweptKey* b) {
      return explained_share(rows.figures[i].values, a->groups) > explained_share(rows.figures[i].values, b->groups);
    });
    cards +=
        card(rows.figures[i], "Mean, by " + keys[1]->short_name + " downwards and " + keys[0]->short_name + " across.",
             heat_map(rows.figures[i], *keys[0], *keys[1]));
  }
  return section("Together", "The two keys that explain most of each figure.",
                 "<div class=\"pair\">" + cards + "</div>");
}

std::string distributions(const SweepRows& rows) {
  std::string cards;
  for (std::size_t i = 0; i < rows.figures.size() && i < kMostFigures; ++i) {
    const SweptFigure& figure = rows.figures[i];
    if (rows.keys.empty()) {
      cards += card(figure, {}, histogram(figure));
      continue;
    }
    const auto key = std::max_element(rows.keys.begin(), rows.keys.end(), [&](const SweptKey& a, const SweptKey& b) {
      return explained_share(figure.values, a.groups) < explained_share(figure.values, b.groups);
    });
    cards += card(figure, figure.about + (figure.about.empty() ? "By " : " By ") + key->short_name + ".",
                  strips(figure, *key));
  }
  const std::string lead = rows.keys.empty()
                               ? "Every run, with the median and, dashed, the middle 90 %."
                               : "Every run a dot, by the key that explains most. The pale bar is the middle 90 %, the "
                                 "orange one the mean with its 95 % confidence interval (Student's t).";
  return section("Distributions", lead, "<div class=\"pair\">" + cards + "</div>");
}

std::string numbers(const SweepRows& rows) {
  std::string table =
      "<table><tr><th>figure</th><th class=\"n\">median</th><th class=\"n\">its 95 % interval</th>"
      "<th class=\"n\">middle 90 %</th><th class=\"n\">least</th><th class=\"n\">most</th></tr>";
  for (const SweptFigure& figure : rows.figures) {
    std::vector<double> values = figure.values;
    std::sort(values.begin(), values.end());
    const Estimate median = median_of(values);
    const auto text = [&](double value) { return escape(with_unit(value, figure.unit)); };
    const auto between = [&](double low, double high) { return text(low) + " to " + text(high); };
    table += fmt::format(
        "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
        "<td class=\"n\">{}</td></tr>",
        escape(figure.path), text(median.value),
        std::isfinite(median.low) ? between(median.low, median.high) : "too few runs",
        between(quantile(values, 0.05), quantile(values, 0.95)), text(values.front()), text(values.back()));
  }
  return section("Numbers", "Every figure that differs between runs. The median's interval holds for any distribution.",
                 "<div class=\"card\">" + table + "</table></div>");
}

}  // namespace

std::string sweep_page(const SweepRows& rows) {
  std::string body = head(rows) + expectations(rows) + errors(rows);
  if (rows.size() == 0) {
    body += section("No run has ended yet", "", "");
  } else if (rows.figures.empty()) {
    body += section("All runs agree", "No figure differs between them.", "");
  } else {
    body += tornadoes(rows) + heat_maps(rows) + distributions(rows) + numbers(rows);
  }
  body += fmt::format("<footer>Orrery {}. Every value is in the view <code>runs</code> of the sweep's file.</footer>",
                      escape(rows.orrery));
  return page(rows.title.empty() ? rows.scenario_path : rows.title, body);
}

}  // namespace orrery::scenarios
