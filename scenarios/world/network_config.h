#pragma once

#include <string>
#include <vector>

#include "nodes/ocr2/instance_config.h"
#include "nodes/ocr2/median_codec.h"
#include "scenarios/language/scenario.h"

namespace orrery::scenarios {

/// The keys of one oracle by the name of its machine; the same in every run. docs/scenarios.md says how they are made.
nodes::OracleKeys oracle_keys(const std::string& node, chains::Signatures& signatures);

/// The stages of a network: what the scenario says, else 1, then 2 at a time until every oracle had a turn.
std::vector<std::uint32_t> stages_of(const NetworkEntry& network, std::size_t n);
/// f of a network: what the scenario says, else the most that n > 3f allows. Throws sim::InputError when n <= 3f.
std::uint8_t f_of(const NetworkEntry& network, std::size_t n);
/// minimum and maximum answer in the feed's decimals.
nodes::MedianOnchainConfig answer_bounds(const NetworkEntry& network);

/// What setConfig publishes for the oracles with these keys: timers, stages, plugin config, the encrypted secret.
/// Throws sim::InputError when the parameters are not sound (spec ocr.md §3.10.2).
nodes::OffchainConfig offchain_config(const NetworkEntry& network, const std::vector<nodes::OracleKeys>& keys,
                                      std::uint8_t f);

}  // namespace orrery::scenarios
