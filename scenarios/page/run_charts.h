#pragma once

#include <optional>
#include <string>

#include "scenarios/page/run_facts.h"

namespace orrery::scenarios {

/// The true price and the answers on chain, faults as bands, missed deadlines as marks; under it, how old the answer
/// was at every moment.
std::string feed_chart(const FeedFact& feed, const RunFacts& facts);
std::string staleness_chart(const FeedFact& feed, const RunFacts& facts);
/// One row a fault, from its beginning to its end.
std::string fault_chart(const RunFacts& facts);
/// Bars for each bin of time, and what their tips call them.
struct BinBars {
  const std::vector<Point>& bins;
  std::string unit;
};
/// `trouble`, if any, is drawn on top in its colour.
std::string bin_chart(const std::string& name, const BinBars& all, const std::optional<BinBars>& trouble,
                      const RunFacts& facts);
/// Lines of one metric, one for each entity.
std::string series_chart(const std::vector<const SeriesFact*>& series, const RunFacts& facts);
/// The colour of the n-th of several lines.
std::string line_colour(std::size_t number);

}  // namespace orrery::scenarios
