#include "chains/contracts/ocr2_aggregator.h"

#include "chains/contracts/ocr2_aggregator_parts.h"
#include "chains/contracts/ownable.h"

namespace orrery::chains {
namespace ocr2 {
namespace {

using RoundData = std::tuple<UintN<80>, Int256, Uint256, Uint256, UintN<80>>;

bool has_access(Execution& execution, Address user, Bytes) {
  return kReaders.has_access(execution, user) || user == execution.origin();
}
/// Contracts read only when they were let in; accounts of people always may.
void require_access(Execution& execution) { require(has_access(execution, execution.sender(), {}), "No access"); }

void add_access(Execution& execution, Address user) { kReaders.add(execution, user); }
void remove_access(Execution& execution, Address user) { kReaders.remove(execution, user); }
void enable_access_check(Execution& execution) { kReaders.enable_check(execution); }
void disable_access_check(Execution& execution) { kReaders.disable_check(execution); }
bool check_enabled(Execution& execution) { return kReaders.check_enabled(execution); }

std::uint32_t latest_round_id(Execution& execution) { return load_hot_vars(execution).latest_round_id; }
bool is_round_id(const Uint256& id) { return id <= UINT32_MAX; }

Int256 latest_answer(Execution& execution) {
  require_access(execution);
  return load_transmission(execution, latest_round_id(execution)).answer;
}
Uint256 latest_timestamp(Execution& execution) {
  require_access(execution);
  return load_transmission(execution, latest_round_id(execution)).transmission_timestamp;
}
Uint256 latest_round(Execution& execution) {
  require_access(execution);
  return latest_round_id(execution);
}
Int256 get_answer(Execution& execution, Uint256 id) {
  require_access(execution);
  return is_round_id(id) ? load_transmission(execution, static_cast<std::uint32_t>(id)).answer : Int256(0);
}
Uint256 get_timestamp(Execution& execution, Uint256 id) {
  require_access(execution);
  if (!is_round_id(id)) return 0;
  return load_transmission(execution, static_cast<std::uint32_t>(id)).transmission_timestamp;
}
RoundData round_data(Execution& execution, std::uint32_t id) {
  const Transmission transmission = load_transmission(execution, id);
  return {UintN<80>{id}, transmission.answer, transmission.observations_timestamp, transmission.transmission_timestamp,
          UintN<80>{id}};
}
RoundData get_round_data(Execution& execution, UintN<80> id) {
  require_access(execution);
  return is_round_id(id.value) ? round_data(execution, static_cast<std::uint32_t>(id.value)) : RoundData{};
}
RoundData latest_round_data(Execution& execution) {
  require_access(execution);
  return round_data(execution, latest_round_id(execution));
}
std::string description(Execution& execution) {
  require_access(execution);
  return load_string(execution, kDescription);
}

std::tuple<Bytes32, std::uint32_t, std::uint8_t, IntN<192>, std::uint64_t> latest_transmission_details(
    Execution& execution) {
  require(execution.sender() == execution.origin(), "Only callable by EOA");
  const HotVars hot = load_hot_vars(execution);
  const Transmission latest = load_transmission(execution, hot.latest_round_id);
  return {to_bytes32(execution.load(kConfigDigest)), static_cast<std::uint32_t>(hot.latest_epoch_and_round >> 8),
          static_cast<std::uint8_t>(hot.latest_epoch_and_round & 0xff), IntN<192>{latest.answer},
          latest.transmission_timestamp};
}

std::uint8_t decimals(Execution& execution) {
  return static_cast<std::uint8_t>(execution.load_immutable(immutable_slot(kDecimals)));
}
IntN<192> min_answer(Execution& execution) { return {from_word(execution.load_immutable(immutable_slot(kMinAnswer)))}; }
IntN<192> max_answer(Execution& execution) { return {from_word(execution.load_immutable(immutable_slot(kMaxAnswer)))}; }
Uint256 version(Execution&) { return 6; }
std::string type_and_version(Execution&) { return "AccessControlledOCR2Aggregator 1.0.0"; }

}  // namespace
}  // namespace ocr2

Ocr2Aggregator::Ocr2Aggregator() {
  using namespace ocr2;
  add({
      {"constructor(address link, int192 minAnswer, int192 maxAnswer, address billingAccessController, "
       "address requesterAccessController, uint8 decimals, string description)",
       handler_of(ocr2::construct)},
      {"function typeAndVersion() pure returns (string)", handler_of(type_and_version)},

      {"function setConfig(address[] signers, address[] transmitters, uint8 f, bytes onchainConfig, "
       "uint64 offchainConfigVersion, bytes offchainConfig)",
       handler_of(set_config)},
      {"function latestConfigDetails() view returns (uint32 configCount, uint32 blockNumber, bytes32 configDigest)",
       handler_of(latest_config_details), 400},
      {"function latestConfigDigestAndEpoch() view returns (bool scanLogs, bytes32 configDigest, uint32 epoch)",
       handler_of(latest_config_digest_and_epoch), 400},
      {"function getTransmitters() view returns (address[])", handler_of(get_transmitters), 1000},
      {"function setValidatorConfig(address newValidator, uint32 newGasLimit)", handler_of(set_validator_config), 1027},
      {"function getValidatorConfig() view returns (address validator, uint32 gasLimit)",
       handler_of(get_validator_config), 400},
      {"function setRequesterAccessController(address requesterAccessController)",
       handler_of(set_requester_access_controller), 600},
      {"function getRequesterAccessController() view returns (address)", handler_of(get_requester_access_controller),
       300},
      {"function requestNewRound() returns (uint80)", handler_of(request_new_round), 656},

      {"function transmit(bytes32[3] reportContext, bytes report, bytes32[] rs, bytes32[] ss, bytes32 rawVs)",
       handler_of(transmit, AbiLocation::kCalldata)},
      {"function latestTransmissionDetails() view returns (bytes32 configDigest, uint32 epoch, uint8 round, "
       "int192 latestAnswer_, uint64 latestTimestamp_)",
       handler_of(latest_transmission_details), 1200},

      {"function latestAnswer() view returns (int256)", handler_of(latest_answer), 900},
      {"function latestTimestamp() view returns (uint256)", handler_of(latest_timestamp), 900},
      {"function latestRound() view returns (uint256)", handler_of(latest_round), 700},
      {"function getAnswer(uint256 roundId) view returns (int256)", handler_of(get_answer), 900},
      {"function getTimestamp(uint256 roundId) view returns (uint256)", handler_of(get_timestamp), 900},
      {"function decimals() view returns (uint8)", handler_of(decimals), 300},
      {"function description() view returns (string)", handler_of(description), 1500},
      {"function version() view returns (uint256)", handler_of(version), 300},
      {"function getRoundData(uint80 roundId) view returns (uint80 roundId_, int256 answer, uint256 startedAt, "
       "uint256 updatedAt, uint80 answeredInRound)",
       handler_of(get_round_data), 1300},
      {"function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, "
       "uint80 answeredInRound)",
       handler_of(latest_round_data), 1300},
      {"function minAnswer() view returns (int192)", handler_of(min_answer), 300},
      {"function maxAnswer() view returns (int192)", handler_of(max_answer), 300},

      {"function setLinkToken(address linkToken, address recipient)", handler_of(set_link_token), 650},
      {"function getLinkToken() view returns (address linkToken)", handler_of(get_link_token), 300},
      {"function setBillingAccessController(address _billingAccessController)",
       handler_of(set_billing_access_controller), 600},
      {"function getBillingAccessController() view returns (address)", handler_of(get_billing_access_controller), 300},
      {"function setBilling(uint32 maximumGasPriceGwei, uint32 reasonableGasPriceGwei, "
       "uint32 observationPaymentGjuels, uint32 transmissionPaymentGjuels, uint24 accountingGas)",
       handler_of(set_billing), 1000},
      {"function getBilling() view returns (uint32 maximumGasPriceGwei, uint32 reasonableGasPriceGwei, "
       "uint32 observationPaymentGjuels, uint32 transmissionPaymentGjuels, uint24 accountingGas)",
       handler_of(get_billing), 600},
      {"function withdrawPayment(address transmitter)", handler_of(withdraw_payment), 505},
      {"function owedPayment(address transmitterAddress) view returns (uint256)", handler_of(owed_payment), 1000},
      {"function withdrawFunds(address recipient, uint256 amount)", handler_of(withdraw_funds), 1000},
      {"function linkAvailableForPayment() view returns (int256 availableBalance)",
       handler_of(link_available_for_payment), 1000},
      {"function oracleObservationCount(address transmitterAddress) view returns (uint32)",
       handler_of(oracle_observation_count), 600},

      {"function setPayees(address[] transmitters, address[] payees)", handler_of(set_payees, AbiLocation::kCalldata),
       927},
      {"function transferPayeeship(address transmitter, address proposed)", handler_of(transfer_payeeship), 700},
      {"function acceptPayeeship(address transmitter)", handler_of(accept_payeeship), 500},

      {"function owner() view returns (address)", handler_of(ownable::owner<>), 300},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<>), 500},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 400},
      {"function hasAccess(address _user, bytes _calldata) view returns (bool)", handler_of(has_access), 600},
      {"function addAccess(address _user)", handler_of(add_access), 658},
      {"function removeAccess(address _user)", handler_of(remove_access), 658},
      {"function enableAccessCheck()", handler_of(enable_access_check), 400},
      {"function disableAccessCheck()", handler_of(disable_access_check), 400},
      {"function checkEnabled() view returns (bool)", handler_of(check_enabled), 300},
  });
  add({&kConfigSet,
       &kNewTransmission,
       &kNewRound,
       &kAnswerUpdated,
       &kTransmitted,
       &kRoundRequested,
       &kValidatorConfigSet,
       &kRequesterAccessControllerSet,
       &kLinkTokenSet,
       &kBillingAccessControllerSet,
       &kBillingSet,
       &kOraclePaid,
       &kPayeeshipTransferRequested,
       &kPayeeshipTransferred,
       &ownable::kOwnershipTransferRequested,
       &ownable::kOwnershipTransferred,
       &kAddedAccess,
       &kRemovedAccess,
       &kCheckAccessEnabled,
       &kCheckAccessDisabled});
}

}  // namespace orrery::chains
