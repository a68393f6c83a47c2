#include "sim/fault.h"

#include <algorithm>

#include "sim/assert.h"
#include "sim/event_kinds.h"
#include "sim/fault_dates.h"
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

/// What a scheduled fault holds: the fault of its kind, and the events that begin and end it.
class DatedFault final : public Fault {
 public:
  explicit DatedFault(std::unique_ptr<Fault> fault) : fault_(std::move(fault)) {}
  void apply(World& world) override { fault_->apply(world); }
  void lift(World& world) override { fault_->lift(world); }

  EventHandle begin_event, end_event;
  std::function<void()> lift_it;  ///< what the end event does

 private:
  std::unique_ptr<Fault> fault_;
};

DatedFault& dates_of(Faults::Scheduled& scheduled) { return static_cast<DatedFault&>(*scheduled.fault); }

void schedule_end(World& world, Faults::Scheduled& scheduled, Time end) {
  DatedFault& dates = dates_of(scheduled);
  const EntityId target = world.entities().find(scheduled.spec.target);
  dates.end_event = world.kernel().schedule(
      end, {.entity = target, .kind = kFaultEndEvent, .order = EventClass::kFault}, [&dates] { dates.lift_it(); });
}

}  // namespace

void cancel_fault(World& world, std::size_t index) {
  Faults::Scheduled& scheduled = *world.faults().scheduled()[index];
  ORRERY_ASSERT(!scheduled.active && !scheduled.lifted, "only a fault that has not begun can be cancelled");
  world.kernel().cancel(dates_of(scheduled).begin_event);
  world.kernel().cancel(dates_of(scheduled).end_event);
}

void end_fault_at(World& world, std::size_t index, std::optional<Time> end) {
  Faults::Scheduled& scheduled = *world.faults().scheduled()[index];
  ORRERY_ASSERT(!scheduled.lifted, "a fault ends once");
  ORRERY_ASSERT(!end || *end >= std::max(scheduled.spec.start, world.now()),
                "a fault ends after it began, and not before now");
  world.kernel().cancel(dates_of(scheduled).end_event);
  scheduled.spec.end = end;
  if (end) schedule_end(world, scheduled, *end);
}

std::string_view to_text(Hit hit) {
  constexpr std::array<std::string_view, kHits> kTexts{"copies of messages",
                                                       "machines",
                                                       "clocks",
                                                       "writes",
                                                       "requests",
                                                       "answers",
                                                       "prices",
                                                       "blocks",
                                                       "slots",
                                                       "deeds",
                                                       "reports"};
  return kTexts[static_cast<std::size_t>(hit)];
}

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
  auto dated = std::make_unique<DatedFault>(kind->make(world, spec));
  DatedFault& dates = *dated;
  scheduled->fault = std::move(dated);
  scheduled->spec = std::move(spec);
  const FaultSpec& kept = scheduled->spec;
  const std::size_t index = scheduled_.size();
  const EntityId target = world.entities().find(kept.target);
  const Time start = std::max(kept.start, world.now());
  dates.lift_it = [this, &world, index] { end(world, index); };
  dates.begin_event =
      world.kernel().schedule(start, {.entity = target, .kind = kFaultStartEvent, .order = EventClass::kFault},
                              [this, &world, index] { begin(world, index); });
  if (kept.end) schedule_end(world, *scheduled, std::max(*kept.end, start));
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

void Faults::count_hit(CauseId cause, Hit hit) {
  const auto found = by_row_.find(cause.row);
  if (found == by_row_.end()) return;
  ++scheduled_[found->second]->hits;
  ++scheduled_[found->second]->hit[static_cast<std::size_t>(hit)];
}

void Faults::record_hits(World& world) const {
  for (const auto& fault : scheduled_) {
    if (fault->row.row != 0) world.journal().set(world.tables().fault, fault->row, kHitsColumn, fault->hits);
  }
}

}  // namespace orrery::sim
