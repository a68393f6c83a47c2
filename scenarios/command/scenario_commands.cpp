#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "scenarios/command/commands.h"
#include "scenarios/language/scenario.h"
#include "scenarios/world/reference.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> shipped_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(shipped_scenarios()))
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::string shipped_scenarios() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path installed = program.parent_path().parent_path() / "share" / "orrery" / "scenarios";
  if (!error && fs::is_directory(installed, error)) return installed.string();
  return ORRERY_SCENARIOS;
}

int list_command(bool json) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  std::size_t widest = 0;
  const auto paths = shipped_files();
  for (const auto& path : paths) widest = std::max(widest, path.filename().string().size());
  for (const auto& path : paths) {
    Files files;
    const Scenario scenario = scenario_section().read(read_document(files, path.string()));
    if (json) {
      all.push_back({{"file", path.string()}, {"title", scenario.title}, {"about", scenario.about}});
    } else {
      fmt::print("{:<{}}  {}\n", path.filename().string(), widest, scenario.title);
    }
  }
  if (json) {
    fmt::print("{}\n", all.dump(2));
  } else {
    fmt::print("\nrun one with: orrery run {}/FILE\n", shipped_scenarios());
  }
  return kHeld;
}

int new_command(const std::string& path) {
  Files files;
  const std::string template_path = (fs::path(shipped_scenarios()) / "hello-feed.toml").string();
  const std::string& text = files.read(template_path, path);
  // "x": never over a file of the user's, not even one that appears meanwhile.
  std::FILE* file = std::fopen(path.c_str(), "wx");
  if (file == nullptr) {
    const int reason = errno;
    throw sim::InputError(path, reason == EEXIST ? "the file exists; expected a new one" : std::strerror(reason));
  }
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !written) {
    std::remove(path.c_str());
    throw sim::InputError(path, "could not be written: the disk may be full");
  }
  fmt::print("wrote {}; run it with: orrery run {}\n", path, path);
  return kHeld;
}

int reference_command() {
  const std::string text = language_reference();
  std::fwrite(text.data(), 1, text.size(), stdout);
  return kHeld;
}

}  // namespace orrery::scenarios
