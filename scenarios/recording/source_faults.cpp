#include "scenarios/recording/source_faults.h"

#include <set>

#include "scenarios/recording/fault_reach.h"

namespace orrery::scenarios {

std::vector<WhyStep> source_faults(const sim::RecordingReader& reader, const FeedSources& sources,
                                   const std::string& feed, sim::Time at) {
  std::vector<WhyStep> faults;
  const FeedEntry* entry = sources.feed(feed);
  if (entry == nullptr) return faults;
  const std::set<std::string> read = sources.behind(*entry);
  for (const sim::RecordedRow& fault : faults_standing(reader, at)) {
    if (!read.contains(fault.text("target")) || !was_felt(fault)) continue;
    if (const std::string price = sources.price_of(fault); price.empty() || price == entry->price.name)
      faults.push_back(step_of(reader, fault));
  }
  return faults;
}

}  // namespace orrery::scenarios
