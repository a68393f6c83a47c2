#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "scenarios/command/commands.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

// Drawing needs Qt, which this program does without; the one that has it is started in its place.
int render_command(const RenderCommand& command) {
  std::vector<std::string> words{"orrery-gui", command.recording, "--render", command.view, "--output", command.output};
  for (const auto& [option, value] : command.options) {
    if (value.empty()) continue;
    words.push_back("--" + option);
    words.push_back(value);
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) ::execv((program.parent_path() / "orrery-gui").c_str(), arguments.data());
  ::execvp("orrery-gui", arguments.data());
  throw sim::InputError("render", std::string("orrery-gui cannot be started: ") + std::strerror(errno),
                        "it draws the pictures, and is built where Qt 6 with Charts and Svg is installed");
}

}  // namespace orrery::scenarios
