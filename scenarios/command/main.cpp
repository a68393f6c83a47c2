#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>

#include "scenarios/command/arguments.h"
#include "scenarios/command/commands.h"
#include "scenarios/command/sweep_command.h"
#include "scenarios/command/validate_command.h"
#include "sim/input_error.h"

namespace orrery::scenarios {
std::atomic<bool> stop_requested{false};
}

namespace {

using namespace orrery::scenarios;

void on_stop_signal(int) {
  // A second signal means now: the recording stays whole without our help.
  if (stop_requested.exchange(true)) _exit(kInterrupted);
}

void catch_stop_signals() {
  struct sigaction action{};
  action.sa_handler = on_stop_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

orrery::sim::Level level_named(const std::string& name) {
  return name == "summary" ? orrery::sim::Level::kSummary
         : name == "full"  ? orrery::sim::Level::kFull
                           : orrery::sim::Level::kProtocol;
}

void add_sweep_options(CLI::App& command, SweepCommand& sweep, std::string& level) {
  SweepRequest& request = sweep.request;
  sweep.options.jobs = 0;  // as many as cores
  command.add_option("file", sweep.subject, "a scenario; a manifest; or a sweep's file, to go on with it")->required();
  command.add_option("--seeds", request.seeds, "1..1000, or 1,5,10..20; the scenario's own when left out");
  command.add_option("--vary", request.variations, "KEY=a,b,c, KEY=10s..2min:5, KEY=log:1s..1h:7, or KEY=10s..2min")
      ->expected(1)
      ->take_all();
  command.add_option("--samples", request.samples, "points of a Latin hypercube over the keys without a count")
      ->check(whole_number("--samples"));
  command.add_option("--sample-seed", request.sample_seed, "another hypercube")->check(whole_number("--sample-seed"));
  command.add_flag("--independent", request.independent_luck, "every variant draws seeds of its own");
  command.add_option("--set", request.assignments, "change one value in all runs: key=value")->expected(1)->take_all();
  command.add_option("--until", request.until, "stop each run early: a time, or a duration from the start");
  command.add_option("-o,--out", sweep.out, "the sweep's SQLite file; FILE.sweep.sqlite when left out");
  command.add_option("--jobs", sweep.options.jobs, "processes at once; as many as cores when left out")
      ->check(whole_number("--jobs"));
  command.add_option("--record", sweep.options.recordings, "a folder for a recording of each run");
  command.add_option("--level", level, "how much to record: summary, protocol or full")
      ->check(CLI::IsMember({"summary", "protocol", "full"}));
  command.add_flag("--resume", sweep.resume, "go on with what is there, and do not begin anew");
  command.add_flag("--retry-failed", sweep.options.retry_failed, "do failed runs again");
  command.add_option("--manifest", sweep.manifest_out, "write the runs to this file, for other machines, and stop");
  command.add_option("--range", sweep.range, "of a manifest: the runs FIRST..LAST");
  command.add_option("--results", sweep.results,
                     "of a manifest: the folder for results; MANIFEST.results when left out");
  command.add_flag("--missing", sweep.list_missing, "of a manifest: print the runs without a result, a range a line");
  command.add_option("--chunk", sweep.chunk, "with --missing: most runs in a range")->check(whole_number("--chunk"));
  command.add_flag("--merge", sweep.merge, "of a manifest: make the sweep's file of the results");
  command.add_flag("--json", sweep.json, "print the summary as JSON");
  command.add_flag("--quiet", sweep.quiet, "no progress");
}

void add_validate_options(CLI::App& command, ValidateCommand& validate) {
  command.add_option("files", validate.scenarios, "replays; all shipped ones when left out");
  command.add_option("--seeds", validate.seeds, "1..30 when left out")->type_name("SEEDS");
  command.add_option("-o,--out", validate.out, "write a page such as docs/validation.md");
  command.add_option("--jobs", validate.jobs, "processes at once; as many as cores when left out")
      ->check(whole_number("--jobs"));
  command.add_flag("--force", validate.force, "replace an existing page");
  command.add_flag("--quiet", validate.quiet, "no progress");
}

void add_render_options(CLI::App& command, RenderCommand& render) {
  command.add_option("recording", render.recording, "a recording, or a scenario, which is run first")->required();
  command.add_option("--view", render.view, "window, stage, sequence, round, timeline, charts, ...");
  command.add_option("-o,--output", render.output, "a .png or .svg; a folder for several frames")->required();
  for (const auto& [name, about] :
       {std::pair("time", "the moment: 06:48:31.2, or a full time"),
        std::pair("round", "the beginning of a round: epoch.round, or the n-th of the run"),
        std::pair("network", "the feed to show"), std::pair("select", "the machine, zone or chain to select"),
        std::pair("compare", "the other recording, for --view compare"), std::pair("stage", "world, ring or node"),
        std::pair("size", "1440x900"), std::pair("theme", "dark or light"), std::pair("frames", "how many pictures"),
        std::pair("step", "simulated time between them")})
    command.add_option("--" + std::string(name), render.options[name], about);
}

void add_request_options(CLI::App& command, RunRequest& request) {
  command.add_option("file", request.scenario_path, "the scenario, a TOML file")->required();
  command.add_option("--set", request.assignments, "change one value: key=value, as network.eth-usd.heartbeat=30min")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
  command
      .add_option_function<std::string>(
          "--seed", [&request](const std::string& text) { request.seed = parse_whole_number("--seed", text); },
          "the seed, in place of the scenario's own")
      ->type_name("UINT");
}

int run(int argc, char** argv) {
  CLI::App app{"Orrery: a deterministic simulator of oracle networks, chains and their failures"};
  app.name("orrery");
  app.set_version_flag("--version", "orrery " + version_text() + " (" + compiler_text() + ")");
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 held, 1 an expectation was violated, 2 wrong input, 3 interrupted or failed.\n"
      "Scenarios: docs/scenarios.md. Recordings: docs/recording.md.");

  RunCommand run;
  auto* run_app = app.add_subcommand("run", "run a scenario and report what happened");
  add_request_options(*run_app, run.request);
  run_app->add_option("--until", run.request.until, "stop early: a time, or a duration from the start (\"2h\")");
  run_app->add_option("--record", run.request.recording_path, "write the history to this SQLite file");
  std::string level = "protocol";
  run_app->add_option("--level", level, "how much to record: summary, protocol (unless told otherwise) or full");
  run_app->add_flag("--json", run.json, "print the report as one JSON object");
  run_app->add_flag("--quiet", run.quiet, "no progress");
  run_app->add_option("--control", run.control_path, "wait for commands on this Unix socket (docs/control.md)");
  run_app
      ->add_option_function<std::string>(
          "--leave-after",
          [&run](const std::string& text) {
            run.leave_after =
                std::chrono::milliseconds(orrery::sim::parse_duration(text).count_nanoseconds() / 1'000'000);
          },
          "with --control: end when nobody has been connected for so long")
      ->type_name("DURATION");

  SweepCommand sweep;
  auto* sweep_app = app.add_subcommand("sweep", "many runs of a scenario: seeds and varied keys, a row for each");
  add_sweep_options(*sweep_app, sweep, level);

  ValidateCommand validate;
  auto* validate_app =
      app.add_subcommand("validate", "replays of real failures, run with many seeds, against what is documented");
  add_validate_options(*validate_app, validate);

  RunRequest check;
  auto* check_app = app.add_subcommand("check", "read a scenario and build its world, without running it");
  add_request_options(*check_app, check);

  bool list_json = false;
  auto* list_app = app.add_subcommand("list", "the shipped scenarios");
  list_app->add_flag("--json", list_json, "as JSON");

  std::string new_path;
  auto* new_app = app.add_subcommand("new", "write a small scenario to start from");
  new_app->add_option("file", new_path, "the file to write; must not exist")->required();

  std::string report_subject, report_out;
  bool report_force = false;
  auto* report_app = app.add_subcommand("report", "one HTML page about a recording or a sweep");
  report_app->add_option("file", report_subject, "a recording, or a sweep's file")->required();
  report_app->add_option("-o,--out", report_out, "the page; beside the file when left out");
  report_app->add_flag("--force", report_force, "replace an existing page");

  std::string recording, subject, csv_folder, perfetto_file;
  bool why_json = false, force = false;
  auto* why_app = app.add_subcommand("why", "the causes of a violation, from fault to failure");
  why_app->add_option("recording", recording, "a recording")->required();
  why_app->add_option(
      "subject", subject,
      "the violation's number (1 when left out); liquidation:N, loan:N, bad-debt:N, auction:N; row:ID for any row");
  why_app->add_flag("--json", why_json, "as JSON");

  auto* export_app = app.add_subcommand("export", "write a recording in another format");
  export_app->add_option("recording", recording, "a recording")->required();
  export_app->add_option("--csv", csv_folder, "one CSV file for each table, into this folder");
  export_app->add_option("--perfetto", perfetto_file, "a trace for ui.perfetto.dev");
  export_app->add_flag("--force", force, "replace existing files");

  QueryRequest query;
  bool query_csv = false, query_json = false;
  auto* query_app = app.add_subcommand("query", "the rows of a recording that a filter selects (docs/query.md)");
  query_app->add_option("recording", recording, "a recording")->required();
  query_app->add_option("filter", query.filter, "such as 'kind == report && time > 06:48:30'; all rows when left out");
  query_app->add_option("--table", query.table, "messages, transactions, logs, ...; told by the fields when left out");
  query_app->add_option("--limit", query.limit, "at most so many rows; 100 as text, else all")
      ->check(whole_number("--limit"));
  query_app->add_flag("--newest", query.newest_first, "from the end");
  query_app->add_flag("--count", query.count_only, "only how many match");
  auto* csv_flag = query_app->add_flag("--csv", query_csv, "as CSV");
  query_app->add_flag("--json", query_json, "as a JSON array")->excludes(csv_flag);

  std::string other;
  bool compare_json = false;
  auto* compare_app = app.add_subcommand("compare", "where two recordings part, and the figures that differ");
  compare_app->add_option("first", recording, "a recording")->required();
  compare_app->add_option("second", other, "another")->required();
  compare_app->add_flag("--json", compare_json, "as JSON");

  RenderCommand render;
  auto* render_app = app.add_subcommand("render", "a picture of a recording, without a display (docs/window.md)");
  add_render_options(*render_app, render);

  auto* verify_app = app.add_subcommand("verify", "run a recording's scenario again and compare the digests");
  verify_app->add_option("recording", recording, "a recording")->required();

  auto* reference_app = app.add_subcommand("reference", "every key of the scenario language, as Markdown");

  std::string shell;
  auto* completions_app = app.add_subcommand("completions", "a completion script for your shell");
  completions_app->add_option("shell", shell, "bash, zsh or fish")->required();

  check_names(app, argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    throw orrery::sim::InputError("", error.what(), "--help says more");
  }
  catch_stop_signals();
  if (*run_app) {
    check_choice("--level", level, {"summary", "protocol", "full"});
    const bool records = run_app->count("--record") > 0;
    if (records && run.request.recording_path.empty())
      throw orrery::sim::InputError("--record", "expected a file name, found \"\"");
    if (!records && run_app->count("--level") > 0)
      throw orrery::sim::InputError("--level", "says how much to record; expected --record FILE with it");
    run.request.level = level_named(level);
    return run.control_path.empty() ? run_command(run) : control_command(run);
  }
  if (*sweep_app) {
    sweep.options.level = level_named(level);
    return sweep_command(std::move(sweep));
  }
  if (*validate_app) return validate_command(validate);
  if (*report_app) return report_command(report_subject, report_out, report_force);
  if (*check_app) return check_command(check);
  if (*list_app) return list_command(list_json);
  if (*new_app) return new_command(new_path);
  if (*why_app) return why_command(recording, subject, why_json);
  if (*export_app) return export_command(recording, csv_folder, perfetto_file, force);
  if (*query_app) {
    query.format = query_csv ? QueryFormat::kCsv : query_json ? QueryFormat::kJson : QueryFormat::kText;
    return query_command(recording, query);
  }
  if (*compare_app) return compare_command(recording, other, compare_json);
  if (*render_app) return render_command(render);
  if (*verify_app) return verify_command(recording);
  if (*reference_app) return reference_command();
  check_choice("shell", shell, {"bash", "zsh", "fish"});
  if (*completions_app) return completions_command(shell);
  return kWrongInput;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const int code = run(argc, argv);
    // What was printed may still lie in a buffer, in front of a full disk.
    if ((std::fflush(stdout) == 0 && std::ferror(stdout) == 0) || code == kInterrupted) return code;
    std::fputs("orrery: standard output cannot be written\n", stderr);
    return kInterrupted;
  } catch (const orrery::sim::InputError& error) {
    std::fprintf(stderr, "orrery: %s\n", error.what());
    return kWrongInput;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "orrery: %s\n", error.what());
    return kInterrupted;
  }
}
