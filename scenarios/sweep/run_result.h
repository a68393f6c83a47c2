#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "scenarios/report/report.h"
#include "sim/recording/recording_schema.h"

namespace orrery::scenarios {

/// How a run of a sweep ended: every expectation held, one was violated, or the run itself failed.
enum class RunOutcome : std::uint8_t { kHeld, kViolated, kFailed };
std::string to_text(RunOutcome outcome);

/// A figure of one run: a number, or a text where a number would lose digits (prices, wei, juels).
struct ResultFigure {
  std::string path;
  std::string unit;  ///< "count", "s", "share", "price", "wei", "juels", "text"
  std::variant<std::int64_t, double, std::string> value;
};

/// What one run leaves behind. All but the cost is the same on every machine.
struct RunResult {
  std::uint64_t index = 0;
  RunOutcome outcome = RunOutcome::kHeld;
  std::string error;  ///< of a failed one, one line
  std::string digest;
  std::uint64_t events = 0;
  struct Violation {
    std::string expectation, about;
  };
  std::vector<Violation> violations;
  std::vector<ResultFigure> figures;  ///< by path

  double wall_seconds = 0, cpu_seconds = 0;
  std::uint64_t peak_bytes = 0;  ///< of memory
  unsigned attempts = 1;
};

RunResult result_of(std::uint64_t index, const Report& report);
RunResult failed_result(std::uint64_t index, std::string error);
/// The unit of a figure's value in a result.
std::string unit_of(const FigureValue& value);

/// A figure's value as a number: seconds, shares, prices, ether, LINK. Nothing for a text.
std::optional<double> number_of(const ResultFigure& figure);
ResultFigure result_figure(const std::string& path, const FigureValue& value);
/// The same as a recording holds it, and back. Throws InputError for what is no such figure.
sim::RecordedFigure recorded_figure(const ResultFigure& figure);
ResultFigure result_figure(const sim::RecordedFigure& figure);
/// As the report has it: "14h 32m 00s", "99.9800 %", "0.25 ether".
std::string to_text(const ResultFigure& figure);

/// One line of JSON.
std::string to_json(const RunResult& result);
/// Throws InputError for what is not a result.
RunResult parse_result(const std::string& text);

}  // namespace orrery::scenarios
