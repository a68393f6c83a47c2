#include "gui/model/world_model.h"

#include <algorithm>
#include <array>

#include "nodes/ocr2/quorums.h"
#include "sim/input_error.h"
#include "sim/recording/recording_schema.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

using sim::EntityId;

// How long what happens once is told.
constexpr sim::Duration kNews = sim::Duration::seconds(10);

sim::Time time_of(const std::map<std::string, std::string>& run, const char* key, sim::Time otherwise) {
  const auto found = run.find(key);
  if (found == run.end() || found->second.empty()) return otherwise;
  return sim::Time::from_unix_nanoseconds(std::stoll(found->second));
}

std::string text_of(const std::map<std::string, std::string>& run, const char* key) {
  const auto found = run.find(key);
  return found == run.end() ? std::string() : found->second;
}

template <class T>
void remember(std::vector<std::optional<std::uint32_t>>& index, EntityId id, const std::vector<T>& all) {
  index[id.index] = static_cast<std::uint32_t>(all.size());
}

MachineRole role_of(const WorldModel& world, const sim::Entity& host) {
  if (host.parent.is_none()) return MachineRole::kProvider;
  const std::string& kind = world.entity(host.parent).kind;
  if (is_feed_kind(kind)) return MachineRole::kOracle;
  return kind == "chain" && host.name.find("/sequencer") == std::string::npos ? MachineRole::kRpc : MachineRole::kOther;
}

std::string label_of(const WorldModel& world, const sim::Entity& host) {
  if (host.parent.is_none()) return host.name;
  const std::string prefix = world.entity(host.parent).name + "/";
  return host.name.starts_with(prefix) ? host.name.substr(prefix.size()) : host.name;
}

void add_groups(WorldModel& world) {
  for (const sim::Entity& entity : world.entities) {
    if (entity.kind == "chain") world.chains.push_back(entity.id);
    if (!is_feed_kind(entity.kind)) continue;
    remember(world.group_of_entity, entity.id, world.groups);
    Group group;
    group.id = entity.id;
    group.chain = entity.parent;
    group.kind = entity.kind;
    group.name = entity.name;
    world.groups.push_back(std::move(group));
  }
}

void add_machines(WorldModel& world) {
  for (const sim::Entity& entity : world.entities) {
    if (entity.kind == "zone") {
      remember(world.zone_of_entity, entity.id, world.zones);
      world.zones.push_back({entity.id, entity.name, place_of_zone(entity.name), {}});
    }
  }
  for (const sim::Entity& entity : world.entities) {
    if (entity.kind != "host") continue;
    remember(world.machine_of_entity, entity.id, world.machines);
    Machine machine;
    machine.id = entity.id;
    machine.name = entity.name;
    machine.label = label_of(world, entity);
    machine.role = role_of(world, entity);
    machine.zone = entity.zone;
    machine.group = entity.parent;
    world.machines.push_back(std::move(machine));
    if (!entity.zone.is_none() && world.zone_of_entity[entity.zone.index].has_value()) {
      world.zones[*world.zone_of_entity[entity.zone.index]].machines.push_back(entity.id);
    }
    if (!entity.parent.is_none() && world.group_of_entity[entity.parent.index].has_value()) {
      world.groups[*world.group_of_entity[entity.parent.index]].members.push_back(entity.id);
    }
  }
}

std::vector<std::string> names(const std::vector<scenarios::Reference>& references) {
  std::vector<std::string> all;
  for (const auto& reference : references) all.push_back(reference.name);
  return all;
}

void describe(WorldModel& world, Group& group, const scenarios::FeedEntry& feed) {
  group.price = feed.price.name;
  group.heartbeat = feed.heartbeat;
  group.deviation = feed.deviation.parts_per_billion / 1e9;
  group.decimals = static_cast<int>(feed.decimals);
  std::size_t member = 0;
  for (const scenarios::NodesEntry& nodes : feed.nodes) {
    for (std::uint32_t i = 0; i < nodes.count && member < group.members.size(); ++i, ++member) {
      Machine& machine = world.machines[*world.machine_of_entity[group.members[member].index]];
      machine.leans_on = names(nodes.leans_on);
      machine.rpc = names(nodes.rpc);
      machine.providers = names(nodes.providers);
    }
  }
}

// Quorums of a network without its scenario: the largest f that n allows.
void set_default_quorums(Group& group) {
  const int n = static_cast<int>(group.members.size());
  if (group.kind != "network") return;
  group.faulty_at_most = (n - 1) / 3;
  group.observation_quorum = nodes::Quorums{n, group.faulty_at_most}.correct_majority();
}

