#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/known_answers/format.h"

// known_answers DIR [--verbose] [--notes]: checks every JSON file below DIR against this build.
// Exit codes: 0 all passed, 1 something failed, 2 a file that cannot be read or in which nothing could be checked.

namespace {

using orrery::known_answers::Format;
using orrery::known_answers::Result;
namespace fs = std::filesystem;

constexpr int kFailed = 1, kWrongInput = 2;

std::vector<fs::path> json_files_below(const fs::path& directory) {
  std::vector<fs::path> files;
  if (!fs::is_directory(directory)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    if (entry.is_regular_file() && entry.path().extension() == ".json") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

Result check_file(const nlohmann::json& document, const std::vector<Format>& formats) {
  Result result;
  const auto format = std::ranges::find_if(formats, [&](const Format& each) { return each.matches(document); });
  if (format == formats.end()) {
    result.uncovered = 1;
    result.uncovered_because = "a format that this build does not know";
    return result;
  }
  try {
    return format->check(document);
  } catch (const std::exception& error) {
    result.check(false, format->name + ": " + error.what());
    return result;
  }
}

void print_line(const std::string& name, const Result& result) {
  std::string line =
      name + ": " + std::to_string(result.passed) + " passed, " + std::to_string(result.failed) + " failed";
  if (result.uncovered > 0)
    line += ", " + std::to_string(result.uncovered) + " not covered: " + result.uncovered_because;
  std::printf("%s\n", line.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  fs::path directory;
  bool verbose = false, notes = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--verbose") {
      verbose = true;
    } else if (argument == "--notes") {
      notes = true;
    } else {
      directory = argument;
    }
  }
  const auto files = json_files_below(directory);
  if (files.empty()) {
    std::fprintf(stderr, "known_answers: no JSON file below \"%s\"; usage: known_answers DIR [--verbose] [--notes]\n",
                 directory.c_str());
    return kWrongInput;
  }

  const auto formats = orrery::known_answers::all_formats();
  Result total;
  bool all_checked = true;
  for (const auto& path : files) {
    const std::string name = fs::relative(path, directory).string();
    std::ifstream stream(path);
    const auto document = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
    if (document.is_discarded()) {
      std::fprintf(stderr, "%s: not readable as JSON\n", path.c_str());
      all_checked = false;
      continue;
    }
    const Result result = check_file(document, formats);
    if (notes)
      for (const auto& note : result.notes) std::printf("  %s\n", note.c_str());
    print_line(name, result);
    if (verbose)
      for (const auto& failure : result.failures) std::fprintf(stderr, "  %s: %s\n", name.c_str(), failure.c_str());
    if (result.passed + result.failed == 0) {
      std::fprintf(stderr, "%s: nothing in it could be checked\n", path.c_str());
      all_checked = false;
    }
    total.passed += result.passed;
    total.failed += result.failed;
    total.uncovered += result.uncovered;
  }
  std::printf("total: %d passed, %d failed, %d not covered\n", total.passed, total.failed, total.uncovered);
  if (total.failed > 0) return kFailed;
  return all_checked ? 0 : kWrongInput;
}
