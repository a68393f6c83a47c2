#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nodes/market/price.h"
#include "sim/time.h"

namespace orrery::nodes {

/// What traded in one interval: the first, highest, lowest and last price. low <= open, close <= high.
struct Candle {
  Price open, high, low, close;
};

/// A part of a candle that is known more finely than its interval: from `since` its opening until the next part of the
/// same candle, or the candle's end. It opens where the part before closed.
struct CandlePart {
  std::size_t candle = 0;
  sim::Duration since;
  Candle prices;
};

/// Candles of one pair, one after the other without a gap.
struct CandleTable {
  std::string name;  ///< where it came from, for messages
  sim::Time start;   ///< of the first candle
  sim::Duration interval;
  std::vector<Candle> candles;
  std::vector<CandlePart> parts = {};  ///< of the candles that are cut, in order, the first of each at its opening

  sim::Time end() const { return start + interval * static_cast<std::int64_t>(candles.size()); }
};

/// Reads a CSV text: comment lines begin with '#', then the header timestamp_utc,open,high,low,close (further columns,
/// such as volume, are allowed and ignored), then a row a candle in rising order with one interval between all of them.
/// A row inside an interval cuts it there: an event's price at its minute (not in the first candle, which states the
/// interval). The candle is then what its parts are together.
/// Timestamps are the candle's opening in UTC and end in Z; prices are above zero. Throws sim::InputError at
/// "<name>:<line>:<column>" (column in characters) for everything else: wrong header, missing field, a time with
/// another zone, unsorted or repeated rows, a gap, a cut that does not open at the close before, not a number, high <
/// low, fewer than two candles.
CandleTable parse_candles(std::string_view text, std::string name);
/// The same from a file of the user's.
CandleTable read_candles(const std::string& path);

}  // namespace orrery::nodes
