#pragma once

#include <vector>

#include "nodes/ocr2/instance_config.h"
#include "scenarios/language/scenario.h"
#include "scenarios/world/deployer.h"

namespace orrery::scenarios {

/// The contracts of one OCR2 feed.
struct Ocr2FeedContracts {
  chains::Address aggregator, proxy, link;
};

/// Deploys LINK (once a chain, by the caller's `link`), the aggregator with billing, access, payees and config, its
/// LINK, and a proxy in front of it.
Ocr2FeedContracts deploy_ocr2_feed(Deployer& deployer, const chains::Address& link, const NetworkEntry& network,
                                   const std::vector<nodes::OracleKeys>& keys);
/// The chain's LINK token, which the deployer may mint.
chains::Address deploy_link(Deployer& deployer);

/// The baselines' contracts.
chains::Address deploy_single_oracle(Deployer& deployer, const SingleOracleEntry& oracle,
                                     const chains::Address& updater);
chains::Address deploy_committee(Deployer& deployer, const CommitteeEntry& committee,
                                 const std::vector<chains::Address>& members);

}  // namespace orrery::scenarios
