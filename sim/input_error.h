#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace orrery::sim {

/// A mistake of the user: one line with the place, what was expected and the nearest right name. The command prints it
/// and exits with 2. Thrown only at the edge (parsing, building the world, opening files).
class InputError : public std::runtime_error {
 public:
  /// `place` is "file:line:column" or an option's name, and may be empty. `hint` may be empty.
  InputError(std::string place, std::string message, std::string hint = {});

  const std::string& place() const { return place_; }
  const std::string& message() const { return message_; }
  const std::string& hint() const { return hint_; }
  /// The same error with a place, for parsers that know the text but not where it stood.
  InputError at(std::string place) const { return InputError(std::move(place), message_, hint_); }

 private:
  std::string place_, message_, hint_;
};

/// The candidate nearest to `word` by edit distance, else the shortest that begins with it, or "" when none is near
/// enough to be meant.
std::string nearest_name(std::string_view word, std::span<const std::string> candidates);
/// " (did you mean \"x\"?)" or "".
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace orrery::sim
