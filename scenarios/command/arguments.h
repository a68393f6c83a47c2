#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace orrery::scenarios {

/// Refuses a command or an option that `app` does not have, with the nearest right name. Throws sim::InputError.
void check_names(const CLI::App& app, int argc, char** argv);

/// A seed or a count as given on the command line: 0 to 2^63 - 1, which is what a scenario's own `seed` may be. Throws
/// sim::InputError at `option`.
std::uint64_t parse_whole_number(const std::string& option, const std::string& text);
/// Refuses what parse_whole_number() does, where the library would wrap it around.
CLI::Validator whole_number(const std::string& option);

/// Refuses a value that is not one of `choices`, with the nearest. Throws InputError at `option`.
void check_choice(const std::string& option, const std::string& value, const std::vector<std::string>& choices);

}  // namespace orrery::scenarios
