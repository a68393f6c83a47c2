#include <string>

#include "nodes/ocr3/offchain_config.h"
#include "sim/time.h"

namespace orrery::nodes {
namespace {

using sim::Duration;

// Source: spec/ocr.md §1.2, §5.9; the bounds of S and the signs as in the real node's checks.
constexpr int kMaxOracles = 31;
constexpr std::size_t kMaxStages = 1000;
constexpr Duration kLeastInterval = Duration::milliseconds(100);

struct Named {
  const char* name;
  Duration value;
};

std::string out_of_order(const Ocr3OffchainConfig& config) {
  const Duration initial = config.delta_initial.value_or(Duration::zero());
  const Duration request = config.delta_certified_commit_request.value_or(Duration::zero());
  const Named all[] = {{"DeltaProgress", config.delta_progress},
                       {"DeltaResend", config.delta_resend},
                       {"DeltaInitial", initial},
                       {"DeltaRound", config.delta_round},
                       {"DeltaGrace", config.delta_grace},
                       {"DeltaCertifiedCommitRequest", request},
                       {"DeltaStage", config.delta_stage},
                       {"MaxDurationQuery", config.max_duration_query},
                       {"MaxDurationObservation", config.max_duration_observation},
                       {"MaxDurationShouldAcceptAttestedReport", config.max_duration_should_accept},
                       {"MaxDurationShouldTransmitAcceptedReport", config.max_duration_should_transmit}};
  for (const auto& [name, value] : all)
    if (value < Duration::zero()) return std::string(name) + " is negative";
  for (const auto& [name, value] : {Named{"DeltaRound", config.delta_round}, Named{"DeltaGrace", config.delta_grace}})
    if (value >= config.delta_progress) return std::string(name) + " must be less than DeltaProgress";
  for (const auto& [name, value] :
       {Named{"DeltaProgress", config.delta_progress}, Named{"DeltaResend", config.delta_resend},
        Named{"DeltaInitial", initial}, Named{"DeltaCertifiedCommitRequest", request}})
    if (value < kLeastInterval) return std::string(name) + " must be at least 100 ms";
  return {};
}

}  // namespace

std::string config_problem(const Ocr3OffchainConfig& config, int n, int f) {
  if (f < 0 || 3 * f >= n) return "f must be less than a third of n";
  if (n > kMaxOracles) return "at most 31 oracles";
  if (auto problem = out_of_order(config); !problem.empty()) return problem;
  if (config.r_max == 0) return "RMax must be greater than zero";
  if (config.s.size() >= kMaxStages) return "S must have less than 1000 stages";
  for (const auto oracles : config.s)
    if (oracles > kMaxOracles) return "a stage of S must be between 0 and 31";
  return {};
}

}  // namespace orrery::nodes
