#include "gui/inspector/inspector_facts.h"

#include <fmt/format.h>

#include "scenarios/recording/phrase.h"
#include "sim/input_error.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kEffectsShown = 12;
constexpr std::size_t kHexShown = 32;

std::string hex(const sim::Bytes& bytes) {
  std::string text = "0x";
  for (std::size_t i = 0; i < bytes.size() && i < kHexShown; ++i) text += fmt::format("{:02x}", bytes[i]);
  return bytes.size() > kHexShown ? text + fmt::format("… ({} bytes)", bytes.size()) : text;
}

Fact cell_fact(const sim::RecordingReader& reader, const sim::RecordedRow& row, std::size_t column) {
  Fact fact{row.table->columns[column], "", 0, {}};
  const sim::Cell& cell = row.cells[column];
  if (const auto* number = std::get_if<std::int64_t>(&cell)) {
    switch (row.table->roles[column]) {
      case sim::ColumnRole::kEntity:
        fact.entity = {static_cast<std::uint32_t>(*number)};
        fact.value = reader.name_of(fact.entity);
        break;
      case sim::ColumnRole::kRow:
        fact.row = static_cast<std::uint64_t>(*number);
        fact.value = "row " + std::to_string(*number);
        break;
      case sim::ColumnRole::kTime:
        fact.value = sim::to_text(sim::Time::from_unix_nanoseconds(*number));
        break;
      case sim::ColumnRole::kPlain:
        fact.value = std::to_string(*number);
        break;
    }
  } else if (const auto* real = std::get_if<double>(&cell)) {
    fact.value = fmt::format("{}", *real);
  } else if (const auto* text = std::get_if<std::string>(&cell)) {
    fact.value = *text;
  } else if (const auto* bytes = std::get_if<sim::Bytes>(&cell)) {
    fact.value = hex(*bytes);
  }
  return fact;
}

void add_decoded(const sim::RecordedRow& row, const AbiBook& book, std::vector<Fact>& facts) {
  const auto blob = [&row](const char* column) -> const sim::Bytes* {
    return std::get_if<sim::Bytes>(&row.cell(column));
  };
  if (row.table->name == "transaction") {
    if (const sim::Bytes* input = blob("input"); input != nullptr) {
      if (const std::string call = book.call_text(*input); !call.empty()) facts.push_back({"call", call, 0, {}});
    }
  }
  if (row.table->name == "log") {
    std::vector<sim::Bytes> topics;
    for (const char* column : {"topic0", "topic1", "topic2", "topic3"}) {
      if (const sim::Bytes* topic = blob(column); topic != nullptr) topics.push_back(*topic);
    }
    const sim::Bytes* data = blob("data");
    const std::string event = book.log_text(topics, data == nullptr ? sim::Bytes{} : *data);
    if (!event.empty()) facts.push_back({"event", event, 0, {}});
  }
}

void add_machine_facts(const WorldModel& world, const StateHistory& states, const Machine& machine, sim::Time time,
                       std::vector<Fact>& facts) {
  const StateAt state = states.at(machine.id, time);
  if (!state.status.empty()) {
    facts.push_back({"status", state.status + " since " + sim::to_text(state.status_since, 0), state.status_row, {}});
  }
  if (state.epoch >= 0) facts.push_back({"epoch", std::to_string(state.epoch), state.epoch_row, {}});
  if (state.leads >= 0) {
    const bool now = state.leads == state.epoch;
    facts.push_back({now ? "leads" : "led last", "epoch " + std::to_string(state.leads), state.leads_row, {}});
    if (now) facts.push_back({"phase", state.phase, state.phase_row, {}});
  }
  if (!machine.zone.is_none()) facts.push_back({"zone", world.name_of(machine.zone), 0, machine.zone});
  if (!machine.group.is_none()) facts.push_back({"belongs to", world.name_of(machine.group), 0, machine.group});
  const auto add_all = [&](const char* name, const std::vector<std::string>& all) {
    for (const std::string& one : all) facts.push_back({name, one, 0, world.find(one)});
  };
  add_all("leans on", machine.leans_on);
  add_all("reads chain by", machine.rpc);
  add_all("reads prices from", machine.providers);
}

