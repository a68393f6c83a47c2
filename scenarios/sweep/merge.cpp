#include "scenarios/sweep/merge.h"

#include <fmt/format.h>

#include <filesystem>

#include "scenarios/sweep/plan.h"
#include "scenarios/sweep/sweep_file.h"
#include "scenarios/sweep/variation.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

RunRange parse_range_of_runs(const std::string& text, const Manifest& manifest) {
  const std::uint64_t last = manifest.runs.size() - 1;
  const auto numbers = parse_whole_numbers(text, "--range");
  if (numbers.back() - numbers.front() + 1 != numbers.size())
    throw sim::InputError("--range " + text, "expected one range, such as 0..99");
  if (numbers.back() > last)
    throw sim::InputError("--range " + text, fmt::format("the manifest's runs are 0..{}", last));
  return {numbers.front(), numbers.back()};
}

std::string to_text(RunRange range) { return fmt::format("{}..{}", range.first, range.last); }

std::vector<RunRange> missing_ranges(const std::vector<std::uint64_t>& missing, std::uint64_t most) {
  std::vector<RunRange> ranges;
  for (const std::uint64_t index : missing) {
    const bool follows = !ranges.empty() && ranges.back().last + 1 == index;
    if (follows && (most == 0 || index - ranges.back().first < most)) {
      ranges.back().last = index;
    } else {
      ranges.push_back({index, index});
    }
  }
  return ranges;
}

std::uint64_t merge_results(const Manifest& manifest, ResultFolder& results, const std::string& path) {
  switch (kind_of_sweep_file(path)) {
    case SweepFileKind::kMissing:
      break;
    case SweepFileKind::kOther:
      throw sim::InputError(path, "exists and is not a sweep, so it was left alone", "choose another name");
    case SweepFileKind::kSweep:
      if (to_text(SweepFile(path).manifest()) != to_text(manifest))
        throw sim::InputError(path, "holds another sweep, so it was left alone", "choose another name");
  }
  const std::uint64_t last = manifest.runs.size() - 1;
  const std::string whole = path + ".merged";
  std::filesystem::remove(whole);
  const std::vector<std::uint64_t> absent = results.missing(0, last);
  {
    SweepFile file = SweepFile::create(whole, manifest, figures_of(manifest));
    auto next_absent = absent.begin();
    for (std::uint64_t index = 0; index <= last; ++index) {
      if (next_absent != absent.end() && *next_absent == index) {
        ++next_absent;
      } else {
        file.put(results.get(index));
      }
    }
    file.finish();
  }
  std::filesystem::rename(whole, path);
  return absent.size();
}

}  // namespace orrery::scenarios
