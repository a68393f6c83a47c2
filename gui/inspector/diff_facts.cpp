#include "gui/inspector/diff_facts.h"

#include <algorithm>

#include "sim/input_error.h"

namespace orrery::gui {

std::vector<FactDifference> diff_facts(const std::vector<Fact>& here, const std::vector<Fact>& there) {
  std::vector<FactDifference> lines;
  std::vector<bool> taken(there.size(), false);
  for (const Fact& fact : here) {
    FactDifference line{fact.name, fact.value, ""};
    for (std::size_t i = 0; i < there.size(); ++i) {
      if (taken[i] || there[i].name != fact.name) continue;
      taken[i] = true;
      line.there = there[i].value;
      break;
    }
    lines.push_back(std::move(line));
  }
  for (std::size_t i = 0; i < there.size(); ++i)
    if (!taken[i]) lines.push_back({there[i].name, "", there[i].value});
  return lines;
}

std::shared_ptr<const OtherRecording> OtherRecording::read(const std::string& path, const std::atomic<bool>& stop) {
  auto other = std::make_shared<OtherRecording>();
  other->path = path;
  try {
    const sim::RecordingReader reader(path);
    other->world = WorldModel::read(reader);
    other->states.read_on(reader, stop);
  } catch (const sim::InputError& error) {
    other->problem = error.what();
  }
  return other;
}

}  // namespace orrery::gui
