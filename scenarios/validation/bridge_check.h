#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nodes/market/candles.h"
#include "scenarios/validation/replay_check.h"

namespace orrery::scenarios {

/// The folder that ORRERY_SHARED_DATA names: minute series of exchanges, which are no part of this project. Nothing
/// when the variable is not set or names no folder.
std::optional<std::string> shared_data_folder();

/// A series of minute closes that the bridge is judged on, and what of it is used.
struct MinuteSeriesSpec {
  std::string name;    ///< "USDC/USD, 11 and 12 March 2023"
  std::string file;    ///< below the shared folder
  std::string column;  ///< of the closes
  sim::Time start;     ///< of the first hour that is used
  std::size_t hours = 0;
  sim::Fraction deviation;       ///< of the feed whose rule counts updates
  std::optional<Price> crossed;  ///< the minute in which this is first crossed from above is a figure
  std::string table;  ///< the shipped hourly table of the same market below `scenarios`; "" when there is none
  std::map<std::string, std::string> known;  ///< by the name of a figure that lies outside, or may: why
};
const std::vector<MinuteSeriesSpec>& minute_series();

/// Minute closes one after the other; a minute without trade repeats the one before.
struct MinuteSeries {
  sim::Time start;  ///< the first minute opens here
  Price before;     ///< the close of the minute before it
  std::vector<Price> closes;
};
/// Reads `hours` hours of a CSV with a header that has timestamp_utc and the column. Throws InputError with the line.
MinuteSeries read_minutes(const std::string& path, const MinuteSeriesSpec& spec);

/// The hourly candles that are all that the bridge may know of the minutes: open, high, low, close of each hour.
nodes::CandleTable hours_of(const MinuteSeries& minutes, const std::string& name);

/// A figure of the minutes, and of the same minutes bridged from the hours.
struct BridgeFigure {
  std::string name, unit;  ///< unit as of ResultFigure
  double minutes = 0;
  Spread bridged;
  Tolerance tolerance;
  std::string about;  ///< why it lies outside, where that is known
  bool inside() const { return tolerance.allows(bridged.median); }
};
struct JudgedSeries {
  std::string name, file;
  std::vector<BridgeFigure> figures;
  std::size_t seeds = 0;
  std::string table;                     ///< as in the spec
  std::vector<std::string> differences;  ///< hours in which the shipped table is not what the minutes say, in words
};

/// Volatility, ranges, updates of a feed's rule and crossing times, of the minutes against `seeds` bridges.
JudgedSeries judge_bridge(const MinuteSeries& minutes, const MinuteSeriesSpec& spec, std::size_t seeds);
/// Where a table of hours differs from what the minutes say by more than half a hundredth of a per cent.
std::vector<std::string> differences(const nodes::CandleTable& table, const MinuteSeries& minutes);

}  // namespace orrery::scenarios
