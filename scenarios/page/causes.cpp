#include "scenarios/page/causes.h"

#include <fmt/format.h>

#include "scenarios/page/markup.h"
#include "scenarios/recording/why.h"

namespace orrery::scenarios {

namespace {

constexpr std::size_t kMostViolations = 20, kStepsFirst = 8, kStepsLast = 5, kNamesShown = 8;

std::string item(const WhyStep& step, const std::string& css_class) {
  return fmt::format("<li class=\"{}\"><time>{}</time>{}{}</li>", css_class, escape(sim::to_text(step.time)),
                     step.who.empty() ? "" : "<b>" + escape(step.who) + "</b> ", escape(step.what));
}

std::string chain(const std::vector<WhyStep>& steps, bool ends_in_root) {
  std::string text = "<ol class=\"chain\">";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps.size() > kStepsFirst + kStepsLast + 1 && i == kStepsFirst) {
      const std::size_t hidden = steps.size() - kStepsFirst - kStepsLast;
      text += fmt::format("<li class=\"soft\">… {} steps between …</li>", hidden);
      i += hidden;
    }
    const bool root = ends_in_root && i + 1 == steps.size();
    text += item(steps[i], i == 0 ? "end" : root ? "root" : "");
  }
  return text + "</ol>";
}

std::string names(const std::vector<std::string>& all) {
  std::string text;
  for (std::size_t i = 0; i < all.size() && i < kNamesShown; ++i) text += (i == 0 ? "" : ", ") + all[i];
  return all.size() > kNamesShown ? text + fmt::format(" and {} more", all.size() - kNamesShown) : text;
}

std::string machines(std::size_t count) { return fmt::format("{} machine{}", count, count == 1 ? "" : "s"); }

std::string absence_text(const Absence& absence) {
  std::string text;
  for (const Missing& missing : absence.missing) {
    text += fmt::format("<h3>{} {}</h3><p class=\"soft\">{}</p>", counted(missing), escape(missing.reason),
                        escape(names(missing.machines)));
    text += chain(missing.steps, /*ends_in_root=*/true);
  }
  if (!absence.only_waiting.empty())
    text += fmt::format("<p class=\"soft\">{} had no trouble of their own and waited: {}</p>",
                        machines(absence.only_waiting.size()), escape(names(absence.only_waiting)));
  if (!absence.standing_faults.empty()) {
    text += fmt::format("<p class=\"soft\">{}Faults that stood, whether or not they are to blame:</p>",
                        absence.missing.empty() ? "Nobody was missing. " : "");
    text += chain(absence.standing_faults, /*ends_in_root=*/false);
  }
  return text;
}

std::string too_little_text(const TooLittle& too_little) {
  return fmt::format(
             "<p class=\"soft\">Too little of it happened{}</p>",
             too_little.rows == 0 ? "."
             : too_little.rows == 1
                 ? ": what there was comes from this row."
                 : fmt::format(": what there was comes from {} rows, of which this is the first.", too_little.rows)) +
         (too_little.first ? chain({*too_little.first}, /*ends_in_root=*/false) : std::string());
}

/// What `why` says where no row stands behind a violation, or the run did not end as planned.
std::string faults_text(const WhyAnswer& answer) {
  std::string text;
  if (!answer.faults.empty())
    text += fmt::format("<p class=\"soft\">{}, whether or not they are to blame:</p>",
                        answer.too_little      ? "The run's faults"
                        : answer.roots.empty() ? "No row stands behind this figure. The run's faults"
                                               : "Faults that stood at that time or in the longest wait before it") +
            chain(answer.faults, /*ends_in_root=*/false);
  if (!answer.caution.empty()) text += "<p class=\"soft\">" + escape(answer.caution) + "</p>";
  return text;
}

}  // namespace

std::string causes_of_violations(const sim::RecordingReader& reader, std::size_t violations) {
  std::string cards;
  for (std::size_t number = 1; number <= violations && number <= kMostViolations; ++number) {
    const WhyAnswer answer = explain(reader, std::to_string(number));
    const bool whole = !answer.absence.has_value() && answer.steps.size() > 1;
    cards += "<div class=\"card\">" + chain(answer.steps, whole) +
             (answer.absence ? absence_text(*answer.absence) : std::string()) +
             (answer.too_little ? too_little_text(*answer.too_little) : std::string()) + faults_text(answer) + "</div>";
  }
  if (violations > kMostViolations)
    cards += fmt::format("<p class=\"soft\">and {} further violations: orrery why</p>", violations - kMostViolations);
  return cards.empty()
             ? ""
             : section("Why", "From each violation (red) back through what caused it to its root (orange).", cards);
}

}  // namespace orrery::scenarios
