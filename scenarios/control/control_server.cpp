#include "scenarios/control/control_server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "scenarios/control/branch.h"
#include "scenarios/control/control_json.h"
#include "scenarios/recording/new_file.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using Json = nlohmann::ordered_json;
using Kind = ControlSocket::Happening::Kind;

constexpr auto kWorkAtOnce = std::chrono::milliseconds(8);
constexpr std::size_t kMostCheckpoints = 16;
constexpr auto kCheckpointEvery = std::chrono::milliseconds(1000);
constexpr auto kTellEvery = std::chrono::milliseconds(50), kTellExpressEvery = std::chrono::milliseconds(500);

std::string line_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

ControlServer::ControlServer(SteeredRun& run, ControlSocket& socket, Checkpoints& checkpoints, Patience patience)
    : run_(run), socket_(socket), checkpoints_(checkpoints), patience_(patience) {}

std::optional<BranchOrder> ControlServer::serve(const std::atomic<bool>& stop) {
  while (!quit_ && !stop && !is_left_alone()) {
    for (const auto& happened : socket_.poll(run_.idle_time())) {
      if (happened.kind == Kind::kJoined) {
        socket_.send(happened.client, line_of(hello()));
        socket_.send(happened.client, line_of(state()));
      } else if (happened.kind == Kind::kOverlong) {
        socket_.send(happened.client, line_of(refusal(Json(), sim::InputError("", "the line is longer than 256 KiB"))));
      } else if (happened.kind == Kind::kLine) {
        // Those who are told of the change are told after whoever asked for it has the answer.
        socket_.send(happened.client, answer(happened.line));
        tell_state(/*always=*/true);
      }
    }
    run_.advance(kWorkAtOnce);
    tell_state(/*always=*/false);
    if (!run_.running() || !checkpoints_.due(run_)) continue;
    if (const auto order = checkpoints_.take(run_, [this] { socket_.abandon(); })) return order;
  }
  run_.stop();
  tell_state(/*always=*/true);
  return std::nullopt;
}

bool ControlServer::is_left_alone() {
  const auto now = std::chrono::steady_clock::now();
  const bool works = run_.running() && run_.pace().kind != Pace::Kind::kPaced;
  if (works || socket_.clients() != 0) attended_ = now;
  return patience_.has_value() && now - attended_ >= *patience_;
}

void serve_run(SteeredRun& run, Files& files, std::string control_path, ControlServer::Patience patience,
               const std::atomic<bool>& stop) {
  while (!control_path.empty()) {
    std::optional<BranchOrder> order;
    {
      ControlSocket socket(control_path);
      Checkpoints checkpoints(kMostCheckpoints, kCheckpointEvery);
      order = ControlServer(run, socket, checkpoints, patience).serve(stop);
    }
    if (!order) return;
    run_branch(run, files, *order, stop);
    control_path = order->control_path;
    patience = kBranchPatience;
  }
}

void run_branch(SteeredRun& run, Files& files, const BranchOrder& order, const std::atomic<bool>& stop) {
  run.become_branch(parse_document(files, run.request().scenario_path, order.scenario), order.recording_path);
  if (!order.control_path.empty()) return;
  run.resume({Pace::Kind::kExpress, 1}, {});
  while (run.running() && !stop) run.advance(kWorkAtOnce);
  run.stop();
}

void ControlServer::tell_state(bool always) {
  const auto now = std::chrono::steady_clock::now();
  const auto every = run_.pace().kind == Pace::Kind::kExpress ? kTellExpressEvery : kTellEvery;
  if (!always && run_.running() && now - told_at_ < every) return;
  std::string line = line_of(state());
  if (line == told_) return;
  told_at_ = now;
  socket_.send_all(line, /*droppable=*/run_.running());
  told_ = std::move(line);
}

std::string ControlServer::answer(const std::string& line) {
  const Json command = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!command.is_object())
    return line_of(refusal(Json(), sim::InputError("", "expected one JSON object in a line", "see docs/control.md")));
  const Json id = command.contains("id") ? command["id"] : Json();
  try {
    Json result{{"re", id}, {"ok", true}};
    result.update(perform(command));
    return line_of(result);
  } catch (const FilterError& error) {
    Json answer = refusal(id, error);
    answer["error"]["begin"] = error.span().begin;
    answer["error"]["end"] = error.span().end;
    return line_of(answer);
  } catch (const sim::InputError& error) {
    return line_of(refusal(id, error));
  } catch (const std::exception& error) {  // a value of another type than its key asks for, a full disk
    return line_of(refusal(id, sim::InputError("", error.what())));
  }
}

Json ControlServer::hello() const {
  return {{"event", "hello"},
          {"protocol", kControlProtocol},
          {"orrery", version_text()},
          {"pid", ::getpid()},
          {"scenario", run_.request().scenario_path},
          {"title", run_.prepared().scenario.title},
          {"recording", run_.request().recording_path},
          {"level", sim::to_text(run_.request().level)},
          {"start", sim::to_text(run_.start(), 9)},
          {"end", sim::to_text(run_.end(), 9)}};
}

