#include "gui/inspector/why_lines.h"

#include <fmt/format.h>

#include <algorithm>

namespace orrery::gui {
namespace {

using scenarios::Absence;
using scenarios::Missing;
using scenarios::Wait;
using scenarios::WhyStep;
using Kind = WhyLine::Kind;

constexpr std::size_t kNamesShown = 8, kWaitsShown = 6, kSilentShown = 2;

std::string names(const std::vector<std::string>& all, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < all.size() && i < most; ++i) text += (i == 0 ? "" : ", ") + all[i];
  return all.size() > most ? text + fmt::format(" and {} more", all.size() - most) : text;
}

std::string machines(std::size_t count) { return fmt::format("{} machine{}", count, count == 1 ? "" : "s"); }

class Lines {
 public:
  void heading(const std::string& text) { add({Kind::kHeading, text, {}, {}}); }
  void words(const std::string& text) { add({Kind::kWords, text, {}, {}}); }
  void trouble(const std::string& text, const std::string& rest) { add({Kind::kTrouble, text, rest, {}}); }
  void chain(const std::vector<WhyStep>& steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) add({Kind::kStep, i == 0 ? "" : "because", {}, steps[i]});
  }
  /// Steps beside each other, none of which is the reason of another.
  void list(const std::string& title, const std::vector<WhyStep>& steps) {
    if (!steps.empty()) heading(title);
    for (const WhyStep& step : steps) add({Kind::kStep, {}, {}, step});
  }
  std::vector<WhyLine> take() { return std::move(lines_); }

 private:
  void add(WhyLine line) { lines_.push_back(std::move(line)); }
  std::vector<WhyLine> lines_;
};

// That many waited for each of many that were missing is told by their being missing; a silent leader is worth a line.
std::vector<Wait> waits_worth_a_line(const Absence& absence) {
  std::vector<Wait> waits, for_missing;
  for (const Wait& wait : absence.waits) {
    const bool missing = std::any_of(absence.missing.begin(), absence.missing.end(), [&](const Missing& one) {
      return std::find(one.machines.begin(), one.machines.end(), wait.on) != one.machines.end();
    });
    if (!missing) waits.push_back(wait);
    if (missing && wait.machines.size() > 1) for_missing.push_back(wait);
  }
  if (for_missing.size() <= kSilentShown) waits.insert(waits.end(), for_missing.begin(), for_missing.end());
  return waits;
}

void add_waits(Lines& lines, const Absence& absence) {
  const std::vector<Wait> waits = waits_worth_a_line(absence);
  if (!waits.empty()) lines.heading("What was waited for");
  for (std::size_t i = 0; i < waits.size() && i < kWaitsShown; ++i)
    lines.words(machines(waits[i].machines.size()) + ": " + waits[i].what +
                (waits[i].on.empty() ? "" : " (on " + waits[i].on + ")"));
  if (waits.size() > kWaitsShown) lines.words(fmt::format("and {} more", waits.size() - kWaitsShown));
}

void add_bystanders(Lines& lines, const Absence& absence) {
  const auto add = [&lines](const std::vector<std::string>& who, const char* one, const char* many) {
    if (!who.empty())
      lines.words(machines(who.size()) + " " + (who.size() == 1 ? one : many) + ": " + names(who, kNamesShown));
  };
  add(absence.only_waiting, "up, with no trouble of its own", "up, with no trouble of their own");
  add(absence.struck, "up, with a fault upon it that need not be to blame",
      "up, with a fault upon them that need not be to blame");
  add(absence.spared, "down, which the network does without", "down, which the network does without");
}

void add_absence(Lines& lines, const Absence& absence) {
  add_waits(lines, absence);
  lines.heading("What was missing");
  for (const Missing& missing : absence.missing) {
    lines.trouble(scenarios::counted(missing) + " " + missing.reason,
                  ": " + names(missing.machines, missing.machines.size()));
    lines.chain(missing.steps);
  }
  if (absence.missing.empty())
    lines.words(
        "Nothing was found that was missing: no machine too many down, no message known to be dropped, no fault that "
        "explains the waiting.");
  add_bystanders(lines, absence);
  lines.list("Faults that stood at that time, whether or not they are to blame", absence.standing_faults);
}

void add_too_little(Lines& lines, const scenarios::TooLittle& too_little) {
  lines.heading("Too little of it happened");
  if (too_little.rows > 0)
    lines.words(fmt::format("What there was comes from {} row{}{}", too_little.rows, too_little.rows == 1 ? "" : "s",
                            too_little.first && too_little.rows > 1 ? ", the first of them:" : "."));
  if (too_little.first) lines.chain({*too_little.first});
}

}  // namespace

std::vector<WhyLine> why_lines(const scenarios::WhyAnswer& answer) {
  Lines lines;
  lines.chain(answer.steps);
  if (answer.absence.has_value()) add_absence(lines, *answer.absence);
  if (answer.too_little) add_too_little(lines, *answer.too_little);
  const bool is_figure = answer.steps.size() == 1 && answer.steps[0].table == "violation";
  if (is_figure && !answer.too_little) lines.words("No single row is behind that figure.");
  lines.list(is_figure ? "Faults of the run, whether or not they are to blame"
                       : "Faults that stood at that time, whether or not they are to blame",
             answer.faults);
  return lines.take();
}

}  // namespace orrery::gui
