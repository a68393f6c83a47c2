#include "chains/contracts/eac_aggregator_proxy.h"

#include "chains/contracts/access_list.h"
#include "chains/contracts/aggregator_interface.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using aggregator::RoundData;

constexpr unsigned kCurrentPhase = 2, kProposed = 3, kPhaseAggregators = 4, kAccessController = 5;
constexpr PackedField kPhaseId{0, 16}, kPhaseAggregator{16, 160};
constexpr unsigned kPhaseOffset = 64;

struct Phase {
  std::uint16_t id = 0;
  Address aggregator;
};
Phase current_phase(Execution& execution) {
  const Uint256 word = execution.load(kCurrentPhase);
  return {static_cast<std::uint16_t>(kPhaseId.read_small(word)), to_address(kPhaseAggregator.read(word))};
}
Address aggregator_of_phase(Execution& execution, std::uint64_t phase) {
  return load_address(execution, mapping_slot(execution, kPhaseAggregators, Uint256(phase)));
}

void require_access(Execution& execution) {
  const Address controller = load_address(execution, kAccessController);
  require(controller.is_zero() || kHasAccess(execution, controller, execution.sender(), execution.input()),
          "No access");
}
/// Checks access first, as the modifiers stand.
Address require_proposed(Execution& execution) {
  require_access(execution);
  const Address proposed = load_address(execution, kProposed);
  require(!proposed.is_zero(), "No proposed aggregator present");
  return proposed;
}

Uint256 low_round(const Uint256& id) { return id & UINT64_MAX; }
std::uint64_t phase_of(const Uint256& id) { return static_cast<std::uint64_t>((id >> kPhaseOffset) & 0xffff); }
UintN<80> with_phase(std::uint64_t phase, const Uint256& round) {
  return {(Uint256(phase) << kPhaseOffset) | low_round(round)};
}
RoundData with_phase(std::uint64_t phase, RoundData data) {
  std::get<0>(data) = with_phase(phase, std::get<0>(data).value);
  std::get<4>(data) = with_phase(phase, std::get<4>(data).value);
  return data;
}

void set_aggregator(Execution& execution, const Address& next) {
  const std::uint16_t id = static_cast<std::uint16_t>(current_phase(execution).id + 1);
  execution.store(kCurrentPhase, kPhaseAggregator.write(kPhaseId.write(0, id), to_uint256(next)));
  store_address(execution, mapping_slot(execution, kPhaseAggregators, Uint256(id)), next);
}

void initialize(Execution& execution, LooseAddress first, LooseAddress access_controller) {
  ownable::construct(execution);
  set_aggregator(execution, first.value);
  store_address(execution, kAccessController, access_controller.value);
}

Int256 latest_answer(Execution& execution) {
  require_access(execution);
  return aggregator::kLatestAnswer(execution, current_phase(execution).aggregator);
}
Uint256 latest_timestamp(Execution& execution) {
  require_access(execution);
  return aggregator::kLatestTimestamp(execution, current_phase(execution).aggregator);
}
UintN<80> composed_latest_round(Execution& execution) {
  const Phase phase = current_phase(execution);
  return with_phase(phase.id, aggregator::kLatestRound(execution, phase.aggregator));
}
Uint256 latest_round(Execution& execution) {
  require_access(execution);
  return composed_latest_round(execution).value;
}
/// The aggregator of a round's phase, or zero where no such id can be.
Address aggregator_of_round(Execution& execution, const Uint256& id) {
  require_access(execution);
  if ((id >> 80) != 0) return {};
  return aggregator_of_phase(execution, phase_of(id));
}
Int256 get_answer(Execution& execution, Uint256 id) {
  const Address phase = aggregator_of_round(execution, id);
  return phase.is_zero() ? Int256(0) : aggregator::kGetAnswer(execution, phase, low_round(id));
}
Uint256 get_timestamp(Execution& execution, Uint256 id) {
  const Address phase = aggregator_of_round(execution, id);
  return phase.is_zero() ? Uint256(0) : aggregator::kGetTimestamp(execution, phase, low_round(id));
}
RoundData get_round_data(Execution& execution, LooseUint<80> id) {
  require_access(execution);
  const std::uint64_t phase = phase_of(id.value);
  const Address target = aggregator_of_phase(execution, phase);
  return with_phase(phase, aggregator::kGetRoundData(execution, target, {low_round(id.value)}));
}
RoundData latest_round_data(Execution& execution) {
  require_access(execution);
  const Phase phase = current_phase(execution);
  return with_phase(phase.id, aggregator::kLatestRoundData(execution, phase.aggregator));
}
RoundData proposed_get_round_data(Execution& execution, LooseUint<80> id) {
  const Address proposed = require_proposed(execution);
  return aggregator::kGetRoundData(execution, proposed, {id.value});
}
RoundData proposed_latest_round_data(Execution& execution) {
  const Address proposed = require_proposed(execution);
  return aggregator::kLatestRoundData(execution, proposed);
}

