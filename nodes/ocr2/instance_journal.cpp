#include "nodes/ocr2/instance_journal.h"

#include <string>

namespace orrery::nodes {

void InstanceJournal::state(std::string_view field, std::string_view value) {
  if (journal_.wants(tables_.state)) journal_.write(tables_.state, {host_.id(), field, value});
}

void InstanceJournal::state(std::string_view field, std::uint64_t value) {
  if (journal_.wants(tables_.state)) journal_.write(tables_.state, {host_.id(), field, std::to_string(value)});
}

void InstanceJournal::span(std::string_view kind, std::uint64_t epoch, std::int64_t round, sim::Time begin,
                           std::string_view outcome) {
  if (!journal_.wants(tables_.span)) return;
  journal_.write(tables_.span, {kind, host_.id(), network_, static_cast<std::int64_t>(epoch),
                                round < 0 ? sim::Value() : sim::Value(round), begin, outcome});
}

void InstanceJournal::note(sim::Level level, std::string_view severity, std::string_view text) {
  if (journal_.wants(level)) journal_.write(tables_.note, level, {host_.id(), severity, text});
}

void InstanceJournal::note_dropped(sim::Level level, std::string_view kind, std::string_view place, NodeIndex from,
                                   std::string_view reason) {
  std::string text = "dropped ";
  text.append(kind).append(place);
  text.append(" from oracle ").append(std::to_string(from.value)).append(": ").append(reason);
  note(level, level == sim::Level::kFull ? "info" : "warning", text);
}

}  // namespace orrery::nodes
