#include "scenarios/command/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "sim/input_error.h"

namespace orrery::scenarios {
namespace {

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

}  // namespace

void check_names(const CLI::App& app, int argc, char** argv) {
  if (argc < 2) throw sim::InputError("", "expected a command", "orrery --help lists them");
  const std::string first = argv[1];
  if (first.starts_with('-')) return;
  const std::vector<std::string> commands = command_names(app);
  if (std::find(commands.begin(), commands.end(), first) == commands.end())
    throw sim::InputError("", "there is no command \"" + first + "\"" + sim::did_you_mean(first, commands));
  const std::vector<std::string> options = option_names(*app.get_subcommand(first));
  for (int i = 2; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string_view word(argv[i]);
    if (!word.starts_with("--")) continue;
    const std::string name(word.substr(0, word.find('=')));
    if (std::find(options.begin(), options.end(), name) == options.end())
      throw sim::InputError(first, "there is no option \"" + name + "\"" + sim::did_you_mean(name, options));
  }
}

std::uint64_t parse_whole_number(const std::string& option, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0)
    throw sim::InputError(option, fmt::format("expected a whole number from 0 to {}, found \"{}\"", INT64_MAX, text));
  return static_cast<std::uint64_t>(number);
}

CLI::Validator whole_number(const std::string& option) {
  return {[option](const std::string& text) {
            parse_whole_number(option, text);
            return std::string();
          },
          /*description=*/""};
}

void check_choice(const std::string& option, const std::string& value, const std::vector<std::string>& choices) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  throw sim::InputError(option, fmt::format("expected one of {}, found \"{}\"{}", fmt::join(choices, ", "), value,
                                            sim::did_you_mean(value, choices)));
}

}  // namespace orrery::scenarios
