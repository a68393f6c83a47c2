#include "scenarios/recording/recorded_scenario.h"

#include "scenarios/world/prepared_run.h"
#include "sim/input_error.h"
#include "sim/recording/recording_schema.h"

namespace orrery::scenarios {

Files recorded_files(const std::map<std::string, std::string>& run) {
  std::map<std::string, std::string> texts;
  for (const auto& [key, text] : run)
    if (key.starts_with(sim::run_key::kFilePrefix)) texts[key.substr(sim::run_key::kFilePrefix.size())] = text;
  const auto path = run.find(sim::run_key::kScenarioPath), steered = run.find(kSteeredScenario);
  const auto text = steered != run.end() ? steered : run.find(sim::run_key::kScenarioText);
  if (path == run.end() || text == run.end()) throw sim::InputError("", "the recording carries no scenario");
  texts[path->second] = text->second;
  return Files(std::move(texts));
}

Scenario recorded_scenario(const std::map<std::string, std::string>& run, Files& files) {
  constexpr std::string_view kSetPrefix = "set.";
  const auto path = run.find(sim::run_key::kScenarioPath), seed = run.find(sim::run_key::kSeed);
  if (path == run.end() || seed == run.end()) throw sim::InputError("", "the recording carries no scenario");
  Node document = read_document(files, path->second);
  if (run.contains(kSteeredScenario)) return scenario_section().read(document);
  for (const auto& [key, text] : run)
    if (key.starts_with(kSetPrefix)) set_value(document, text);
  set_value(document, "seed=" + seed->second);
  return scenario_section().read(document);
}

}  // namespace orrery::scenarios