Address current_aggregator(Execution& execution) { return current_phase(execution).aggregator; }
std::uint16_t phase_id(Execution& execution) { return current_phase(execution).id; }
Address phase_aggregators(Execution& execution, LooseUint<16> phase) {
  return aggregator_of_phase(execution, static_cast<std::uint64_t>(phase.value));
}
Address proposed_aggregator(Execution& execution) { return load_address(execution, kProposed); }
Address access_controller(Execution& execution) { return load_address(execution, kAccessController); }
std::uint8_t decimals(Execution& execution) {
  return aggregator::kDecimals(execution, current_phase(execution).aggregator);
}
Uint256 version(Execution& execution) { return aggregator::kVersion(execution, current_phase(execution).aggregator); }
std::string description(Execution& execution) {
  return aggregator::kDescription(execution, current_phase(execution).aggregator);
}

void propose_aggregator(Execution& execution, LooseAddress next) {
  ownable::require_owner(execution);
  store_address(execution, kProposed, next.value);
}
void confirm_aggregator(Execution& execution, LooseAddress next) {
  ownable::require_owner(execution);
  require(next.value == load_address(execution, kProposed), "Invalid proposed aggregator");
  store_address(execution, kProposed, Address{});
  set_aggregator(execution, next.value);
}
void set_controller(Execution& execution, LooseAddress controller) {
  ownable::require_owner(execution);
  store_address(execution, kAccessController, controller.value);
}
void transfer_ownership(Execution& execution, LooseAddress to) {
  ownable::transfer_ownership_at(execution, 0, to.value, ownable::SelfTransfer::kAllowed);
}

// What the interface of aggregators declares; the proxy passes such events on but logs none itself.
const Event kAnswerUpdated("event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt)");
const Event kNewRound("event NewRound(uint256 indexed roundId, address indexed startedBy, uint256 startedAt)");

}  // namespace

EacAggregatorProxy::EacAggregatorProxy() {
  add({
      {"constructor(address _aggregator, address _accessController)", handler_of(initialize)},
      {"function aggregator() view returns (address)", handler_of(current_aggregator), 300},
      {"function phaseId() view returns (uint16)", handler_of(phase_id), 300},
      {"function phaseAggregators(uint16) view returns (address)", handler_of(phase_aggregators), 400},
      {"function proposedAggregator() view returns (address)", handler_of(proposed_aggregator), 300},
      {"function accessController() view returns (address)", handler_of(access_controller), 300},
      {"function decimals() view returns (uint8)", handler_of(decimals), 600},
      {"function version() view returns (uint256)", handler_of(version), 600},
      {"function description() view returns (string)", handler_of(description), 1500},

      {"function latestAnswer() view returns (int256)", handler_of(latest_answer), 700},
      {"function latestTimestamp() view returns (uint256)", handler_of(latest_timestamp), 700},
      {"function latestRound() view returns (uint256)", handler_of(latest_round), 800},
      {"function getAnswer(uint256 _roundId) view returns (int256)", handler_of(get_answer), 800},
      {"function getTimestamp(uint256 _roundId) view returns (uint256)", handler_of(get_timestamp), 800},
      {"function getRoundData(uint80 _roundId) view returns (uint80 roundId, int256 answer, uint256 startedAt, "
       "uint256 updatedAt, uint80 answeredInRound)",
       handler_of(get_round_data), 1200},
      {"function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, "
       "uint80 answeredInRound)",
       handler_of(latest_round_data), 1200},
      {"function proposedGetRoundData(uint80 _roundId) view returns (uint80 roundId, int256 answer, "
       "uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
       handler_of(proposed_get_round_data), 1000},
      {"function proposedLatestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, "
       "uint256 updatedAt, uint80 answeredInRound)",
       handler_of(proposed_latest_round_data), 1000},

      {"function proposeAggregator(address _aggregator)", handler_of(propose_aggregator), 328},
      {"function confirmAggregator(address _aggregator)", handler_of(confirm_aggregator), 500},
      {"function setController(address _accessController)", handler_of(set_controller), 328},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 300},
      {"function transferOwnership(address _to)", handler_of(transfer_ownership), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 400},
  });
  add({&kAnswerUpdated, &kNewRound, &ownable::kOwnershipTransferRequested, &ownable::kOwnershipTransferred});
}

}  // namespace orrery::chains
