#include "scenarios/report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace orrery::scenarios {

namespace {

nlohmann::ordered_json json_of(const FigureValue& value) {
  return std::visit(
      [](const auto& v) -> nlohmann::ordered_json {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::int64_t>) return v;
        if constexpr (std::is_same_v<T, sim::Duration>) return static_cast<double>(v.count_nanoseconds()) / 1e9;
        if constexpr (std::is_same_v<T, sim::Fraction> || std::is_same_v<T, Deviation>)
          return static_cast<double>(v.parts_per_billion) / 1e9;
        if constexpr (std::is_same_v<T, Price>) return to_text(v);
        if constexpr (std::is_same_v<T, Wei> || std::is_same_v<T, Juels>) return v.amount.str();
        if constexpr (std::is_same_v<T, std::string>) return v;
      },
      value);
}

/// "feed.eth-usd.rounds" split into group "feed", subject "eth-usd" and name "rounds"; names may hold no dots.
struct FigurePath {
  std::string group, subject, name;
  explicit FigurePath(const std::string& path) {
    const auto first = path.find('.'), last = path.rfind('.');
    group = path.substr(0, first);
    name = path.substr(last + 1);
    if (first != last) subject = path.substr(first + 1, last - first - 1);
  }
};

std::string spaced(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(static_cast<std::size_t>(i), " ");
  return digits;
}

std::string words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

class Paint {
 public:
  explicit Paint(bool colour) : colour_(colour) {}
  std::string bold(const std::string& text) const { return wrap("1", text); }
  std::string good(const std::string& text) const { return wrap("32", text); }
  std::string bad(const std::string& text) const { return wrap("1;31", text); }
  std::string dim(const std::string& text) const { return wrap("2", text); }

 private:
  std::string wrap(const char* code, const std::string& text) const {
    return colour_ ? fmt::format("\033[{}m{}\033[0m", code, text) : text;
  }
  bool colour_;
};

/// A table of one group: a row for each figure, a column for each subject, so that designs stand side by side.
std::string group_table(const std::string& group, const Figures& figures, const Paint& paint) {
  std::vector<std::string> subjects, names;
  std::map<std::pair<std::string, std::string>, std::string> cells;
  for (const auto& [path, figure] : figures.all()) {
    const FigurePath parts(path);
    if (parts.group != group) continue;
    if (std::find(subjects.begin(), subjects.end(), parts.subject) == subjects.end()) subjects.push_back(parts.subject);
    if (std::find(names.begin(), names.end(), parts.name) == names.end()) names.push_back(parts.name);
    cells[{parts.subject, parts.name}] = figure.is_there() ? to_text(figure.value) : "none";
  }
  std::size_t label = 0;
  for (const auto& name : names) label = std::max(label, name.size());
  std::string text = "\n" + paint.bold(fmt::format("  {:<{}}", group, label));
  std::vector<std::size_t> widths;
  for (const auto& subject : subjects) {
    std::size_t width = subject.size();
    for (const auto& name : names) width = std::max(width, cells[{subject, name}].size());
    widths.push_back(width);
    text += paint.bold(fmt::format("  {:>{}}", subject, width));
  }
  text += "\n";
  for (const auto& name : names) {
    text += fmt::format("  {:<{}}", words(name), label);
    for (std::size_t i = 0; i < subjects.size(); ++i)
      text += fmt::format("  {:>{}}", cells[{subjects[i], name}], widths[i]);
    text += "\n";
  }
  return text;
}

/// "23 111 hits: 23 099 copies of messages, 12 machines"
std::string hits_text(const FaultOutcome& fault) {
  std::string text = spaced(fault.hits) + " hits";
  for (std::size_t i = 0; i < fault.hit.size(); ++i) {
    if (fault.hit[i] == 0) continue;
    text += fmt::format("{} {} {}", text.ends_with("hits") ? ":" : ",", spaced(fault.hit[i]),
                        sim::to_text(static_cast<sim::Hit>(i)));
  }
  return text;
}

std::string faults_text(const Report& report, const Paint& paint) {
  if (report.faults.empty()) return {};
  std::string text = "\n" + paint.bold("  faults") + "\n";
  for (const FaultOutcome& fault : report.faults) {
    text += fmt::format("  {} to {}  {} on {}: {}\n", sim::to_text(fault.start, 0),
                        fault.end ? sim::to_text(*fault.end, 0) : "the end", fault.kind, fault.target,
                        fault.applied ? hits_text(fault) : "not reached");
    if (!fault.about.empty()) text += paint.dim("      " + fault.about) + "\n";
  }
  return text;
}

}  // namespace

