#include "scenarios/command/sweep_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "scenarios/command/commands.h"
#include "scenarios/recording/new_file.h"
#include "scenarios/sweep/merge.h"
#include "scenarios/sweep/result_folder.h"
#include "scenarios/sweep/sweep_file.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

namespace fs = std::filesystem;

std::string time_left(double seconds) { return sim::to_text(sim::Duration::seconds(std::llround(seconds))); }

std::function<void(const SweepProgress&)> show_progress(bool quiet) {
  if (quiet || isatty(STDERR_FILENO) == 0) return [](const SweepProgress&) {};
  return [](const SweepProgress& progress) {
    const double share = 100.0 * static_cast<double>(progress.done) / static_cast<double>(progress.runs);
    std::string line =
        fmt::format("{} of {} runs  {:3.0f} %  {} at work", progress.done, progress.runs, share, progress.at_work);
    if (progress.failed > 0) line += fmt::format("  {} failed", progress.failed);
    if (progress.seconds_left > 0) line += fmt::format("  {} left", time_left(progress.seconds_left));
    std::fprintf(stderr, "\r\033[K%s", line.c_str());
    std::fflush(stderr);
  };
}

void clear_line() {
  if (isatty(STDERR_FILENO) != 0) std::fputs("\r\033[K", stderr);
}

std::string summary_text(const SweepSummary& summary, unsigned jobs, const std::string& where) {
  std::string text = fmt::format("{} runs: ", summary.runs);
  if (summary.there_before > 0) text += fmt::format("{} were there before; now ", summary.there_before);
  text += fmt::format("{} held, {} violated, {} failed", summary.held, summary.violated, summary.failed);
  if (summary.interrupted) text += "; INTERRUPTED, the same command goes on";
  text += fmt::format(
      "\n  {:.1f} s of wall time, {} processes at work {:.1f} % of it, cores {:.1f} % busy, own overhead {:.1f} %",
      summary.wall_seconds, jobs, summary.at_work * 100, summary.busy * 100, summary.overhead() * 100);
  text += "\n  in " + where + "\n";
  return text;
}

std::string summary_json(const SweepSummary& summary, unsigned jobs, const std::string& where) {
  return nlohmann::ordered_json{{"runs", summary.runs},
                                {"there_before", summary.there_before},
                                {"held", summary.held},
                                {"violated", summary.violated},
                                {"failed", summary.failed},
                                {"interrupted", summary.interrupted},
                                {"complete", summary.complete()},
                                {"jobs", jobs},
                                {"wall_seconds", summary.wall_seconds},
                                {"run_cpu_seconds", summary.run_cpu_seconds},
                                {"own_cpu_seconds", summary.own_cpu_seconds},
                                {"at_work", summary.at_work},
                                {"busy", summary.busy},
                                {"overhead", summary.overhead()},
                                {"in", where}}
             .dump(2) +
         "\n";
}

void show(const SweepCommand& command, const SweepSummary& summary, const std::string& where) {
  clear_line();
  const std::string text = command.json ? summary_json(summary, command.options.jobs, where)
                                        : summary_text(summary, command.options.jobs, where);
  std::fputs(text.c_str(), stdout);
}

/// The sweep's file to work on: the one that is there when it holds this sweep, else a new one.
SweepFile open_or_create(const SweepCommand& command, const Manifest& manifest) {
  switch (kind_of_sweep_file(command.out)) {
    case SweepFileKind::kMissing:
      if (command.resume) throw sim::InputError(command.out, "there is no sweep to go on with");
      return SweepFile::create(command.out, manifest, figures_of(manifest));
    case SweepFileKind::kOther:
      throw sim::InputError(command.out, "exists and is not a sweep, so it was left alone", "choose another name");
    case SweepFileKind::kSweep:
      break;
  }
  SweepFile file(command.out);
  if (to_text(file.manifest()) != to_text(manifest))
    throw sim::InputError(command.out, "holds another sweep, so it was left alone",
                          "choose another name, or repeat the command that began it");
  return file;
}