Json ControlServer::state() const {
  Json json{{"event", "state"},
            {"status", to_text(run_.status())},
            {"reason", run_.reason()},
            {"time", sim::to_text(run_.now(), 9)},
            {"nanoseconds", run_.now().unix_nanoseconds()},
            {"events", run_.events()},
            {"rows", run_.rows()},
            {"digest", run_.digest()},
            {"pace", pace_json(run_.pace())}};
  if (const auto& hit = run_.hit()) json["hit"] = {{"watch", hit->watch}, {"table", hit->table}, {"row", hit->row}};
  if (const auto& report = run_.report()) json["expectations_met"] = report->expectations_met();
  return json;
}

Json ControlServer::perform(const Json& command) {
  const auto what = command.value("do", std::string());
  if (what == "hello") {
    if (command.value("protocol", kControlProtocol) != kControlProtocol)
      throw sim::InputError("protocol", fmt::format("this run speaks version {}", kControlProtocol));
    return hello();
  }
  if (what == "state") return state();
  if (what == "run") return run_command(command);
  if (what == "step") return step_command(command);
  if (what == "pause") {
    run_.pause("asked to");
    return Json::object();
  }
  if (what == "watch") return watch_command(command);
  if (what == "unwatch") {
    if (!run_.watches().forget(command.at("watch").get<int>()))
      throw sim::InputError("unwatch", "there is no such watch");
    return watches();
  }
  if (what == "watches") return watches();
  if (what == "faults") return faults();
  if (what == "fault-kinds") return fault_kinds();
  if (what == "add-fault" || what == "move-fault" || what == "remove-fault" || what == "undo")
    return fault_command(what, command);
  if (what == "save") return save_command(command);
  if (what == "branch") return branch_command(command);
  if (what == "checkpoints") return checkpoints();
  if (what == "report") {
    if (!run_.report()) throw sim::InputError("report", "the run has not ended");
    return {{"report", Json::parse(to_json(*run_.report()))}};
  }
  if (what == "stop") {
    run_.stop();
    return Json::object();
  }
  if (what == "quit") {
    quit_ = true;
    return Json::object();
  }
  const std::vector<std::string> names{"hello",     "state",       "run",          "step",   "pause",
                                       "watch",     "unwatch",     "watches",      "faults", "fault-kinds",
                                       "add-fault", "move-fault",  "remove-fault", "undo",   "save",
                                       "branch",    "checkpoints", "report",       "stop",   "quit"};
  throw sim::InputError("do", "there is no command \"" + what + "\"", sim::did_you_mean(what, names));
}

Json ControlServer::run_command(const Json& command) {
  run_.watches().forget_once();
  Goal goal;
  if (command.contains("until")) {
    const Json& until = command["until"];
    for (const auto& [key, value] : until.items()) {
      if (key == "time") {
        goal.time = moment_of(value.get<std::string>(), run_.now());
        if (*goal.time < run_.now()) throw sim::InputError("until", value.get<std::string>() + " is past");
      } else if (key == "events") {
        goal.events = value.get<std::uint64_t>();
      } else if (key == "round") {
        watch_once(fmt::format("kind == round && epoch == {} && round == {}{}", value.at("epoch").get<std::int64_t>(),
                               value.at("round").get<std::int64_t>(), network_condition(value)),
                   "span", 1);
      } else if (key == "block") {
        watch_once(fmt::format("number == {}{}", value.at("number").get<std::int64_t>(), chain_condition(value)),
                   "block", 1);
      } else if (key == "filter") {
        watch_once(value.get<std::string>(), until.value("table", std::string()), 1);
      } else if (key != "table") {
        const std::vector<std::string> names{"time", "events", "round", "block", "filter", "table"};
        throw sim::InputError("until", "there is no \"" + key + "\"", sim::did_you_mean(key, names));
      }
    }
  }
  run_.resume(pace_of(command, run_.pace()), goal);
  return Json::object();
}

Json ControlServer::step_command(const Json& command) {
  const auto by = command.value("by", std::string("event"));
  const auto count = command.value("count", std::uint64_t{1});
  if (count == 0) throw sim::InputError("count", "expected at least 1");
  run_.watches().forget_once();
  Goal goal;
  if (by == "event") {
    goal.events = run_.events() + count;
  } else if (by == "hop") {
    watch_once(command.value("filter", std::string()), "message", count);
  } else if (by == "round") {
    watch_once("kind == round" + network_condition(command), "span", count);
  } else if (by == "block") {
    watch_once(command.contains("chain") ? chain_condition(command).substr(4) : "", "block", count);
  } else {
    const std::vector<std::string> names{"event", "hop", "round", "block"};
    throw sim::InputError("by", "there is no step by \"" + by + "\"", sim::did_you_mean(by, names));
  }
  run_.resume({Pace::Kind::kFast, 1}, goal);
  return Json::object();
}

