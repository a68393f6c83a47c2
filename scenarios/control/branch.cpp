#include "scenarios/control/branch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "scenarios/language/document_text.h"
#include "scenarios/language/scenario.h"
#include "scenarios/recording/new_file.h"
#include "sim/input_error.h"
#include "sim/recording/recording_file.h"

namespace orrery::scenarios {

namespace {

namespace fs = std::filesystem;

Node text_node(std::string text) {
  Node node;
  node.type = Node::Type::kText;
  node.text = std::move(text);
  return node;
}

void set_key(Node& table, const std::string& key, const std::string& text) {
  std::erase_if(table.entries, [&](const Node::Entry& entry) { return entry.key == key; });
  table.entries.push_back({key, {}, text_node(text)});
}

sim::Time start_of(const Node& entry) {
  const Node* start = entry.find("start");
  return start == nullptr ? sim::Time() : sim::parse_time(start->text);
}

Node& fault_list(Node& document) {
  if (Node* list = document.find("fault")) return *list;
  Node list;
  list.type = Node::Type::kArray;
  document.entries.push_back({"fault", {}, std::move(list)});
  return document.entries.back().value;
}

void leave_out(SteeredRun& run, Node& document, std::size_t number, sim::Time at) {
  const auto& faults = run.faults().faults();
  if (number >= faults.size() || faults[number].removed)
    throw sim::InputError("without", fmt::format("there is no fault {}", number));
  std::size_t place = 0;  // in the list, which removed ones are not in
  for (std::size_t i = 0; i < number; ++i) place += faults[i].removed ? 0 : 1;
  Node& entry = fault_list(document).items[place];
  if (start_of(entry) >= at) {
    entry.type = Node::Type::kBoolean;  // marks it; the list is swept at the end
    return;
  }
  std::erase_if(entry.entries, [](const Node::Entry& key) { return key.key == "lasts"; });
  set_key(entry, "end", sim::to_text(at, 9));
}

pid_t spawn(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t process = -1;
  const int error = ::posix_spawn(&process, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) throw sim::InputError("branch", std::string("cannot be started: ") + std::strerror(error));
  return process;
}

}  // namespace

Node branch_scenario(SteeredRun& run, const BranchRequest& request) {
  if (request.at < run.start() || request.at > run.end())
    throw sim::InputError(
        "at", fmt::format("expected a time from {} to {}", sim::to_text(run.start(), 0), sim::to_text(run.end(), 0)));
  Node document = run.faults().document();
  for (const std::size_t number : request.without) leave_out(run, document, number, request.at);
  for (Node fault : request.faults) {
    if (fault.find("start") == nullptr) set_key(fault, "start", sim::to_text(request.at, 9));
    if (start_of(fault) < request.at) throw sim::InputError("fault", "it starts before the branch does");
    fault_list(document).items.push_back(std::move(fault));
  }
  if (Node* list = document.find("fault"))
    std::erase_if(list->items, [](const Node& entry) { return entry.type != Node::Type::kTable; });
  std::erase_if(document.entries,
                [](const Node::Entry& entry) { return entry.key == "fault" && entry.value.items.empty(); });
  for (const std::string& assignment : request.assignments) set_value(document, assignment);
  set_key(document, "duration", exact_text(run.end() - run.start()));
  scenario_section().read(document);
  return document;
}

namespace {

std::optional<pid_t> wake_checkpoint(SteeredRun& run, const BranchRequest& request, Node document,
                                     Checkpoints& checkpoints) {
  // A parameter counts from the beginning on, which no checkpoint can go back to.
  if (!request.assignments.empty() || !run.watches().later_values()) return std::nullopt;
  move_paths(document, fs::path(run.request().scenario_path).parent_path().string());
  return checkpoints.branch(request.at, {to_toml(document), request.recording_path, request.control_path});
}

}  // namespace

Branch start_branch(SteeredRun& run, const BranchRequest& request, Checkpoints& checkpoints) {
  const Node document = branch_scenario(run, request);
  const sim::FileKind there = sim::kind_of_file(request.recording_path);
  if (there != sim::FileKind::kMissing && there != sim::FileKind::kRecording && there != sim::FileKind::kEmpty)
    throw sim::InputError(request.recording_path, "something else stands there; expected a new name");
  Branch branch{request.recording_path + ".toml", -1, /*from_checkpoint=*/true};
  Node moved = document;
  move_paths(moved, fs::path(branch.scenario_path).parent_path().string());
  NewFile file(branch.scenario_path, /*force=*/true);
  file.write(fmt::format("# A branch at {}.\n", sim::to_text(request.at, 9)) + to_toml(moved));
  file.finish();
  if (const auto process = wake_checkpoint(run, request, document, checkpoints)) {
    branch.process = *process;
    return branch;
  }
  branch.from_checkpoint = false;
  std::vector<std::string> words{fs::read_symlink("/proc/self/exe").string(),
                                 "run",
                                 branch.scenario_path,
                                 "--record",
                                 request.recording_path,
                                 "--level",
                                 std::string(sim::to_text(run.request().level)),
                                 "--quiet"};
  if (!request.control_path.empty()) {
    words.push_back("--control");
    words.push_back(request.control_path);
    words.push_back("--leave-after");
    words.push_back(fmt::format("{}s", kBranchPatience.count()));
  }
  branch.process = spawn(words);
  return branch;
}

}  // namespace orrery::scenarios
