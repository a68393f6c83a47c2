#pragma once

#include <string>
#include <vector>

#include "scenarios/language/lending.h"

namespace orrery::scenarios {

/// A decision that takes effect during the run: an asset of a lending market gets another price source. `name` is the
/// asset's; of the rest of an asset only what makes a price source is read.
struct ProposalEntry : LendingAssetEntry {
  Reference market;
  sim::Time at;
  std::string about;
};
/// Who carries out what was decided on one chain.
struct GovernorEntry {
  std::string name;
  Reference chain, zone;
  std::vector<Reference> rpc;
  std::vector<ProposalEntry> proposals;
  Place place;
};

Section<GovernorEntry> governor_section();

}  // namespace orrery::scenarios
