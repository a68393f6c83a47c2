#include "nodes/ocr3/outcome_plugin.h"

namespace orrery::nodes::ocr3 {
namespace {

constexpr std::size_t kMebibyte = 1024 * 1024;
constexpr std::size_t kMaxQuery = 5 * kMebibyte;
constexpr std::size_t kMaxObservation = kMebibyte;
constexpr std::size_t kMaxOutcome = 5 * kMebibyte;
constexpr std::size_t kMaxReport = 5 * kMebibyte;
constexpr std::size_t kMaxReportCount = 2000;

}  // namespace

std::string limits_problem(const OutcomePluginInfo& info) {
  const struct {
    const char* name;
    std::size_t value, most;
  } limits[] = {{"query", info.max_query, kMaxQuery},
                {"observation", info.max_observation, kMaxObservation},
                {"outcome", info.max_outcome, kMaxOutcome},
                {"report", info.max_report, kMaxReport},
                {"number of reports", info.max_report_count, kMaxReportCount}};
  for (const auto& [name, value, most] : limits)
    if (value > most)
      return std::string("its largest ") + name + " is " + std::to_string(value) + ", at most " + std::to_string(most) +
             " is allowed";
  return {};
}

}  // namespace orrery::nodes::ocr3
