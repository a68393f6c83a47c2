#include "scenarios/recording/fault_reach.h"

#include <algorithm>
#include <array>
#include <vector>

#include "scenarios/world/fault_kinds.h"
#include "sim/network/named_hosts.h"

namespace orrery::scenarios {

using sim::EntityId;
using sim::RecordedRow;

FaultReach::FaultReach(const sim::RecordingReader& reader) : reader_(reader) {
  for (sim::FaultKind& kind : all_fault_kinds()) target_kinds_.emplace(kind.name, std::move(kind.target));
}

bool FaultReach::strikes(const RecordedRow& fault, EntityId entity) const {
  const std::string on = target_kind(fault.text("kind")), target = fault.text("target");
  if (on == "path") return false;
  return on == "host" ? names(target, entity) : target == reader_.name_of(entity);
}

bool FaultReach::makes_late(const RecordedRow& fault, EntityId machine) const {
  const std::string kind = fault.text("kind"), target = fault.text("target");
  if (kind != "delay" && kind != "slow-bandwidth") return false;
  const std::size_t arrow = std::min(target.find("<->"), target.find("->"));
  if (arrow == std::string::npos) return names(target, machine);
  const std::size_t other = target.find('>', arrow) + 1;
  return names(target.substr(0, arrow), machine) || names(target.substr(other), machine);
}

bool FaultReach::lies_between(const RecordedRow& fault, EntityId from, EntityId to) const {
  if (target_kind(fault.text("kind")) != "path") return false;
  const std::string target = fault.text("target");
  const bool both_ways = target.find("<->") != std::string::npos;
  const std::size_t arrow = std::min(target.find("<->"), target.find("->"));
  if (arrow == std::string::npos) return names(target, from) != names(target, to);
  const std::string one = target.substr(0, arrow), other = target.substr(target.find('>', arrow) + 1);
  return (names(one, from) && names(other, to)) || (both_ways && names(other, from) && names(one, to));
}

bool FaultReach::names(std::string_view list, EntityId entity) const {
  if (entity.index >= reader_.entities().size()) return false;
  const sim::Entity& struck = reader_.entities()[entity.index];
  const std::vector<std::string_view> names = sim::split_names(list);
  const auto is_named = [&](EntityId id) {
    return !id.is_none() && std::ranges::find(names, reader_.name_of(id)) != names.end();
  };
  return is_named(entity) || (struck.kind == "host" && (is_named(struck.parent) || is_named(struck.zone)));
}

std::string FaultReach::target_kind(const std::string& kind) const {
  const auto found = target_kinds_.find(kind);
  return found == target_kinds_.end() ? "" : found->second;
}

bool was_felt(const RecordedRow& fault) { return fault.integer("hits").value_or(1) > 0; }

bool only_bends_prices(std::string_view kind) {
  static constexpr std::array<std::string_view, 8> kKinds{
      "byzantine-lie",        "byzantine-copy",    "byzantine-collude",  "stolen-keys",
      "provider-wrong-price", "venue-wrong-price", "venue-manipulation", "venue-wick"};
  return std::ranges::find(kKinds, kind) != kKinds.end();
}

bool forges_reports(std::string_view kind) { return kind == "byzantine-collude" || kind == "stolen-keys"; }

bool makes_adversary(std::string_view kind) { return kind.starts_with("byzantine-") || kind == "stolen-keys"; }

}  // namespace orrery::scenarios
