#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenarios/language/scenario.h"
#include "scenarios/page/chart.h"
#include "sim/recording/recording_reader.h"

namespace orrery::scenarios {

/// A stretch of time, in seconds since 1970.
struct TimeSpan {
  double from = 0, to = 0;
};

struct FaultFact {
  TimeSpan span;
  std::string kind, target, about;
  std::int64_t hits = 0;
};

/// One feed as the recording tells of it.
struct FeedFact {
  std::string name;
  std::vector<Point> market, answers;
  std::vector<Point> missed;  ///< when a deadline passed (x), since when it was due (y)
  std::vector<std::string> missed_words;
  std::int64_t transactions = 0, reverted = 0, gas = 0;
  double fee_ether = 0;
};

/// A further number over time, such as what a market lent or lost.
struct SeriesFact {
  std::string name, entity;
  std::vector<Point> points;
};

struct MessageFact {
  std::string kind;
  std::int64_t sendings = 0, bytes = 0;
};

/// A vault system's auctions of collateral that ended.
struct AuctionFact {
  std::string system;
  std::int64_t ended = 0, for_nothing = 0;
  double lost = 0;                        ///< US dollars that went for nothing
  std::vector<Point> bins, nothing_bins;  ///< of both counts
};

/// What a page about a run shows, read from its recording alone.
struct RunFacts {
  std::map<std::string, std::string> run;  ///< the recording's own values
  Scenario scenario;
  TimeSpan span;
  std::vector<FaultFact> faults;
  std::vector<FeedFact> feeds;
  std::vector<SeriesFact> series;
  std::vector<MessageFact> messages;              ///< most bytes first
  double bin_seconds = 1;                         ///< of the following
  std::vector<Point> sent, dropped;               ///< messages in each bin
  std::map<std::string, std::vector<Point>> gas;  ///< used in each bin, by chain
  std::vector<AuctionFact> auctions;
  std::vector<std::pair<std::string, std::string>> violations;  ///< expectation and what was found, in their order
};
RunFacts read_run(const sim::RecordingReader& reader);

}  // namespace orrery::scenarios
