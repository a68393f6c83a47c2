#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "sim/entity.h"
#include "sim/journal.h"
#include "sim/time.h"

namespace orrery::sim {

class World;

/// A share of one in parts per billion: 0.5 % is 5 000 000.
struct Fraction {
  std::uint32_t parts_per_billion = 0;
  constexpr auto operator<=>(const Fraction&) const = default;
};

/// What a fault's parameter may be, and how a scenario writes it: "2s", "0.5 %", 3, "text", true, a list of names.
using ParameterValue = std::variant<std::int64_t, Duration, Fraction, std::string, bool, std::vector<std::string>>;
using Parameters = std::map<std::string, ParameterValue, std::less<>>;

struct ParameterSpec {
  std::string name;
  ParameterValue example;                       ///< its type, and what the palette of the window starts with
  std::optional<ParameterValue> default_value;  ///< absent: the parameter must be given
  std::string about;                            ///< one sentence with the unit, for docs and --help
};

/// One fault as a scenario states it.
struct FaultSpec {
  std::string kind;
  std::string target;  ///< an entity's name; a kind says what it accepts ("host", "zone", "a -> b", ...)
  Time start;
  std::optional<Time> end;  ///< absent: never lifted
  Parameters parameters;
  std::string about;  ///< the scenario's own words ("DynamoDB's DNS record is empty"), shown by why
};

/// A fault that can be put on a world and taken off again. One small class a kind. Faults compose: taking one off
/// leaves what others of any kind have put on.
class Fault {
 public:
  virtual ~Fault() = default;
  /// Called at the start with the fault's own row as the current cause.
  virtual void apply(World& world) = 0;
  /// Called at the end.
  virtual void lift(World& world) = 0;
};

/// A kind of fault: its name, what it may be put on, its parameters, and how one is made. Making one checks target and
/// parameters and throws InputError; it must not touch the world's state.
struct FaultKind {
  std::string name;    ///< "zone-outage"
  std::string target;  ///< "zone", "host", "service", "zone pair", "chain", "rpc", "venue", ...
  std::string about;   ///< one sentence for docs/scenarios.md and the palette
  std::vector<ParameterSpec> parameters;
  std::function<std::unique_ptr<Fault>(World&, const FaultSpec&)> make;
};

/// What a fault acts on, for the report's "what it hit".
enum class Hit : std::uint8_t {
  kCopy,     ///< of a message: lost, slowed, doubled
  kMachine,  ///< stopped or paused
  kClock,
  kWrite,    ///< to a disk
  kRequest,  ///< to an endpoint or a provider: refused, failed or left without an answer
  kAnswer,   ///< of an endpoint: made up
  kPrice,    ///< bent, frozen or withheld
  kBlock,    ///< not built, undone or crowded
  kSlot,     ///< in which validators were missing
  kDeed,     ///< of an oracle that strays from its protocol
  kReport,   ///< forged
};
inline constexpr std::size_t kHits = 11;
/// "copies", "machines", ...
std::string_view to_text(Hit hit);

/// The kinds that a world knows and the faults that are scheduled on it. Rooms register their kinds by name.
class Faults {
 public:
  /// The kind's name must be new.
  void add_kind(FaultKind kind);
  const std::vector<FaultKind>& kinds() const { return kinds_; }
  const FaultKind* find(std::string_view name) const;

  /// Checks the fault, fills in defaults, and schedules its start and end (class kFault). A start before now begins
  /// now. Throws InputError for an unknown kind, target or parameter, or an end before the start.
  std::size_t schedule(World& world, FaultSpec spec);

  struct Scheduled {
    FaultSpec spec;
    std::unique_ptr<Fault> fault;
    /// Its row in the recording once it has begun. A run without a recording numbers its faults from 1 instead, so
    /// that effects can be told apart and hits counted at every level.
    CauseId row;
    bool active = false;
    bool lifted = false;
    std::uint64_t hits = 0;                  ///< things it acted on, all together
    std::array<std::uint64_t, kHits> hit{};  ///< and by what they are
  };
  const std::vector<std::unique_ptr<Scheduled>>& scheduled() const { return scheduled_; }
  /// Counts one effect of the fault whose row is `cause`; for the report's "what it hit". Nothing when it is no
  /// fault's.
  void count_hit(CauseId cause, Hit hit);
  /// Writes the hits so far of the faults that still stand; at the end of a run.
  void record_hits(World& world) const;

 private:
  void begin(World& world, std::size_t index);
  void end(World& world, std::size_t index);

  std::vector<FaultKind> kinds_;
  std::unordered_map<std::uint64_t, std::size_t> by_row_;  // looked up, never iterated
  std::vector<std::unique_ptr<Scheduled>> scheduled_;
};

/// Typed access to a checked parameter (schedule() has filled in defaults and checked types).
template <class T>
const T& parameter(const FaultSpec& spec, std::string_view name) {
  return std::get<T>(spec.parameters.find(name)->second);
}

}  // namespace orrery::sim
