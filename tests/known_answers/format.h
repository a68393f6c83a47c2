#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace orrery::known_answers {

/// What checking one file found. A case that this build cannot check (a contract that it lacks) is `uncovered`, never
/// passed.
struct Result {
  int passed = 0, failed = 0, uncovered = 0;
  std::vector<std::string> failures;  ///< one line each: the case, expected, found
  std::string uncovered_because;
  std::vector<std::string> notes;  ///< measurements beside the checks, such as gas; printed with --notes

  void check(bool held, const std::string& what) {
    if (held) {
      ++passed;
    } else {
      ++failed;
      failures.push_back(what);
    }
  }
};

/// A format of known answers, recognised by its content and not by its name.
struct Format {
  std::string name;
  std::function<bool(const nlohmann::json&)> matches;
  std::function<Result(const nlohmann::json&)> check;
};

/// Every format that this build checks; a new one is one file and one line in formats.cpp.
std::vector<Format> all_formats();

}  // namespace orrery::known_answers
