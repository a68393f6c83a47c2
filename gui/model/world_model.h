#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gui/model/places.h"
#include "gui/model/recorded_scenario.h"
#include "scenarios/query/filter_fields.h"
#include "sim/entity.h"
#include "sim/recording/recording_reader.h"
#include "sim/time.h"

namespace orrery::gui {

/// What a machine is there for; drawn as its shape.
enum class MachineRole : std::uint8_t { kOracle, kRpc, kProvider, kOther };

struct Machine {
  sim::EntityId id;
  std::string name;
  std::string label;  ///< short: "node-7"; the whole name where it has no parent
  MachineRole role = MachineRole::kOther;
  sim::EntityId zone, group;          ///< group: its network or chain, or none
  std::vector<std::string> leans_on;  ///< services, as the scenario says
  std::vector<std::string> rpc, providers;
};

struct Zone {
  sim::EntityId id;
  std::string name;  ///< "aws/us-east-1"
  std::optional<GeoPoint> place;
  std::vector<sim::EntityId> machines;  ///< by id
};

/// Whether entities of that kind are feeds, whose hosts are oracles.
bool is_feed_kind(std::string_view kind);

/// The machines of a feed: of an OCR2 network, a committee, a single server, a FluxAggregator or a medianizer.
struct Group {
  sim::EntityId id, chain;
  std::string kind, name, price;
  std::vector<sim::EntityId> members;  ///< by index
  int faulty_at_most = 0;              ///< f
  int observation_quorum = 1;          ///< observations, signatures or submissions that an answer needs
  sim::Duration heartbeat;
  double deviation = 0;  ///< as a share of one
  int decimals = 8;
};

struct FaultBar {
  std::uint64_t row = 0;
  std::string kind, target, about;
  sim::Time begin;
  std::optional<sim::Time> end;  ///< lifted, or planned to be; `begin` for what happens once; none for never
  std::int64_t hits = 0;
  sim::EntityId zone;  ///< of its target, or none

  bool is_instant() const { return end == begin; }
  /// What happens once is told for some seconds.
  bool stands_at(sim::Time time) const;
};

/// When a fault ends for which nobody states an end: a reorganisation of a chain is over when it has happened, all
/// others stand.
std::optional<sim::Time> unstated_end(std::string_view kind, sim::Time begin);

struct MissedDeadline {
  std::uint64_t row = 0;
  sim::Time time, opened;
  sim::EntityId feed;
  std::string kind, about;
};

struct ExpectationResult {
  std::string name;
  std::uint64_t violation = 0;  ///< row, or 0 when it was met or the run goes on
  std::uint64_t evidence = 0;   ///< row that the violation points at
  sim::Time time;
  std::string about;  ///< what was found
};

/// What stands still in a recording, and what is rare in it: places, machines, groups, faults, missed deadlines,
/// expectations. Read at opening and again while a recording grows. Reading is O(entities + such rows).
struct WorldModel {
  static WorldModel read(const sim::RecordingReader& reader);

  const sim::Entity& entity(sim::EntityId id) const { return entities[id.index]; }
  std::string name_of(sim::EntityId id) const;
  sim::EntityId find(std::string_view name) const;
  const Machine* machine(sim::EntityId id) const;
  const Group* group(sim::EntityId id) const;
  const Zone* zone(sim::EntityId id) const;
  std::vector<const FaultBar*> faults_at(sim::Time time) const;
  /// Whether a fault strikes a zone as a whole and not only a machine in it.
  bool strikes_zone(const FaultBar& fault, sim::EntityId zone) const;

  std::string title, scenario_path, digest, reason, level;
  std::uint64_t seed = 0, events = 0;
  std::string signatures;
  sim::RunState state = sim::RunState::kRunning;
  sim::Time start, end;  ///< end: where the run got to so far
  sim::Time planned_end;
  std::vector<sim::Entity> entities;
  scenarios::FilterSchema schema;  ///< what filters are checked against
  std::vector<Zone> zones;
  std::vector<Machine> machines;
  std::vector<Group> groups;
  std::vector<sim::EntityId> chains;
  std::vector<FaultBar> faults;
  std::vector<MissedDeadline> missed;
  std::vector<ExpectationResult> expectations;
  std::vector<std::optional<std::uint32_t>> machine_of_entity, group_of_entity, zone_of_entity;
  /// None when this version cannot read it; `scenario_problem` then says why.
  std::shared_ptr<const RecordedScenario> scenario;
  std::string scenario_problem;
};

}  // namespace orrery::gui
