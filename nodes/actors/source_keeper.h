#pragma once

#include <string>

#include "nodes/actors/chain_actor.h"

namespace orrery::nodes {

/// A price source that changes only when somebody calls it.
struct KeptSource {
  Address contract = {};
  std::string is_due;  ///< a function without arguments that answers whether it is time, such as "pass()"
  std::string update;  ///< the function to call then, such as "poke()"
};

/// Calls price sources when they are due: averages of pools, delayed prices.
struct SourceKeeperSpec : ChainActorSpec {
  std::vector<KeptSource> sources = {};
};

class SourceKeeper final : public ChainActor {
 public:
  SourceKeeper(sim::Host& host, const SourceKeeperSpec& spec) : ChainActor(host, spec), sources_(spec.sources) {}

 private:
  void look() override;

  std::vector<KeptSource> sources_;
};

}  // namespace orrery::nodes
