#pragma once

#include <string>
#include <vector>

#include "scenarios/recording/feed_sources.h"
#include "scenarios/recording/trace.h"

namespace orrery::scenarios {

/// Faults that stood at `at` upon exchanges and providers which machines of this feed read, that were felt, and that
/// concern its price; in the order of their beginning.
std::vector<WhyStep> source_faults(const sim::RecordingReader& reader, const FeedSources& sources,
                                   const std::string& feed, sim::Time at);

}  // namespace orrery::scenarios
