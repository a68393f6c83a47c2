#include "gui/model/state_history.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

std::optional<StateHistory::Field> field_named(std::string_view name) {
  if (name == "status") return StateHistory::Field::kStatus;
  if (name == "phase") return StateHistory::Field::kPhase;
  if (name == "epoch") return StateHistory::Field::kEpoch;
  if (name == "leads") return StateHistory::Field::kLeads;
  return std::nullopt;
}

std::int64_t parsed(std::string_view text) {
  std::int64_t number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::int64_t StateHistory::number_of(std::string_view text) {
  const auto found = std::find(texts_.begin(), texts_.end(), text);
  if (found != texts_.end()) return found - texts_.begin();
  texts_.emplace_back(text);
  return static_cast<std::int64_t>(texts_.size()) - 1;
}

void StateHistory::read_on(const sim::RecordingReader& reader, const std::atomic<bool>& stop) {
  reader.select("SELECT id, time, entity, field, value FROM state WHERE id > ?1 ORDER BY id", {sim::Value(last_row_)},
                [&](const sim::Statement& row) {
                  last_row_ = static_cast<std::uint64_t>(row.integer(0));
                  const auto field = field_named(row.text(3));
                  const auto entity = static_cast<std::size_t>(row.integer(2));
                  if (!field.has_value()) return !stop.load();
                  if (tracks_.size() <= entity) tracks_.resize(entity + 1);
                  const bool is_text = *field == Field::kStatus || *field == Field::kPhase;
                  tracks_[entity].fields[static_cast<std::size_t>(*field)].push_back(
                      {row.integer(1), last_row_, is_text ? number_of(row.text(4)) : parsed(row.text(4))});
                  ++size_;
                  return !stop.load();
                });
}

const StateHistory::Change* StateHistory::last_before(const std::vector<Change>& changes, sim::Time time) const {
  const auto after = std::upper_bound(changes.begin(), changes.end(), time.unix_nanoseconds(),
                                      [](std::int64_t at, const Change& change) { return at < change.time; });
  return after == changes.begin() ? nullptr : &*(after - 1);
}

StateAt StateHistory::at(sim::EntityId entity, sim::Time time) const {
  StateAt state;
  if (entity.index >= tracks_.size()) return state;
  const Track& track = tracks_[entity.index];
  const auto last = [&](Field field) { return last_before(track.fields[static_cast<std::size_t>(field)], time); };
  if (const Change* status = last(Field::kStatus); status != nullptr) {
    state.status = text(status->value);
    state.status_since = sim::Time::from_unix_nanoseconds(status->time);
    state.status_row = status->row;
  }
  if (const Change* phase = last(Field::kPhase); phase != nullptr) {
    state.phase = text(phase->value);
    state.phase_row = phase->row;
  }
  if (const Change* epoch = last(Field::kEpoch); epoch != nullptr) {
    state.epoch = epoch->value;
    state.epoch_row = epoch->row;
  }
  if (const Change* leads = last(Field::kLeads); leads != nullptr) {
    state.leads = leads->value;
    state.leads_row = leads->row;
    state.leads_since = sim::Time::from_unix_nanoseconds(leads->time);
  }
  return state;
}

bool StateHistory::is_up(sim::EntityId entity, sim::Time time) const {
  const Change* status = last_before(changes(entity, Field::kStatus), time);
  return status == nullptr || (text(status->value) != "down" && text(status->value) != "paused");
}

const std::vector<StateHistory::Change>& StateHistory::changes(sim::EntityId entity, Field field) const {
  static const std::vector<Change> kNone;
  if (entity.index >= tracks_.size()) return kNone;
  return tracks_[entity.index].fields[static_cast<std::size_t>(field)];
}

}  // namespace orrery::gui
