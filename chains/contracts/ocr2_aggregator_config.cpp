#include <algorithm>

#include "chains/contracts/ocr2_aggregator_parts.h"
#include "chains/contracts/ownable.h"

// Gas constants: see ocr2_aggregator_transmit.cpp.

namespace orrery::chains::ocr2 {
namespace {

constexpr Gas kGasDecodeConfig = 2'200;
constexpr Gas kGasDecodeAddress = 141;
constexpr Gas kGasReplaceOracles = 1'500;
constexpr Gas kGasRemoveOracle = 990;
constexpr Gas kGasAddOracle = 1'160, kGasListOracle = 1'400;
constexpr Gas kGasCopyWord = 172;

/// The first two bytes of an EVM OCR2 digest.
constexpr std::uint8_t kDigestPrefix[2] = {0x00, 0x01};

struct ConfigArguments {
  std::vector<Address> signers, transmitters;
  std::uint8_t f = 0;
  Bytes onchain_config;
  std::uint64_t offchain_config_version = 0;
  Bytes offchain_config;
};

Bytes32 config_digest(Execution& execution, std::uint64_t config_count, const ConfigArguments& arguments) {
  Bytes32 digest = execution.keccak(abi::encode(
      Uint256(execution.block().chain_id), execution.self(), config_count, arguments.signers, arguments.transmitters,
      arguments.f, arguments.onchain_config, arguments.offchain_config_version, arguments.offchain_config));
  std::ranges::copy(kDigestPrefix, digest.data.begin());
  return digest;
}

/// 0x01 ‖ int192 minAnswer ‖ int192 maxAnswer
Bytes expected_onchain_config(Execution& execution) {
  Bytes expected{1};
  for (const unsigned immutable : {kMinAnswer, kMaxAnswer}) {
    const Bytes32 word = to_bytes32(execution.load_immutable(immutable_slot(immutable)));
    expected.insert(expected.end(), word.data.begin() + 8, word.data.end());
  }
  return expected;
}

void check_arguments(Execution& execution, const ConfigArguments& arguments) {
  require(arguments.signers.size() <= kMaxOracles, "too many oracles");
  require(arguments.signers.size() == arguments.transmitters.size(), "oracle length mismatch");
  const std::size_t faulty_thrice = std::size_t{3} * arguments.f;
  if (faulty_thrice > 255) revert_panic(0x11);  // the product is a uint8
  require(faulty_thrice < arguments.signers.size(), "faulty-oracle f too high");
  require(arguments.f > 0, "f must be positive");
  require(execution.keccak(arguments.onchain_config) == execution.keccak(expected_onchain_config(execution)),
          "invalid onchainConfig");
}

void clear_address_list(Execution& execution, unsigned slot, std::size_t count) {
  execution.store(slot, 0);
  const Uint256 first = array_slot(execution, slot);
  for (std::size_t i = 0; i < count; ++i) execution.store(first + i, 0);
}

void store_address_list(Execution& execution, unsigned slot, const std::vector<Address>& addresses) {
  execution.store(slot, addresses.size());
  const Uint256 first = array_slot(execution, slot);
  for (std::size_t i = 0; i < addresses.size(); ++i) execution.store(first + i, to_uint256(addresses[i]));
}

void remove_oracles(Execution& execution) {
  const auto count = static_cast<std::size_t>(execution.load(kSignersList));
  const Uint256 first_signer = array_slot(execution, kSignersList);
  const Uint256 first_transmitter = array_slot(execution, kTransmittersList);
  for (std::size_t i = 0; i < count; ++i) {
    execution.charge(kGasRemoveOracle);
    const Address signer = load_address(execution, first_signer + i);
    const Address transmitter = load_address(execution, first_transmitter + i);
    execution.store(mapping_slot(execution, kSigners, signer), 0);
    execution.store(mapping_slot(execution, kTransmitters, transmitter), 0);
  }
  clear_address_list(execution, kSignersList, count);
  clear_address_list(execution, kTransmittersList, count);
}

/// Registers one address; reverts with `repeated` when it stands there already.
void add_member(Execution& execution, unsigned map, const Address& member, std::size_t index,
                std::string_view repeated) {
  const Uint256 slot = mapping_slot(execution, map, member);
  const Uint256 word = execution.load(slot);
  require(!kActive.read_flag(word), repeated);
  Uint256 next = kIndex.write(kActive.write(word, 1), index);
  if (map == kTransmitters) next = kPayment.write(next, 0);
  execution.store(slot, next);
}

void add_oracles(Execution& execution, const ConfigArguments& arguments) {
  for (std::size_t i = 0; i < arguments.signers.size(); ++i) {
    execution.charge(kGasAddOracle);
    add_member(execution, kSigners, arguments.signers[i], i, "repeated signer address");
    add_member(execution, kTransmitters, arguments.transmitters[i], i, "repeated transmitter address");
  }
  execution.charge(kGasListOracle * arguments.signers.size());
  store_address_list(execution, kSignersList, arguments.signers);
  store_address_list(execution, kTransmittersList, arguments.transmitters);
}

/// Counts the configuration, makes its digest the valid one, logs it.
void announce_config(Execution& execution, const ConfigArguments& arguments) {
  const Uint256 before = execution.load(kConfigCount);
  const auto previous_block = static_cast<std::uint32_t>(kBlockNumber.read_small(before));
  const std::uint64_t count = kCount.read_small(before) + 1;
  if (count > UINT32_MAX) revert_panic(0x11);
  execution.store(kConfigCount, kCount.write(kBlockNumber.write(before, execution.block().number), count));
  const Bytes32 digest = config_digest(execution, count, arguments);
  execution.store(kConfigDigest, to_uint256(digest));
  execution.charge(kGasCopyWord * ((arguments.onchain_config.size() + arguments.offchain_config.size()) / 32));
  kConfigSet.emit(execution, previous_block, digest, count, arguments.signers, arguments.transmitters, arguments.f,
                  arguments.onchain_config, arguments.offchain_config_version, arguments.offchain_config);
}

}  // namespace

void construct(Execution& execution, Address link, IntN<192> min_answer, IntN<192> max_answer, Address billing_access,
               Address requester_access, std::uint8_t decimals, std::string description) {
  ownable::construct(execution);
  store_address(execution, kLinkToken, link);
  kLinkTokenSet.emit(execution, Address{}, link);
  replace_controller(execution, kBillingAccessController, billing_access, kBillingAccessControllerSet);
  store_string(execution, kDescription, description);
  replace_controller(execution, kRequesterAccessController, requester_access, kRequesterAccessControllerSet);
  execution.store(immutable_slot(kDecimals), decimals);
  execution.store(immutable_slot(kMinAnswer), to_word(min_answer.value));
  execution.store(immutable_slot(kMaxAnswer), to_word(max_answer.value));
  kReaders.construct(execution);
}

void set_config(Execution& execution, std::vector<Address> signers, std::vector<Address> transmitters, std::uint8_t f,
                Bytes onchain_config, std::uint64_t offchain_config_version, Bytes offchain_config) {
  execution.charge(kGasDecodeConfig + kGasDecodeAddress * (signers.size() + transmitters.size()));
  ownable::require_owner(execution);
  const ConfigArguments arguments{std::move(signers),        std::move(transmitters), f,
                                  std::move(onchain_config), offchain_config_version, std::move(offchain_config)};
  check_arguments(execution, arguments);
  execution.charge(kGasReplaceOracles);
  HotVars hot = load_hot_vars(execution);
  hot.latest_epoch_and_round = 0;
  store_hot_vars(execution, hot);
  pay_oracles(execution);
  remove_oracles(execution);
  add_oracles(execution, arguments);
  hot.f = arguments.f;
  store_hot_vars(execution, hot);
  announce_config(execution, arguments);

  RewardRounds rounds = load_reward_rounds(execution);
  std::fill_n(rounds.begin(), arguments.signers.size(), hot.latest_round_id);
  store_reward_rounds(execution, rounds);
}

std::tuple<std::uint32_t, std::uint32_t, Bytes32> latest_config_details(Execution& execution) {
  const Uint256 word = execution.load(kConfigCount);
  return {static_cast<std::uint32_t>(kCount.read_small(word)),
          static_cast<std::uint32_t>(kBlockNumber.read_small(word)), to_bytes32(execution.load(kConfigDigest))};
}

std::vector<Address> get_transmitters(Execution& execution) { return load_address_list(execution, kTransmittersList); }

std::tuple<bool, Bytes32, std::uint32_t> latest_config_digest_and_epoch(Execution& execution) {
  const HotVars hot = load_hot_vars(execution);
  return {false, to_bytes32(execution.load(kConfigDigest)),
          static_cast<std::uint32_t>(hot.latest_epoch_and_round >> 8)};
}

void set_validator_config(Execution& execution, Address validator, std::uint32_t gas_limit) {
  ownable::require_owner(execution);
  const Uint256 before = execution.load(kValidatorConfig);
  const Uint256 after = kValidatorGas.write(kValidator.write(before, to_uint256(validator)), gas_limit);
  if (before == after) return;
  execution.store(kValidatorConfig, after);
  kValidatorConfigSet.emit(execution, to_address(kValidator.read(before)),
                           static_cast<std::uint32_t>(kValidatorGas.read_small(before)), validator, gas_limit);
}

std::tuple<Address, std::uint32_t> get_validator_config(Execution& execution) {
  const Uint256 word = execution.load(kValidatorConfig);
  return {to_address(kValidator.read(word)), static_cast<std::uint32_t>(kValidatorGas.read_small(word))};
}

void set_requester_access_controller(Execution& execution, Address controller) {
  ownable::require_owner(execution);
  replace_controller(execution, kRequesterAccessController, controller, kRequesterAccessControllerSet);
}

Address get_requester_access_controller(Execution& execution) {
  return load_address(execution, kRequesterAccessController);
}

UintN<80> request_new_round(Execution& execution) {
  require_owner_or_access(execution, kRequesterAccessController, "Only owner&requester can call");
  const HotVars hot = load_hot_vars(execution);
  kRoundRequested.emit(execution, execution.sender(), to_bytes32(execution.load(kConfigDigest)),
                       static_cast<std::uint32_t>(hot.latest_epoch_and_round >> 8),
                       static_cast<std::uint8_t>(hot.latest_epoch_and_round & 0xff));
  if (hot.latest_round_id == UINT32_MAX) revert_panic(0x11);
  return {Uint256(hot.latest_round_id + 1)};
}

}  // namespace orrery::chains::ocr2
