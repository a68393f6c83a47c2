#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>

#include "scenarios/command/arguments.h"
#include "scenarios/command/commands.h"
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

void add_request_options(CLI::App& command, RunRequest& request) {
  command.add_option("file", request.scenario_path, "the scenario, a TOML file")->required();
  command.add_option("--set", request.assignments, "change one value: key=value, as network.eth-usd.heartbeat=30min")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
  command
      .add_option_function<std::string>(
          "--seed", [&request](const std::string& text) { request.seed = parse_seed(text); },
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

  RunRequest check;
  auto* check_app = app.add_subcommand("check", "read a scenario and build its world, without running it");
  add_request_options(*check_app, check);

  bool list_json = false;
  auto* list_app = app.add_subcommand("list", "the shipped scenarios");
  list_app->add_flag("--json", list_json, "as JSON");

  std::string new_path;
  auto* new_app = app.add_subcommand("new", "write a small scenario to start from");
  new_app->add_option("file", new_path, "the file to write; must not exist")->required();

  std::string recording, subject, csv_folder, perfetto_file;
  bool why_json = false, force = false;
  auto* why_app = app.add_subcommand("why", "the causes of a violation, from fault to failure");
  why_app->add_option("recording", recording, "a recording")->required();
  why_app->add_option("subject", subject, "the violation's number (1 when left out), or row:ID for any row");
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
  query_app->add_option("--limit", query.limit, "at most so many rows; 100 as text, else all");
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
    run.request.level = level == "summary" ? orrery::sim::Level::kSummary
                        : level == "full"  ? orrery::sim::Level::kFull
                                           : orrery::sim::Level::kProtocol;
    return run.control_path.empty() ? run_command(run) : control_command(run);
  }
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
  if (*verify_app) return verify_command(recording);
  if (*reference_app) return reference_command();
  check_choice("shell", shell, {"bash", "zsh", "fish"});
  if (*completions_app) return completions_command(shell);
  return kWrongInput;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const orrery::sim::InputError& error) {
    std::fprintf(stderr, "orrery: %s\n", error.what());
    return kWrongInput;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "orrery: %s\n", error.what());
    return kInterrupted;
  }
}
