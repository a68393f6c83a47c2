#include "sim/fault.h"

#include <algorithm>

#include "sim/assert.h"
#include "sim/event_kinds.h"
#include "sim/input_error.h"
#include "sim/input_limits.h"
#include "sim/world.h"

namespace orrery::sim {
namespace {

// Columns of the fault table that are written later.
constexpr std::size_t kEndColumn = 4, kHitsColumn = 5;

std::string expected(const ParameterValue& example) {
  constexpr const char* kTypes[] = {"a whole number",          "a duration such as \"30s\"",
                                    "a share such as \"5 %\"", "a text",
                                    "true or false",           "a list of names"};
  static_assert(std::size(kTypes) == std::variant_size_v<ParameterValue>);
  return kTypes[example.index()];
}

void check_known(const FaultKind& kind, const FaultSpec& spec) {
  std::vector<std::string> names;
  for (const ParameterSpec& parameter : kind.parameters) names.push_back(parameter.name);
  for (const auto& [name, value] : spec.parameters) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw InputError({}, "a fault of kind \"" + kind.name + "\" has no parameter \"" + name + "\"",
                     did_you_mean(name, names));
  }
}

void complete(const FaultKind& kind, FaultSpec& spec) {
  check_known(kind, spec);
  for (const ParameterSpec& parameter : kind.parameters) {
    const auto given = spec.parameters.find(parameter.name);
    if (given == spec.parameters.end()) {
      if (!parameter.default_value) {
        throw InputError({}, "a fault of kind \"" + kind.name + "\" needs the parameter \"" + parameter.name + "\"",
                         parameter.about);
      }
      spec.parameters.emplace(parameter.name, *parameter.default_value);
    } else if (given->second.index() != parameter.example.index()) {
      throw InputError({}, "\"" + parameter.name + "\" of a fault of kind \"" + kind.name + "\" is of the wrong type",
                       "expected " + expected(parameter.example));
    }
    if (const auto* share = std::get_if<Fraction>(&spec.parameters.find(parameter.name)->second);
        share != nullptr && share->parts_per_billion > 1'000'000'000) {
      throw InputError({}, "\"" + parameter.name + "\" is more than 100 %", parameter.about);
    }
    if (const auto* duration = std::get_if<Duration>(&spec.parameters.find(parameter.name)->second);
        duration != nullptr && (*duration > kLongestInput || *duration < -kLongestInput)) {
      throw InputError({}, "\"" + parameter.name + "\" is longer than 50 years", parameter.about);
    }
  }
}

void mix_text(HistoryDigest& digest, std::string_view text) {
  digest.mix(BytesView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace

void Faults::add_kind(FaultKind kind) {
  ORRERY_ASSERT(find(kind.name) == nullptr, "a kind of fault is registered once");
  kinds_.push_back(std::move(kind));
}

const FaultKind* Faults::find(std::string_view name) const {
  const auto found =
      std::find_if(kinds_.begin(), kinds_.end(), [&](const FaultKind& kind) { return kind.name == name; });
  return found == kinds_.end() ? nullptr : &*found;
}

std::size_t Faults::schedule(World& world, FaultSpec spec) {
  const FaultKind* const kind = find(spec.kind);
  if (kind == nullptr) {
    std::vector<std::string> names;
    for (const FaultKind& known : kinds_) names.push_back(known.name);
    throw InputError({}, "there is no fault of kind \"" + spec.kind + "\"", did_you_mean(spec.kind, names));
  }
  if (spec.end && *spec.end < spec.start) {
    throw InputError({}, "a fault of kind \"" + spec.kind + "\" ends before it starts",
                     "from " + to_text(spec.start) + " to " + to_text(*spec.end));
  }
  complete(*kind, spec);
  auto scheduled = std::make_unique<Scheduled>();
  scheduled->fault = kind->make(world, spec);
  scheduled->spec = std::move(spec);
  const FaultSpec& kept = scheduled->spec;
  const std::size_t index = scheduled_.size();
  const EntityId target = world.entities().find(kept.target);
  const Time start = std::max(kept.start, world.now());
  world.kernel().schedule(start, {.entity = target, .kind = kFaultStartEvent, .order = EventClass::kFault},
                          [this, &world, index] { begin(world, index); });
  if (kept.end) {
    world.kernel().schedule(std::max(*kept.end, start),
                            {.entity = target, .kind = kFaultEndEvent, .order = EventClass::kFault},
                            [this, &world, index] { end(world, index); });
  }
  scheduled_.push_back(std::move(scheduled));
  return index;
}

void Faults::begin(World& world, std::size_t index) {
  Scheduled& begun = *scheduled_[index];
  const FaultSpec& spec = begun.spec;
  const Value planned_end = spec.end ? Value(*spec.end) : Value();
  const TableId table = world.tables().fault;
  const CauseId row = world.journal().write(table, {spec.kind, spec.target, spec.about, planned_end, Value(), 0});
  begun.row = world.journal().wants(table) ? row : CauseId{index + 1};
  by_row_.emplace(begun.row.row, index);
  begun.active = true;
  world.kernel().set_cause(begun.row);
  mix_text(world.kernel().digest(), spec.kind);
  mix_text(world.kernel().digest(), spec.target);
  begun.fault->apply(world);
}

void Faults::end(World& world, std::size_t index) {
  Scheduled& ended = *scheduled_[index];
  ORRERY_ASSERT(ended.active, "a fault starts before it ends");
  ended.active = false;
  ended.lifted = true;
  world.kernel().set_cause(ended.row);
  ended.fault->lift(world);
  world.journal().set(world.tables().fault, ended.row, kEndColumn, world.now());
  world.journal().set(world.tables().fault, ended.row, kHitsColumn, ended.hits);
}

void Faults::count_hit(CauseId cause) {
  const auto found = by_row_.find(cause.row);
  if (found != by_row_.end()) ++scheduled_[found->second]->hits;
}

void Faults::record_hits(World& world) const {
  for (const auto& fault : scheduled_) {
    if (fault->row.row != 0) world.journal().set(world.tables().fault, fault->row, kHitsColumn, fault->hits);
  }
}

}  // namespace orrery::sim
