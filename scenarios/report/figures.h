#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "chains/uint256.h"
#include "scenarios/language/document.h"
#include "scenarios/language/values.h"
#include "sim/kernel.h"

namespace orrery::scenarios {

/// What a run found out about one thing: a count, a span of time, a share, a deviation, a price, an amount in wei or
/// juels, a text.
using FigureValue = std::variant<std::int64_t, sim::Duration, sim::Fraction, Deviation, Price, Wei, Juels, std::string>;

/// What each row behind a figure does to it: it makes it more (a liquidation), it makes it less (a missed update does
/// that to availability), or it is where the figure stands (the lowest answer), which tells of both.
enum class EvidenceEffect : std::uint8_t { kMore, kLess, kBoth };

struct Figure {
  FigureValue value;
  std::string about;  ///< one sentence with what it counts
  EvidenceEffect effect = EvidenceEffect::kMore;
  std::vector<sim::CauseId> evidence;  ///< rows behind it, the first few: where `why` begins
  std::uint64_t evidence_rows = 0;     ///< how many there were
  std::string none_because = {};       ///< why the run has no such figure, or ""

  bool is_there() const { return none_because.empty(); }
};

/// The figures of a run by path ("feed.eth-usd.missed_heartbeats"), ordered by path. Every figure exists from the
/// start of the run, so that an expectation of an unknown one is found before it.
class Figures {
 public:
  void declare(const std::string& path, FigureValue start, std::string about,
               EvidenceEffect effect = EvidenceEffect::kMore);
  /// The path must be declared.
  void set(const std::string& path, FigureValue value);
  void add(const std::string& path, std::int64_t count);
  /// The run has no such figure, for that reason: "the feed never answered". Expectations of it are violated.
  void leave_out(const std::string& path, std::string because);
  void add_evidence(const std::string& path, sim::CauseId row);
  const Figure* find(std::string_view path) const;
  /// Throws InputError at `place` with the nearest path.
  const Figure& require(const std::string& path, const std::string& place) const;
  const std::map<std::string, Figure, std::less<>>& all() const { return figures_; }

 private:
  std::map<std::string, Figure, std::less<>> figures_;
};

/// As people read it: "14h 32m 00s", "99.98 %", "3 890.15".
std::string to_text(const FigureValue& value);

/// One `[[expect]]` of a scenario: a figure and what it must be.
struct Expectation {
  std::string name;
  Reference figure;
  std::optional<Node> equals, at_most, at_least;
  std::string about;
  Place place;
};

/// The bounds of an expectation, read as its figure's own kind.
struct Limits {
  std::optional<FigureValue> equals, at_most, at_least;
};
/// Throws InputError at the figure's or a bound's place.
Limits limits_of(const Expectation& expectation, const Figures& figures);

/// Checks that the figure exists and that the bounds are of its kind. Throws InputError at the bound's place.
void check_expectation(const Expectation& expectation, const Figures& figures);
/// Empty when it is met, else "is 3, expected at most 0".
std::string violation_of(const Expectation& expectation, const Figures& figures);
/// Of a violated expectation: whether the rows behind its figure tell why. What makes a figure more is no reason for
/// its being too little.
bool evidence_explains(const Expectation& expectation, const Figures& figures);

}  // namespace orrery::scenarios
