#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scenarios/recording/why.h"

namespace orrery::scenarios {
namespace {

constexpr std::size_t kStepsFirst = 12, kStepsLast = 8;
constexpr std::size_t kNamesShown = 8;
constexpr std::size_t kWaitsShown = 6;
constexpr std::size_t kSilentShown = 2;

std::string line_of(const WhyStep& step) {
  return fmt::format("{}  {}{}{}", sim::to_text(step.time), step.who, step.who.empty() ? "" : "  ", step.what);
}

std::string names(const std::vector<std::string>& all) {
  std::string text;
  for (std::size_t i = 0; i < all.size() && i < kNamesShown; ++i) text += (i == 0 ? "" : ", ") + all[i];
  return all.size() > kNamesShown ? text + fmt::format(" and {} more", all.size() - kNamesShown) : text;
}

std::string machines(std::size_t count) { return fmt::format("{} machine{}", count, count == 1 ? "" : "s"); }

void add_steps(std::string& text, const std::vector<WhyStep>& steps, const std::string& indent) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps.size() > kStepsFirst + kStepsLast + 1 && i == kStepsFirst) {
      const std::size_t hidden = steps.size() - kStepsFirst - kStepsLast;
      text += fmt::format("{}... {} steps between (--json shows all)\n", indent, hidden);
      i += hidden;
    }
    text += fmt::format("{}{}{}  [row {}]\n", indent, i == 0 ? "" : "because ", line_of(steps[i]), steps[i].row);
  }
}

// That many waited for each of many that were missing is told by their being missing; a silent leader is worth a line.
std::vector<Wait> waits_worth_a_line(const Absence& absence) {
  const auto is_missing = [&absence](const std::string& name) {
    return std::any_of(absence.missing.begin(), absence.missing.end(), [&name](const Missing& missing) {
      return std::find(missing.machines.begin(), missing.machines.end(), name) != missing.machines.end();
    });
  };
  std::vector<Wait> waits, for_missing;
  for (const Wait& wait : absence.waits) {
    if (!is_missing(wait.on)) {
      waits.push_back(wait);
    } else if (wait.machines.size() > 1) {
      for_missing.push_back(wait);
    }
  }
  if (for_missing.size() <= kSilentShown) waits.insert(waits.end(), for_missing.begin(), for_missing.end());
  return waits;
}

void add_standing_faults(std::string& text, const std::vector<WhyStep>& faults, std::string_view when) {
  if (!faults.empty()) text += fmt::format("faults that stood {}, whether or not they are to blame:\n", when);
  for (const WhyStep& fault : faults) text += fmt::format("  {}  [row {}]\n", line_of(fault), fault.row);
}

void add_absence(std::string& text, const Absence& absence) {
  const std::vector<Wait> waits = waits_worth_a_line(absence);
  if (!waits.empty()) text += "what was waited for:\n";
  for (std::size_t i = 0; i < waits.size() && i < kWaitsShown; ++i) {
    text += fmt::format("  {}: {}{}\n", machines(waits[i].machines.size()), waits[i].what,
                        waits[i].on.empty() ? "" : " (on " + waits[i].on + ")");
  }
  if (waits.size() > kWaitsShown)
    text += fmt::format("  ... and {} more (--json shows all)\n", waits.size() - kWaitsShown);
  if (!absence.missing.empty()) text += "what was missing, and why:\n";
  for (const Missing& missing : absence.missing) {
    text += fmt::format("  {} {}: {}\n", counted(missing), missing.reason, names(missing.machines));
    add_steps(text, missing.steps, "    ");
  }
  if (!absence.only_waiting.empty()) {
    text += fmt::format("{} up, with no trouble of {} own: {}\n", machines(absence.only_waiting.size()),
                        absence.only_waiting.size() == 1 ? "its" : "their", names(absence.only_waiting));
  }
  if (!absence.struck.empty()) {
    text += fmt::format("{} up, with a fault upon {} that need not be to blame: {}\n", machines(absence.struck.size()),
                        absence.struck.size() == 1 ? "it" : "them", names(absence.struck));
  }
  if (!absence.spared.empty())
    text += fmt::format("{} down, which the network does without: {}\n", machines(absence.spared.size()),
                        names(absence.spared));
  if (absence.missing.empty())
    text +=
        "nothing was found that was missing: no machine too many down, no message known to be dropped, no fault that "
        "explains the waiting\n";
  add_standing_faults(text, absence.standing_faults, "at that time");
}

