#include "scenarios/validation/validation_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "scenarios/sweep/quantity.h"

namespace orrery::scenarios {

namespace {

constexpr int kShownDigits = 5;

std::string tolerance_text(const Tolerance& tolerance, const std::string& unit) {
  if (tolerance.low && tolerance.high && *tolerance.low == *tolerance.high)
    return "exactly " + figure_text(*tolerance.low, unit);
  if (tolerance.low && tolerance.high)
    return figure_text(*tolerance.low, unit) + " to " + figure_text(*tolerance.high, unit);
  if (tolerance.low) return "at least " + figure_text(*tolerance.low, unit);
  return "at most " + figure_text(tolerance.high.value_or(0), unit);
}

std::string spread_text(const Spread& spread, const std::string& unit) {
  const std::string low = figure_text(spread.low, unit), high = figure_text(spread.high, unit);
  return low == high ? low : low + " to " + high;
}

std::string reason(const std::string& about) { return about.empty() ? "No reason is known." : about; }

std::string verdict(bool inside) { return inside ? "inside" : "**outside**"; }

/// In a cell of a table a bar would end the cell.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, 1, '\\');
  return text;
}

std::string source_text(const std::string& source) { return source.starts_with("http") ? "<" + source + ">" : source; }

/// Sources of one replay in the order of their first mention, so that a row says "[2]".
std::size_t number_of(std::vector<std::string>& sources, const std::string& source) {
  const auto found = std::ranges::find(sources, source);
  if (found != sources.end()) return static_cast<std::size_t>(found - sources.begin()) + 1;
  sources.push_back(source);
  return sources.size();
}

void add_replay(std::string& page, const JudgedReplay& replay) {
  const std::string name = std::filesystem::path(replay.path).stem().string();
  page += fmt::format("\n## {}\n\n`{}`, {} runs", replay.title, name, replay.runs);
  if (!replay.failures.empty())
    page += fmt::format("; {} runs failed: {}", replay.failures.size(), replay.failures.front());
  page += "\n\n| figure | documented | tolerance | median | 5 % to 95 % | inside | what it is | |\n";
  page += "| --- | --- | --- | --- | --- | --- | --- | --- |\n";
  std::vector<std::string> sources;
  std::string words;
  for (const JudgedFigure& figure : replay.figures) {
    const bool ran = figure.runs > 0;
    page += fmt::format("| {} | {} [{}] | {} | {} | {} | {} of {} | {} | {} |\n", cell(figure.entry.name),
                        cell(figure.entry.documented), number_of(sources, figure.entry.source),
                        tolerance_text(figure.tolerance, figure.unit),
                        ran ? figure_text(figure.simulated.median, figure.unit) : "no run",
                        ran ? spread_text(figure.simulated, figure.unit) : "no run", figure.runs_inside, figure.runs,
                        to_text(figure.entry.basis), ran ? verdict(figure.inside()) : "**not run**");
    if (!figure.entry.about.empty() || figure.runs_inside < figure.runs)
      words += fmt::format("- {}: {}\n", figure.entry.name, reason(figure.entry.about));
  }
  if (!words.empty()) page += "\n" + words;
  page += "\n";
  for (std::size_t i = 0; i < sources.size(); ++i) page += fmt::format("[{}] {}  \n", i + 1, source_text(sources[i]));
}

void add_bridges(std::string& page, const std::vector<JudgedSeries>& bridges) {
  page += "\n## The bridge between the hours\n\n";
  if (bridges.empty()) {
    page += "Not judged: `ORRERY_SHARED_DATA` named no folder of minute series when this page was written.\n";
    return;
  }
  page +=
      "What stands between hourly prices is drawn (docs/market.md). Here hours are made from real minutes, bridged "
      "again "
      "with many\nseeds, and both are looked at minute by minute. The tolerance is ours: a fifth, five minutes for "
      "times. "
      "The series are\nnot part of this project; `ORRERY_SHARED_DATA` names their folder.\n";
  for (const JudgedSeries& series : bridges) {
    page += fmt::format("\n### {}\n\n`{}`, {} seeds\n\n", series.name, series.file, series.seeds);
    page +=
        "| figure | minutes | tolerance | bridged, median | 5 % to 95 % | |\n| --- | --- | --- | --- | --- | --- |\n";
    for (const BridgeFigure& figure : series.figures)
      page +=
          fmt::format("| {} | {} | {} | {} | {} | {} |\n", figure.name, figure_text(figure.minutes, figure.unit),
                      tolerance_text(figure.tolerance, figure.unit), figure_text(figure.bridged.median, figure.unit),
                      spread_text(figure.bridged, figure.unit), verdict(figure.inside()));
    std::string words;
    for (const BridgeFigure& figure : series.figures)
      if (!figure.inside()) words += fmt::format("- {}: {}\n", figure.name, reason(figure.about));
    if (!words.empty()) page += "\n" + words;
    if (series.table.empty()) continue;
    page += fmt::format(
        "\nThe shipped table `{}` {}\n", series.table,
        series.differences.empty() ? "says of every hour what the minutes say." : "differs from the minutes:");
    for (const std::string& difference : series.differences) page += "- " + difference + "\n";
  }
}

std::string summary(const std::vector<JudgedReplay>& replays) {
  std::string text = "| what it is | figures | median inside | outside |\n| --- | --- | --- | --- |\n";
  for (const auto basis :
       {ValidationBasis::kPredicted, ValidationBasis::kSign, ValidationBasis::kContained, ValidationBasis::kFitted}) {
    std::size_t count = 0, inside = 0;
    for (const JudgedReplay& replay : replays)
      for (const JudgedFigure& figure : replay.figures) {
        if (figure.entry.basis != basis || figure.runs == 0) continue;
        ++count;
        if (figure.inside()) ++inside;
      }
    text += fmt::format("| {} | {} | {} | {} |\n", to_text(basis), count, inside, count - inside);
  }
  return text;
}

std::string outside(const Validation& validation) {
  std::string text;
  for (const JudgedReplay& replay : validation.replays)
    for (const JudgedFigure& figure : replay.figures)
      if (figure.runs > 0 && !figure.inside())
        text += fmt::format("- {}, {}: {}, tolerance {}. {}\n", replay.title, figure.entry.name,
                            figure_text(figure.simulated.median, figure.unit),
                            tolerance_text(figure.tolerance, figure.unit), reason(figure.entry.about));
  for (const JudgedSeries& series : validation.bridges)
    for (const BridgeFigure& figure : series.figures)
      if (!figure.inside())
        text += fmt::format("- The bridge of {}, {}: {} bridged, {} in the minutes. {}\n", series.name, figure.name,
                            figure_text(figure.bridged.median, figure.unit), figure_text(figure.minutes, figure.unit),
                            reason(figure.about));
  return text.empty() ? "Nothing.\n" : text;
}

}  // namespace

