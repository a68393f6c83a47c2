#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "gui/inspector/inspector_facts.h"

namespace orrery::gui {
namespace {

// Newest first, so that each kind of finality is met long before.
constexpr int kMostFinality = 200;
constexpr double kWeiPerGwei = 1e9;

struct Newest {
  std::int64_t number = -1;
  std::uint64_t row = 0;
};

sim::RowFilter newest_until(sim::Time time, sim::EntityId chain) {
  return {.from = {}, .until = time + sim::Duration::nanoseconds(1), .about = chain, .newest_first = true};
}

std::optional<sim::RecordedRow> newest_block(const sim::RecordingReader& reader, sim::EntityId chain, sim::Time time) {
  std::optional<sim::RecordedRow> newest;
  if (reader.table("block") == nullptr) return newest;
  reader.rows("block", newest_until(time, chain), [&](const sim::RecordedRow& row) {
    newest = row;
    return row.text("status") == "reorged";  // what was taken off the chain is not its head
  });
  return newest;
}

void add_block_facts(const sim::RecordedRow& block, const sim::RecordingReader& reader, std::vector<Fact>& facts) {
  const auto number = [&block](const char* column) { return block.integer(column).value_or(0); };
  facts.push_back(
      {"newest block", fmt::format("{} at {}", number("number"), sim::to_text(block.time, 0)), block.id, {}});
  facts.push_back(
      {"base fee", fmt::format("{:.3g} gwei", static_cast<double>(number("base_fee")) / kWeiPerGwei), 0, {}});
  if (number("gas_limit") > 0) {
    const double share = static_cast<double>(number("gas_used")) / static_cast<double>(number("gas_limit"));
    facts.push_back({"gas used", fmt::format("{:.0f} % of {}", share * 100, number("gas_limit")), 0, {}});
  }
  facts.push_back({"transactions in it", std::to_string(number("transactions")), 0, {}});
  if (const sim::EntityId by = block.entity("proposer"); !by.is_none())
    facts.push_back({"proposed by", reader.name_of(by), 0, by});
}

void add_finality_facts(const sim::RecordingReader& reader, sim::EntityId chain, sim::Time time, std::int64_t head,
                        std::vector<Fact>& facts) {
  if (reader.table("finality") == nullptr) return;
  std::map<std::string, Newest> newest;
  bool is_first = true, stalled = false;
  int looked_at = 0;
  reader.rows("finality", newest_until(time, chain), [&](const sim::RecordedRow& row) {
    const std::string kind = row.text("kind");
    if (is_first) stalled = kind == "stalled";
    is_first = false;
    newest.emplace(kind, Newest{row.integer("number").value_or(-1), row.id});
    return ++looked_at < kMostFinality;
  });
  for (const char* kind : {"safe", "justified", "finalized"}) {
    const auto found = newest.find(kind);
    if (found == newest.end()) continue;
    facts.push_back({kind,
                     fmt::format("block {}, {} behind the newest", found->second.number,
                                 std::max<std::int64_t>(0, head - found->second.number)),
                     found->second.row,
                     {}});
  }
  if (newest.empty()) facts.push_back({"finalized", "nothing yet", 0, {}});
  if (stalled) facts.push_back({"finality", "stalled", newest["stalled"].row, {}});
}

void add_relations(const WorldModel& world, sim::EntityId chain, std::vector<Fact>& facts) {
  const std::string name = world.name_of(chain);
  if (world.scenario) {
    for (const scenarios::ChainEntry& entry : world.scenario->text().chains) {
      if (entry.name == name && !entry.settles_on.name.empty())
        facts.push_back({"settles on", entry.settles_on.name, 0, world.find(entry.settles_on.name)});
      if (entry.settles_on.name == name) facts.push_back({"settled here", entry.name, 0, world.find(entry.name)});
    }
  }
  for (const Group& group : world.groups)
    if (group.chain == chain) facts.push_back({"written to by", group.name, 0, group.id});
  for (const Machine& machine : world.machines)
    if (machine.group == chain) facts.push_back({"machine", machine.name, 0, machine.id});
}

}  // namespace

std::vector<Fact> chain_facts(const sim::RecordingReader& reader, const WorldModel& world, sim::EntityId chain,
                              sim::Time time) {
  std::vector<Fact> facts;
  const auto block = newest_block(reader, chain, time);
  if (block.has_value()) {
    add_block_facts(*block, reader, facts);
  } else {
    facts.push_back({"newest block", "none is recorded until now", 0, {}});
  }
  add_finality_facts(reader, chain, time, block.has_value() ? block->integer("number").value_or(0) : 0, facts);
  add_relations(world, chain, facts);
  return facts;
}

}  // namespace orrery::gui