bool Report::expectations_met() const {
  return std::all_of(expectations.begin(), expectations.end(), [](const auto& outcome) { return outcome.met; });
}

double Report::virtual_wall_ratio() const {
  const double virtual_seconds = static_cast<double>((end - start).count_nanoseconds()) / 1e9;
  return wall_seconds > 0 ? virtual_seconds / wall_seconds : 0;
}

std::string to_text(const Report& report, bool colour) {
  const Paint paint(colour);
  std::string text = paint.bold(report.title.empty() ? report.scenario_path : report.title) + "\n";
  text += fmt::format("  {} to {}  ({}), seed {}, signatures {}{}\n", sim::to_text(report.start, 0),
                      sim::to_text(report.end, 0), sim::to_text(report.end - report.start), report.seed,
                      report.signatures, report.interrupted ? ", INTERRUPTED" : "");
  std::vector<std::string> groups;
  for (const auto& [path, figure] : report.figures.all()) {
    const std::string group = FigurePath(path).group;
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
  }
  for (const auto& group : groups) text += group_table(group, report.figures, paint);
  text += faults_text(report, paint);
  if (!report.expectations.empty()) text += "\n" + paint.bold("  expectations") + "\n";
  for (const ExpectationOutcome& outcome : report.expectations) {
    if (outcome.met) {
      text += "  " + paint.good(report.interrupted ? "met so far " : "met        ") + outcome.name + "\n";
    } else {
      text += "  " + paint.bad(fmt::format("violated {}", outcome.violation_number)) + " " + outcome.name + "\n      " +
              outcome.violation + "\n";
    }
  }
  text += fmt::format("\n  digest {}\n  {} events in {:.2f} s of wall time: {:.0f} x real time\n", report.digest,
                      spaced(report.events), report.wall_seconds, report.virtual_wall_ratio());
  if (!report.recording.empty()) {
    text += fmt::format("  recorded in {}\n", report.recording);
    if (!report.expectations_met()) text += fmt::format("  the cause: orrery why {}\n", report.recording);
  }
  return text;
}

std::string to_json(const Report& report) {
  nlohmann::ordered_json json;
  json["title"] = report.title;
  json["scenario"] = report.scenario_path;
  json["seed"] = report.seed;
  json["signatures"] = report.signatures;
  json["start"] = sim::to_text(report.start, 9);
  json["end"] = sim::to_text(report.end, 9);
  json["interrupted"] = report.interrupted;
  json["digest"] = report.digest;
  json["events"] = report.events;
  json["wall_seconds"] = report.wall_seconds;
  json["virtual_wall_ratio"] = report.virtual_wall_ratio();
  json["expectations"] = nlohmann::ordered_json::array();
  for (const auto& outcome : report.expectations) {
    nlohmann::ordered_json entry{{"name", outcome.name}, {"met", outcome.met}};
    if (!outcome.met) {
      entry["violation"] = outcome.violation;
      entry["number"] = outcome.violation_number;
    }
    json["expectations"].push_back(entry);
  }
  json["figures"] = nlohmann::ordered_json::object();
  for (const auto& [path, figure] : report.figures.all()) {
    const FigurePath parts(path);
    auto& group = json["figures"][parts.group];
    (parts.subject.empty() ? group : group[parts.subject])[parts.name] =
        figure.is_there() ? json_of(figure.value) : nlohmann::ordered_json(nullptr);
  }
  json["faults"] = nlohmann::ordered_json::array();
  for (const auto& fault : report.faults) {
    nlohmann::ordered_json entry{
        {"kind", fault.kind}, {"target", fault.target}, {"start", sim::to_text(fault.start, 9)}};
    entry["end"] = fault.end ? nlohmann::ordered_json(sim::to_text(*fault.end, 9)) : nlohmann::ordered_json(nullptr);
    entry["applied"] = fault.applied;
    entry["hits"] = fault.hits;
    entry["hit"] = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < fault.hit.size(); ++i)
      if (fault.hit[i] > 0) entry["hit"][sim::to_text(static_cast<sim::Hit>(i))] = fault.hit[i];
    json["faults"].push_back(entry);
  }
  if (!report.recording.empty()) json["recording"] = report.recording;
  return json.dump(2);
}

}  // namespace orrery::scenarios