std::string figure_text(double number, const std::string& unit) {
  if (unit == "s") return sim::to_text(sim::Duration::seconds(static_cast<std::int64_t>(std::llround(number))));
  if (unit == "share") return plain_number(number * 100, kShownDigits) + " %";
  constexpr double kGwei = 1e-9, kLeastEther = 1e-3;
  if (unit == "wei" && number != 0 && std::fabs(number) < kLeastEther)
    return plain_number(number / kGwei, kShownDigits) + " gwei";
  std::string suffix;
  if (unit == "wei") suffix = " ether";
  if (unit == "juels") suffix = " LINK";
  const double size = std::fabs(number);
  if (size >= 1e9) return plain_number(number / 1e9, kShownDigits) + " bn" + suffix;
  if (size >= 1e6) return plain_number(number / 1e6, kShownDigits) + " M" + suffix;
  return plain_number(number, size >= 1000 ? kShownDigits + 1 : kShownDigits) + suffix;
}

std::string validation_page(const Validation& validation) {
  std::string page = fmt::format(
      "# Validation\n\nWritten by `orrery validate`: every shipped scenario that has `[[validation]]` sections, run "
      "afresh with the seeds {}\nand modelled signatures. A figure is inside when its median is within the tolerance; "
      "beside "
      "it stands where 90 % of the\nruns lie, and how many runs are inside.\n\n"
      "Only **predicted** figures are validation: a documented number that nothing put in contains. Of a **sign** no "
      "number is\ndocumented, only a direction or the design's own rule, and the bound is ours. A **fitted** one "
      "agrees because a parameter\nwas chosen so that it does. A **contained** one is stated by a knot of the price "
      "path or "
      "by a fault, and shows that it is\ncarried through.\n\n",
      validation.seeds);
  page += summary(validation.replays) + "\n## What falls outside\n\n" + outside(validation);
  for (const JudgedReplay& replay : validation.replays) add_replay(page, replay);
  add_bridges(page, validation.bridges);
  return page;
}

}  // namespace orrery::scenarios
