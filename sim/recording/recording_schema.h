#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sim/journal.h"

namespace orrery::sim {

/// "ORRY" in the SQLite header's application id: what tells a recording from any other database.
inline constexpr std::int32_t kRecordingApplicationId = 0x4f525259;
/// The version of the schema that docs/recording.md describes. Readers refuse newer ones.
inline constexpr int kRecordingSchema = 1;

/// What `density` counts copies under that arrived; those that did not are counted as `delivery`.
inline constexpr const char* kArrivalLabel = "arrival";
/// A fate of `delivery` that is an arrival.
constexpr bool is_arrival(std::string_view fate) { return fate == "delivered" || fate == "duplicate"; }

/// Keys of the `run` table. Texts of included scenarios and data files stand under kFilePrefix + their path.
namespace run_key {
inline constexpr const char* kSchema = "schema";
inline constexpr const char* kOrrery = "orrery";
inline constexpr const char* kCompiler = "compiler";
inline constexpr const char* kScenarioPath = "scenario.path";
inline constexpr const char* kScenarioText = "scenario.text";
inline constexpr const char* kSeed = "seed";
inline constexpr const char* kSignatures = "signatures";
inline constexpr const char* kLevel = "level";
inline constexpr const char* kStart = "start";
inline constexpr const char* kPlannedEnd = "planned_end";
inline constexpr const char* kEnd = "end";
inline constexpr const char* kState = "state";
inline constexpr const char* kReason = "reason";
inline constexpr const char* kDigest = "digest";
inline constexpr const char* kEvents = "events";
inline constexpr const char* kDensityBucket = "density.bucket";
inline constexpr std::string_view kFilePrefix = "file:";
}  // namespace run_key

/// How a run stands. A recording that says kRunning is still being written, or its writer was killed.
enum class RunState : std::uint8_t { kRunning, kFinished, kInterrupted, kFailed };

/// "running", "finished", "interrupted", "failed".
constexpr std::string_view to_text(RunState state) {
  switch (state) {
    case RunState::kRunning:
      return "running";
    case RunState::kFinished:
      return "finished";
    case RunState::kInterrupted:
      return "interrupted";
    case RunState::kFailed:
      return "failed";
  }
  return "";
}

/// "nothing", "summary", "protocol", "full".
constexpr std::string_view to_text(Level level) {
  switch (level) {
    case Level::kNothing:
      return "nothing";
    case Level::kSummary:
      return "summary";
    case Level::kProtocol:
      return "protocol";
    case Level::kFull:
      return "full";
  }
  return "";
}

/// A number or a text that a run ended with, by path ("feed.eth-usd.updates"). `value` is exact; what it is in is
/// `unit`.
struct RecordedFigure {
  std::string path, unit, value;
};

/// Writing failed for no mistake of the user (full disk, vanished medium): one line, exit code 3.
class RecordingError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What the number in an INTEGER column of a table of rows is, told by the column's name: the vocabulary of
/// docs/recording.md, which every room's tables keep to.
enum class ColumnRole : std::uint8_t { kPlain, kEntity, kRow, kTime };

/// INTEGER columns named `entity`, `..._entity`, `sender`, `receiver`, `network`, `chain`, `proposer`, `node` or `feed`
/// hold an entity's id; `message`, `fault`, `deadline`, `block` and `..._row` the id of a row; `begin`, `end`, `opened`
/// and `..._end` an instant (ns). `type` is the column's declared type.
ColumnRole role_of_column(std::string_view column, std::string_view type);

}  // namespace orrery::sim