int run_into_file(const SweepCommand& command, const Manifest& manifest, SweepFile file) {
  SweepOptions options = command.options;
  options.last = manifest.runs.size() - 1;
  const SweepSummary summary = run_sweep(manifest, options, file, show_progress(command.quiet), stop_requested);
  const auto outcomes = file.outcomes();
  if (!summary.interrupted) file.finish();
  show(command, summary, command.out);
  if (summary.interrupted || outcomes.contains("failed")) return kInterrupted;
  return outcomes.contains("violated") ? kViolated : kHeld;
}

int run_range(const SweepCommand& command, const Manifest& manifest, RunRange range, ResultFolder& results) {
  SweepOptions options = command.options;
  options.first = range.first;
  options.last = range.last;
  const SweepSummary summary = run_sweep(manifest, options, results, show_progress(command.quiet), stop_requested);
  show(command, summary, command.results);
  return summary.interrupted ? kInterrupted : kHeld;
}

int work_on_manifest(SweepCommand& command) {
  Files files;
  const Manifest manifest = parse_manifest(command.subject, files.read(command.subject, command.subject));
  if (command.results.empty()) command.results = command.subject + ".results";
  if (command.resume && !fs::is_directory(command.results))
    throw sim::InputError(command.results, "there are no results to go on with");
  const RunRange range =
      command.range.empty() ? RunRange{0, manifest.runs.size() - 1} : parse_range_of_runs(command.range, manifest);
  ResultFolder results(command.results);
  if (command.list_missing) {
    for (const RunRange& gap : missing_ranges(results.missing(0, manifest.runs.size() - 1), command.chunk))
      fmt::print("{}\n", to_text(gap));
    return kHeld;
  }
  if (command.merge) {
    const std::uint64_t missing = merge_results(manifest, results, command.out);
    fmt::print("{} of {} runs in {}\n", manifest.runs.size() - missing, manifest.runs.size(), command.out);
    return missing == 0 ? kHeld : kInterrupted;
  }
  return run_range(command, manifest, range, results);
}

bool begins_as_manifest(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return false;
  std::string begin(32, '\0');
  begin.resize(std::fread(begin.data(), 1, begin.size(), file));
  std::fclose(file);
  return is_manifest(begin);
}

void refuse_for_manifests(const SweepCommand& command) {
  const SweepRequest& request = command.request;
  if (!request.variations.empty() || request.seeds || !request.assignments.empty() || request.until ||
      request.samples > 0 || !command.manifest_out.empty())
    throw sim::InputError(command.subject, "says itself what its runs are",
                          "--seeds, --vary, --set, --until and --samples go with a scenario");
}

void refuse_without_manifest(const SweepCommand& command) {
  if (!command.range.empty() || command.list_missing || command.merge || !command.results.empty())
    throw sim::InputError(command.subject, "is not a manifest, which --range, --results, --missing and --merge need",
                          "--manifest OUT writes one");
}

}  // namespace

int sweep_command(SweepCommand command) {
  if (command.options.jobs == 0) command.options.jobs = usable_cores();
  if (begins_as_manifest(command.subject)) {
    refuse_for_manifests(command);
    if (command.out.empty()) command.out = fs::path(command.subject).stem().string() + ".sqlite";
    return work_on_manifest(command);
  }
  refuse_without_manifest(command);
  if (kind_of_sweep_file(command.subject) == SweepFileKind::kSweep) {
    refuse_for_manifests(command);
    command.out = command.subject;
    SweepFile file(command.subject);
    const Manifest manifest = file.manifest();
    return run_into_file(command, manifest, std::move(file));
  }
  command.request.scenario_path = command.subject;
  const Manifest manifest = plan_sweep(command.request);
  if (!command.manifest_out.empty()) {
    NewFile file(command.manifest_out, /*force=*/false);
    file.write(to_text(manifest));
    file.finish();
    fmt::print("{} runs in {}\n", manifest.runs.size(), command.manifest_out);
    return kHeld;
  }
  if (command.out.empty()) command.out = fs::path(command.subject).stem().string() + ".sweep.sqlite";
  return run_into_file(command, manifest, open_or_create(command, manifest));
}

}  // namespace orrery::scenarios