void add_too_little(std::string& text, const TooLittle& too_little) {
  text += "too little of it happened";
  if (too_little.rows > 0)
    text += fmt::format(": what there was comes from {} row{}", too_little.rows, too_little.rows == 1 ? "" : "s");
  if (too_little.first)
    text += fmt::format("{}\n  {}  [row {}]", too_little.rows == 1 ? "" : ", the first of them",
                        line_of(*too_little.first), too_little.first->row);
  text += "\n";
}

nlohmann::ordered_json json_of(const WhyStep& step) {
  return {{"row", step.row},
          {"time", sim::to_text(step.time, 9)},
          {"table", step.table},
          {"who", step.who},
          {"what", step.what}};
}

nlohmann::ordered_json json_of(const std::vector<WhyStep>& steps) {
  auto list = nlohmann::ordered_json::array();
  for (const WhyStep& step : steps) list.push_back(json_of(step));
  return list;
}

nlohmann::ordered_json json_of(const TooLittle& too_little) {
  return {{"rows", too_little.rows},
          {"first", too_little.first ? json_of(*too_little.first) : nlohmann::ordered_json()}};
}

nlohmann::ordered_json json_of(const Absence& absence) {
  auto waits = nlohmann::ordered_json::array(), missing = nlohmann::ordered_json::array();
  for (const Wait& wait : absence.waits) {
    waits.push_back({{"what", wait.what}, {"on", wait.on}, {"machines", wait.machines}});
  }
  for (const Missing& group : absence.missing) {
    missing.push_back({{"reason", group.reason},
                       {"kind", group.kind},
                       {"machines", group.machines},
                       {"steps", json_of(group.steps)}});
  }
  return {
      {"waits", waits},           {"missing", missing},       {"only_waiting", absence.only_waiting},
      {"spared", absence.spared}, {"struck", absence.struck}, {"standing_faults", json_of(absence.standing_faults)}};
}

}  // namespace

std::string to_text(const WhyAnswer& answer) {
  if (answer.asked.empty())
    return answer.caution.empty() ? "no expectation was violated\n" : answer.caution + "; ask for a row\n";
  std::string text = answer.asked + "\n";
  add_steps(text, answer.steps, "  ");
  if (answer.absence.has_value()) add_absence(text, *answer.absence);
  if (answer.too_little) add_too_little(text, *answer.too_little);
  if (answer.steps.size() == 1 && answer.steps[0].table == "violation") {
    if (!answer.too_little) text += "no single row is behind that figure\n";
    if (!answer.faults.empty()) text += "faults of the run, whether or not they are to blame:\n";
    for (const WhyStep& fault : answer.faults) text += fmt::format("  {}  [row {}]\n", line_of(fault), fault.row);
  } else {
    add_standing_faults(text, answer.faults, "at that time or in the longest wait before it");
  }
  if (answer.roots.size() == 1) text += "root: " + line_of(answer.roots[0]) + "\n";
  if (answer.roots.size() > 1) {
    text += "roots:\n";
    for (const WhyStep& root : answer.roots) text += "  " + line_of(root) + "\n";
  }
  return text;
}

std::string to_json(const WhyAnswer& answer) {
  nlohmann::ordered_json object{{"asked", answer.asked}, {"steps", json_of(answer.steps)}};
  object["too_little"] = answer.too_little ? json_of(*answer.too_little) : nlohmann::ordered_json();
  object["absence"] = answer.absence.has_value() ? json_of(*answer.absence) : nlohmann::ordered_json();
  object["roots"] = json_of(answer.roots);
  object["faults"] = json_of(answer.faults);
  if (!answer.caution.empty()) object["caution"] = answer.caution;
  // Names come from scenario files; what is not UTF-8 in them must not cost the answer.
  return object.dump(2, ' ', /*ensure_ascii=*/false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace orrery::scenarios