Filter ControlServer::filter_of(const Json& command) {
  const FilterSchema schema = run_.schema();
  const auto text = command.at("filter").get<std::string>();
  const auto table = command.value("table", std::string());
  return Filter(text, schema, table.empty() ? table_of_filter(text, schema) : schema.require(table));
}

void ControlServer::watch_once(const std::string& filter, const std::string& table, std::uint64_t count) {
  run_.watches().watch(filter_of({{"filter", filter}, {"table", table}}), count, /*once=*/true);
}

Json ControlServer::watch_command(const Json& command) {
  Filter filter = filter_of(command);
  const std::string table = filter.table();
  const int number = run_.watches().watch(std::move(filter), command.value("count", std::uint64_t{1}), /*once=*/false);
  return {{"watch", number}, {"table", table}};
}

Json ControlServer::watches() const {
  Json list = Json::array();
  for (const auto& watch : run_.watches().watches())
    list.push_back({{"watch", watch.number}, {"table", watch.filter.table()}, {"filter", watch.filter.text()}});
  return {{"watches", std::move(list)}};
}

Json ControlServer::faults() {
  Json list = Json::array();
  for (const DeskFault& fault : run_.faults().faults()) {
    if (fault.removed) continue;
    const auto& scheduled = *run_.world().faults().scheduled()[fault.index];
    list.push_back({{"fault", fault.number},
                    {"by_hand", fault.by_hand},
                    {"status", scheduled.lifted   ? "over"
                               : scheduled.active ? "standing"
                                                  : "to come"},
                    {"row", scheduled.row.row},
                    {"hits", scheduled.hits},
                    {"entry", json_of(fault.entry)}});
    list.back()["start"] = sim::to_text(scheduled.spec.start, 9);
    if (scheduled.spec.end) list.back()["end"] = sim::to_text(*scheduled.spec.end, 9);
  }
  return {{"faults", std::move(list)}};
}

Json ControlServer::fault_kinds() {
  Json list = Json::array();
  for (const sim::FaultKind& kind : run_.world().faults().kinds()) list.push_back(kind_json(kind));
  return {{"kinds", std::move(list)}};
}

Json ControlServer::fault_command(const std::string& what, const Json& command) {
  if (run_.status() == RunStatus::kEnded || run_.status() == RunStatus::kFailed)
    throw sim::InputError(what, "the run is over", "branch from a moment before its end");
  FaultDesk& desk = run_.faults();
  const auto text = [&](const char* key) {
    return command.contains(key) ? std::optional(command[key].get<std::string>()) : std::nullopt;
  };
  Json result = Json::object();
  if (what == "add-fault") {
    result["fault"] = desk.add(node_of(command.at("fault")));
  } else if (what == "move-fault") {
    desk.move(command.at("fault").get<std::size_t>(), text("start"), text("end"));
  } else if (what == "remove-fault") {
    desk.remove(command.at("fault").get<std::size_t>());
  } else {
    result["undone"] = desk.undo();
  }
  run_.note_act(command.dump(-1, ' ', false, Json::error_handler_t::replace));
  result.update(faults());
  return result;
}

Json ControlServer::save_command(const Json& command) {
  const auto path = command.at("path").get<std::string>();
  const std::string text = run_.saved_scenario(std::filesystem::path(path).parent_path().string());
  NewFile file(path, command.value("force", false));
  file.write("# " + std::string("Saved from a steered run of ") +
             std::filesystem::path(run_.request().scenario_path).filename().string() + ".\n" + text);
  file.finish();
  return {{"path", path}};
}

Json ControlServer::checkpoints() const {
  Json list = Json::array();
  for (const Checkpoint& checkpoint : checkpoints_.all())
    list.push_back({{"time", sim::to_text(checkpoint.time, 9)}, {"events", checkpoint.events}});
  return {{"checkpoints", std::move(list)}};
}

Json ControlServer::branch_command(const Json& command) {
  BranchRequest request;
  request.recording_path = command.at("recording").get<std::string>();
  request.at = moment_of(command.value("at", std::string("now")), run_.now());
  for (const Json& fault : command.value("faults", Json::array())) request.faults.push_back(node_of(fault));
  for (const Json& fault : command.value("without", Json::array())) request.without.push_back(fault.get<std::size_t>());
  for (const Json& assignment : command.value("set", Json::array()))
    request.assignments.push_back(assignment.get<std::string>());
  request.control_path = command.value("control", std::string());
  const Branch branch = start_branch(run_, request, checkpoints_);
  return {{"recording", request.recording_path},
          {"scenario", branch.scenario_path},
          {"pid", branch.process},
          {"from", branch.from_checkpoint ? "checkpoint" : "beginning"}};
}

}  // namespace orrery::scenarios