void add_group_facts(const WorldModel& world, const StateHistory& states, const Group& group, sim::Time time,
                     std::vector<Fact>& facts) {
  int up = 0;
  for (const sim::EntityId member : group.members) up += states.at(member, time).is_up() ? 1 : 0;
  facts.push_back({"members up", fmt::format("{} of {}", up, group.members.size()), 0, {}});
  facts.push_back({"quorum", std::to_string(group.observation_quorum), 0, {}});
  facts.push_back({"faulty at most", std::to_string(group.faulty_at_most), 0, {}});
  if (!group.price.empty()) facts.push_back({"price", group.price, 0, {}});
  if (group.heartbeat > sim::Duration::zero()) {
    facts.push_back({"heartbeat", sim::to_text(group.heartbeat), 0, {}});
    facts.push_back({"deviation", fmt::format("{:.2f} %", group.deviation * 100), 0, {}});
  }
  if (!group.chain.is_none()) facts.push_back({"writes to", world.name_of(group.chain), 0, group.chain});
}

}  // namespace

std::vector<Fact> entity_facts(const WorldModel& world, const StateHistory& states, sim::EntityId id, sim::Time time) {
  std::vector<Fact> facts;
  if (id.index >= world.entities.size()) return facts;
  if (const Machine* machine = world.machine(id); machine != nullptr) {
    add_machine_facts(world, states, *machine, time, facts);
  } else if (const Group* group = world.group(id); group != nullptr) {
    add_group_facts(world, states, *group, time, facts);
  } else if (const Zone* zone = world.zone(id); zone != nullptr) {
    int up = 0;
    for (const sim::EntityId member : zone->machines) up += states.at(member, time).is_up() ? 1 : 0;
    facts.push_back({"machines up", fmt::format("{} of {}", up, zone->machines.size()), 0, {}});
    for (const sim::EntityId member : zone->machines) {
      const StateAt state = states.at(member, time);
      facts.push_back({state.is_up() ? "machine" : state.status, world.name_of(member), state.status_row, member});
    }
  }
  const std::string& name = world.name_of(id);
  for (const FaultBar* fault : world.faults_at(time)) {
    if (fault->target != name && fault->zone != id) continue;
    facts.push_back({"fault", fault->kind + " on " + fault->target, fault->row, {}});
  }
  return facts;
}

std::optional<RowFacts> row_facts(const sim::RecordingReader& reader, const AbiBook& book, std::uint64_t id) {
  const auto row = reader.row(id);
  if (!row.has_value()) return std::nullopt;
  RowFacts facts;
  facts.row = id;
  facts.time = row->time;
  const std::string who = scenarios::who(reader, *row);
  facts.title = who + (who.empty() ? "" : " ") + scenarios::phrase(reader, *row);
  add_decoded(*row, book, facts.facts);
  for (std::size_t i = 0; i < row->cells.size(); ++i) {
    if (!std::holds_alternative<std::monostate>(row->cells[i])) facts.facts.push_back(cell_fact(reader, *row, i));
  }
  if (row->cause.row != 0)
    facts.facts.push_back({"caused by", "row " + std::to_string(row->cause.row), row->cause.row, {}});
  for (const sim::RecordedRow& effect : reader.effects(id, kEffectsShown)) {
    const std::string whose = scenarios::who(reader, effect);
    facts.effects.push_back({sim::to_text(effect.time),
                             whose + (whose.empty() ? "" : " ") + scenarios::phrase(reader, effect), effect.id,
                             effect.about()});
  }
  return facts;
}

scenarios::WhyAnswer why_row(const sim::RecordingReader& reader, std::uint64_t row) {
  try {
    return scenarios::explain(reader, row == 0 ? std::string() : "row:" + std::to_string(row));
  } catch (const sim::InputError&) {
    return {};
  }
}

}  // namespace orrery::gui
