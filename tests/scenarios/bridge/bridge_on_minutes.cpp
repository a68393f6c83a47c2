// Proves, where the minute series of exchanges are there (ORRERY_SHARED_DATA names their folder), that the bridge
// between hours behaves as the minutes did, and that the shipped hourly table of USDC is what the minutes say. Ends
// with 77 where they are not: skipped.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/validation/validation_page.h"
#include "sim/input_error.h"

namespace {

using namespace orrery::scenarios;

constexpr int kSkipped = 77;
constexpr std::size_t kSeeds = 30;

bool check(const std::string& folder, const MinuteSeriesSpec& spec) {
  const MinuteSeries minutes = read_minutes(folder + "/" + spec.file, spec);
  const JudgedSeries judged = judge_bridge(minutes, spec, kSeeds);
  bool good = true;
  fmt::print("{}\n", spec.name);
  for (const BridgeFigure& figure : judged.figures) {
    // What lies outside for a known reason is told and does not fail.
    const bool fails = !figure.inside() && figure.about.empty();
    good = good && !fails;
    fmt::print("  {:<7} {}: {} bridged ({} to {}), {} in the minutes\n",
               fails             ? "FAILED"
               : figure.inside() ? "inside"
                                 : "outside",
               figure.name, figure_text(figure.bridged.median, figure.unit),
               figure_text(figure.bridged.low, figure.unit), figure_text(figure.bridged.high, figure.unit),
               figure_text(figure.minutes, figure.unit));
  }
  if (spec.table.empty()) return good;
  const auto table = orrery::nodes::read_candles(ORRERY_SOURCE_DIR "/scenarios/" + spec.table);
  for (const std::string& difference : differences(table, minutes)) {
    good = false;
    fmt::print("  FAILED  {}: {}\n", spec.table, difference);
  }
  return good;
}

}  // namespace

int main() {
  const auto folder = shared_data_folder();
  if (!folder) {
    fmt::print("skipped: ORRERY_SHARED_DATA names no folder of minute series\n");
    return kSkipped;
  }
  try {
    bool good = true;
    for (const MinuteSeriesSpec& spec : minute_series()) good = check(*folder, spec) && good;
    return good ? 0 : 1;
  } catch (const orrery::sim::InputError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