// Two thirds of the oracles, where the scenario does not say how many (docs/scenarios.md).
std::uint32_t submissions_needed(const scenarios::FluxFeedEntry& feed) {
  std::uint32_t oracles = 0;
  for (const scenarios::NodesEntry& nodes : feed.nodes) oracles += nodes.count;
  return feed.fewest_submissions.value_or((2 * oracles + 2) / 3);
}

void add_promises(WorldModel& world) {
  for (Group& group : world.groups) set_default_quorums(group);
  if (!world.scenario) return;
  const scenarios::Scenario& text = world.scenario->text();
  const auto named = [&world](const std::string& name) -> Group* {
    const auto found =
        std::find_if(world.groups.begin(), world.groups.end(), [&](const Group& g) { return g.name == name; });
    return found == world.groups.end() ? nullptr : &*found;
  };
  for (const auto& network : text.networks) {
    Group* group = named(network.name);
    if (group == nullptr) continue;
    describe(world, *group, network);
    if (network.f.has_value()) group->faulty_at_most = static_cast<int>(*network.f);
    group->observation_quorum =
        nodes::Quorums{static_cast<int>(group->members.size()), group->faulty_at_most}.correct_majority();
  }
  const auto describe_threshold = [&](const scenarios::FeedEntry& feed, std::uint32_t needed) {
    Group* group = named(feed.name);
    if (group == nullptr) return;
    describe(world, *group, feed);
    group->observation_quorum = static_cast<int>(needed);
    group->faulty_at_most = static_cast<int>(group->members.size()) - group->observation_quorum;
  };
  for (const auto& committee : text.committees) describe_threshold(committee, committee.threshold);
  for (const auto& single : text.single_oracles) describe_threshold(single, 1);
  for (const auto& flux : text.flux_feeds) describe_threshold(flux, submissions_needed(flux));
  for (const auto& medianizer : text.medianizers) describe_threshold(medianizer, medianizer.bar);
  const auto lean = [&world](const std::string& name, const std::vector<scenarios::Reference>& on) {
    const EntityId id = world.find(name);
    if (!id.is_none() && world.machine_of_entity[id.index].has_value()) {
      world.machines[*world.machine_of_entity[id.index]].leans_on = names(on);
    }
  };
  // Machines that belong to nothing are data providers and those who act on markets; the scenario tells them apart.
  for (Machine& machine : world.machines) {
    if (machine.role == MachineRole::kProvider) machine.role = MachineRole::kOther;
  }
  for (const auto& provider : text.providers) {
    lean(provider.name, provider.leans_on);
    const EntityId id = world.find(provider.name);
    if (!id.is_none() && world.machine_of_entity[id.index].has_value()) {
      world.machines[*world.machine_of_entity[id.index]].role = MachineRole::kProvider;
    }
  }
  for (const auto& rpc : text.rpcs) lean(rpc.name, rpc.leans_on);
}

EntityId zone_of_target(const WorldModel& world, const std::string& target) {
  const EntityId id = world.find(target);
  if (id.is_none()) return {};
  return world.entity(id).kind == "zone" ? id : world.entity(id).zone;
}

void add_faults(WorldModel& world, const sim::RecordingReader& reader) {
  for (const sim::RecordedRow& row : reader.rows("fault")) {
    FaultBar fault;
    fault.row = row.id;
    fault.kind = row.text("kind");
    fault.target = row.text("target");
    fault.about = row.text("about");
    fault.begin = row.time;
    auto end = row.integer("end");
    if (!end.has_value()) end = row.integer("planned_end");
    fault.end =
        end.has_value() ? std::optional(sim::Time::from_unix_nanoseconds(*end)) : unstated_end(fault.kind, fault.begin);
    fault.hits = row.integer("hits").value_or(0);
    fault.zone = zone_of_target(world, fault.target);
    world.faults.push_back(std::move(fault));
  }
}

void add_expectations(WorldModel& world, const sim::RecordingReader& reader) {
  if (world.scenario) {
    for (const auto& expectation : world.scenario->text().expectations) {
      ExpectationResult result;
      result.name = expectation.name;
      world.expectations.push_back(std::move(result));
    }
  }
  for (const sim::RecordedRow& row : reader.rows("violation")) {
    const std::string name = row.text("expectation");
    auto found = std::find_if(world.expectations.begin(), world.expectations.end(),
                              [&](const ExpectationResult& e) { return e.name == name && e.violation == 0; });
    if (found == world.expectations.end()) found = world.expectations.insert(found, ExpectationResult{});
    found->name = name;
    found->violation = row.id;
    found->evidence = row.cause.row;
    found->about = row.text("about");
    const auto evidence = row.cause.row == 0 ? std::nullopt : reader.row(row.cause.row);
    found->time = evidence.has_value() ? evidence->time : row.time;
  }
  for (const sim::RecordedRow& row : reader.rows("deadline")) {
    world.missed.push_back({row.id, row.time, sim::Time::from_unix_nanoseconds(row.integer("opened").value_or(0)),
                            row.entity("entity"), row.text("kind"), row.text("about")});
  }
}

}  // namespace

