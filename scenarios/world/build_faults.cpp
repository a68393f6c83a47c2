#include "scenarios/world/build_faults.h"

#include <fmt/format.h>

#include "scenarios/world/build_places.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

const sim::FaultKind& kind_of(const FaultEntry& fault, sim::World& world) {
  if (const sim::FaultKind* kind = world.faults().find(fault.kind.name)) return *kind;
  std::vector<std::string> names;
  for (const sim::FaultKind& kind : world.faults().kinds()) names.push_back(kind.name);
  throw sim::InputError(fault.kind.place.text(), fmt::format("there is no kind of fault \"{}\"{}", fault.kind.name,
                                                             sim::did_you_mean(fault.kind.name, names)));
}

sim::ParameterValue read_like(const sim::ParameterValue& example, const Node& node) {
  return std::visit(
      [&](const auto& sample) -> sim::ParameterValue {
        std::decay_t<decltype(sample)> value{};
        read_value(node, value);
        // A parameter may be negative (a clock that is behind), and its kind says when it must not be.
        if constexpr (std::is_same_v<std::decay_t<decltype(sample)>, sim::Duration>)
          if (value > kLongestSetting || value < -kLongestSetting)
            refuse(node, "a duration of at most " + exact_text(kLongestSetting) + " (ten years)");
        return value;
      },
      example);
}

sim::Parameters parameters_of(const FaultEntry& fault, const sim::FaultKind& kind) {
  sim::Parameters parameters;
  for (const Node::Entry& entry : fault.parameters) {
    const sim::ParameterSpec* known = nullptr;
    std::vector<std::string> names = {"kind", "target", "start", "end", "lasts", "about"};
    for (const sim::ParameterSpec& parameter : kind.parameters) {
      names.push_back(parameter.name);
      if (parameter.name == entry.key) known = &parameter;
    }
    if (known == nullptr)
      throw sim::InputError(entry.place.text(), fmt::format("\"{}\" is no parameter of {}{}", entry.key, kind.name,
                                                            sim::did_you_mean(entry.key, names)));
    parameters.emplace(entry.key, read_like(known->example, entry.value));
  }
  return parameters;
}

/// Where the entry says what the error names in quotation marks: its target or one of its parameters, else its head.
const Place& place_of(const FaultEntry& fault, const sim::InputError& error) {
  const auto named = [&](const std::string& name) {
    return error.message().find("\"" + name + "\"") != std::string::npos;
  };
  if (named(fault.target.name)) return fault.target.place;
  for (const Node::Entry& entry : fault.parameters)
    if (named(entry.key)) return entry.value.place;
  return fault.place;
}

}  // namespace

sim::FaultSpec fault_spec(const FaultEntry& fault, sim::World& world) {
  const sim::FaultKind& kind = kind_of(fault, world);
  if (fault.end && fault.lasts) throw sim::InputError(fault.place.text(), "give end or lasts, not both");
  sim::FaultSpec spec;
  spec.kind = fault.kind.name;
  spec.target = fault.target.name;
  spec.start = fault.start;
  spec.end = fault.lasts ? std::optional(fault.start + *fault.lasts) : fault.end;
  spec.parameters = parameters_of(fault, kind);
  spec.about = fault.about;
  return spec;
}

void build_faults(const Scenario& scenario, sim::World& world) {
  for (const FaultEntry& fault : scenario.faults) {
    sim::FaultSpec spec = fault_spec(fault, world);
    if (spec.end && *spec.end >= spec.start && *spec.end <= scenario.start)
      throw sim::InputError(fault.place.text(),
                            fmt::format("a fault of kind \"{}\" is over at {}, before the scenario starts", spec.kind,
                                        sim::to_text(*spec.end, 0)));
    try {
      world.faults().schedule(world, std::move(spec));
    } catch (const sim::InputError& error) {
      if (!error.place().empty()) throw;
      throw error.at(place_of(fault, error).text());
    }
  }
}

}  // namespace orrery::scenarios
