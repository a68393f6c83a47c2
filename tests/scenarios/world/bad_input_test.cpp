// Proves that each file of tests/scenarios/bad_input is refused before the run with the words of its first line
// ("# expect: a | b"): one line that names the place, what was expected and the nearest right name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenarios/world/runner.h"
#include "sim/input_error.h"

namespace orrery::scenarios {
namespace {

std::vector<std::string> expected_words(const std::filesystem::path& path) {
  std::ifstream stream(path);
  std::string line;
  std::getline(stream, line);
  constexpr std::string_view kMark = "# expect: ";
  if (!line.starts_with(kMark)) return {"empty"};
  std::vector<std::string> words;
  std::string rest = line.substr(kMark.size());
  for (auto bar = rest.find(" | "); bar != std::string::npos; bar = rest.find(" | ")) {
    words.push_back(rest.substr(0, bar));
    rest.erase(0, bar + 3);
  }
  words.push_back(rest);
  return words;
}

std::vector<std::filesystem::path> cases() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(ORRERY_SOURCE_DIR "/tests/scenarios/bad_input"))
    if (entry.path().extension() == ".toml") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

class BadInput : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(BadInput, IsRefusedInOneClearLine) {
  RunRequest request;
  request.scenario_path = GetParam().string();
  Files files;
  try {
    check_scenario(request, files);
    FAIL() << "was not refused";
  } catch (const sim::InputError& error) {
    const std::string text = error.what();
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    EXPECT_THAT(text, testing::HasSubstr("bad_input/"));
    for (const std::string& word : expected_words(GetParam())) EXPECT_THAT(text, testing::HasSubstr(word));
  }
}

INSTANTIATE_TEST_SUITE_P(Files, BadInput, testing::ValuesIn(cases()),
                         [](const auto& one) { return one.param.stem().string(); });

TEST(BadInput, AMissingScenarioFileIsNamed) {
  RunRequest request;
  request.scenario_path = "no/such/file.toml";
  Files files;
  EXPECT_THROW(
      try { check_scenario(request, files); } catch (const sim::InputError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("no/such/file.toml"));
        throw;
      },
      sim::InputError);
}

}  // namespace
}  // namespace orrery::scenarios