bool is_feed_kind(std::string_view kind) {
  constexpr std::array<std::string_view, 5> kFeeds{"network", "committee", "single-oracle", "flux-feed", "medianizer"};
  return std::find(kFeeds.begin(), kFeeds.end(), kind) != kFeeds.end();
}

bool FaultBar::stands_at(sim::Time time) const {
  return begin <= time && (!end.has_value() || time < (is_instant() ? begin + kNews : *end));
}

std::optional<sim::Time> unstated_end(std::string_view kind, sim::Time begin) {
  return kind == "reorg" ? std::optional(begin) : std::nullopt;
}

WorldModel WorldModel::read(const sim::RecordingReader& reader) {
  const sim::RecordingReader::Snapshot snapshot(reader);
  WorldModel world;
  const auto run = reader.run_values();
  world.scenario_path = text_of(run, sim::run_key::kScenarioPath);
  world.digest = text_of(run, sim::run_key::kDigest);
  world.reason = text_of(run, sim::run_key::kReason);
  world.level = text_of(run, sim::run_key::kLevel);
  world.signatures = text_of(run, sim::run_key::kSignatures);
  const std::string seed = text_of(run, sim::run_key::kSeed), events = text_of(run, sim::run_key::kEvents);
  world.seed = seed.empty() ? 0 : std::stoull(seed);
  world.events = events.empty() ? 0 : std::stoull(events);
  world.state = reader.state();
  world.start = time_of(run, sim::run_key::kStart, {});
  world.end = time_of(run, sim::run_key::kEnd, std::max(world.start, reader.last_time().value_or(world.start)));
  world.planned_end = time_of(run, sim::run_key::kPlannedEnd, world.end);
  world.entities = reader.entities();
  world.schema = scenarios::schema_of(reader);
  world.machine_of_entity.resize(world.entities.size());
  world.group_of_entity.resize(world.entities.size());
  world.zone_of_entity.resize(world.entities.size());
  try {
    world.scenario = std::make_shared<const RecordedScenario>(reader);
    world.title = world.scenario->text().title;
  } catch (const sim::InputError& error) {
    world.scenario_problem = error.what();
  }
  if (world.title.empty()) world.title = world.scenario_path;
  add_groups(world);
  add_machines(world);
  add_promises(world);
  add_faults(world, reader);
  add_expectations(world, reader);
  return world;
}

std::string WorldModel::name_of(EntityId id) const { return id.index < entities.size() ? entities[id.index].name : ""; }

EntityId WorldModel::find(std::string_view name) const {
  const auto found = std::find_if(entities.begin(), entities.end(), [&](const auto& e) { return e.name == name; });
  return found == entities.end() ? EntityId::none() : found->id;
}

const Machine* WorldModel::machine(EntityId id) const {
  if (id.index >= machine_of_entity.size() || !machine_of_entity[id.index].has_value()) return nullptr;
  return &machines[*machine_of_entity[id.index]];
}

const Group* WorldModel::group(EntityId id) const {
  if (id.index >= group_of_entity.size() || !group_of_entity[id.index].has_value()) return nullptr;
  return &groups[*group_of_entity[id.index]];
}

bool WorldModel::strikes_zone(const FaultBar& fault, EntityId zone) const {
  if (fault.zone != zone) return false;
  const EntityId target = find(fault.target);
  return !target.is_none() && (entity(target).kind == "zone" || entity(target).kind == "service");
}

const Zone* WorldModel::zone(EntityId id) const {
  if (id.index >= zone_of_entity.size() || !zone_of_entity[id.index].has_value()) return nullptr;
  return &zones[*zone_of_entity[id.index]];
}

std::vector<const FaultBar*> WorldModel::faults_at(sim::Time time) const {
  std::vector<const FaultBar*> standing;
  for (const FaultBar& fault : faults) {
    if (fault.stands_at(time)) standing.push_back(&fault);
  }
  return standing;
}

}  // namespace orrery::gui
