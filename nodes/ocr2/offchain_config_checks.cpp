#include <string>

#include "nodes/ocr2/offchain_config.h"
#include "sim/time.h"

namespace orrery::nodes {
namespace {

constexpr int kMaxOracles = 31;                                             // §1.2
constexpr std::size_t kMaxStages = 1000;                                    // §3.10.2
constexpr sim::Duration kLeastInterval = sim::Duration::milliseconds(200);  // §3.10.2
constexpr std::uint8_t kMaxRounds = 254;  // the leader adds one to a round number that can equal RMax

std::string negative_duration(const OffchainConfig& config) {
  const struct {
    const char* name;
    sim::Duration value;
  } durations[] = {{"DeltaProgress", config.delta_progress},
                   {"DeltaResend", config.delta_resend},
                   {"DeltaRound", config.delta_round},
                   {"DeltaGrace", config.delta_grace},
                   {"DeltaStage", config.delta_stage},
                   {"MaxDurationQuery", config.max_duration_query},
                   {"MaxDurationObservation", config.max_duration_observation},
                   {"MaxDurationReport", config.max_duration_report},
                   {"MaxDurationShouldAcceptFinalizedReport", config.max_duration_should_accept},
                   {"MaxDurationShouldTransmitAcceptedReport", config.max_duration_should_transmit}};
  for (const auto& [name, value] : durations)
    if (value < sim::Duration::zero()) return std::string(name) + " is negative";
  return {};
}

}  // namespace

std::string config_problem(const OffchainConfig& config, int n, int f) {
  if (auto problem = negative_duration(config); !problem.empty()) return problem;
  if (f < 0 || 3 * f >= n) return "f must be less than a third of n";
  if (n > kMaxOracles) return "at most 31 oracles";
  if (config.delta_round >= config.delta_progress) return "DeltaRound must be less than DeltaProgress";
  // Each is below 2^63, so that their sum may not be: compare one after the other.
  sim::Duration left = config.delta_progress;
  for (const auto part : {config.max_duration_query, config.max_duration_observation, config.max_duration_report}) {
    if (part >= left) return "MaxDurationQuery + Observation + Report must be less than DeltaProgress";
    left -= part;
  }
  if (config.r_max == 0 || config.r_max > kMaxRounds) return "RMax must be greater than zero and less than 255";
  if (config.s.size() >= kMaxStages) return "S must have less than 1000 stages";
  for (const auto oracles : config.s)
    if (oracles > kMaxOracles) return "a stage of S must be between 0 and 31";
  if (config.delta_progress < kLeastInterval) return "DeltaProgress must be at least 200 ms";
  if (config.delta_resend < kLeastInterval) return "DeltaResend must be at least 200 ms";
  return {};
}

}  // namespace orrery::nodes
