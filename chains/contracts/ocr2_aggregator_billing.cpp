#include <algorithm>

#include "chains/contracts/external_call.h"
#include "chains/contracts/ocr2_aggregator_parts.h"
#include "chains/contracts/ownable.h"

// Gas constants: see ocr2_aggregator_transmit.cpp.

namespace orrery::chains::ocr2 {
namespace {

constexpr Gas kGasPriceReimbursement = 159, kGasBelowReasonable = 20, kGasBelowMaximum = 16;
constexpr Gas kGasCreditTransmitter = 629;
constexpr Gas kGasLoadDebts = 9'500, kGasStoreDebts = 14'540;
constexpr Gas kGasVisitOracle = 976, kGasPayOracle = 1'262;
constexpr Gas kGasOwed = 1'000, kGasWithdraw = 300;
constexpr Gas kGasSumDue = 10'360;
constexpr Gas kGasSumOracle = 741;

const Uint256 kJuelsPerGjuels = 1'000'000'000;
const Uint256 kWeiPerGwei = 1'000'000'000;
const Uint256 kJuelsPerLink = 1'000'000'000'000'000'000;
/// The flat charge for a byte of calldata, zero or not.
constexpr Gas kReimbursedGasPerByte = 16;

const ExternalFunction<bool, Address, Uint256> kTransfer(
    "function transfer(address to, uint256 value) returns (bool success)");
const ExternalFunction<Uint256, Address> kBalanceOf("function balanceOf(address owner) view returns (uint256 balance)");

Uint256 transmitter_slot(Execution& execution, const Address& transmitter) {
  return mapping_slot(execution, kTransmitters, transmitter);
}

Address payee_of(Execution& execution, const Address& transmitter) {
  return load_address(execution, mapping_slot(execution, kPayees, transmitter));
}

/// Juels for observing in every round from `first` on to the latest.
Uint256 observation_reward(const HotVars& hot, std::uint32_t first) {
  return Uint256(hot.latest_round_id - first) * hot.observation_payment_gjuels * kJuelsPerGjuels;
}

/// Juels due to all oracles for past reports.
Uint256 total_link_due(Execution& execution) {
  execution.charge(kGasSumDue);
  const auto transmitters = load_address_list(execution, kTransmittersList);
  const HotVars hot = load_hot_vars(execution);
  const RewardRounds rounds = load_reward_rounds(execution);
  Uint256 due = 0;
  for (std::size_t i = 0; i < transmitters.size(); ++i) {
    execution.charge(kGasSumOracle);
    due += observation_reward(hot, rounds[i]);
    due += kPayment.read(execution.load(transmitter_slot(execution, transmitters[i])));
  }
  return due;
}

/// What a transaction at `gas_price_gwei` is reimbursed: half the savings below the reasonable price, and a ceiling.
std::uint64_t reimbursed_gas_price(Execution& execution, const HotVars& hot, const Uint256& gas_price_gwei) {
  execution.charge(kGasPriceReimbursement);
  Uint256 price = gas_price_gwei;
  if (price < hot.reasonable_gas_price_gwei) {
    execution.charge(kGasBelowReasonable);
    price += (hot.reasonable_gas_price_gwei - price) / 2;
  }
  if (price >= hot.maximum_gas_price_gwei) return hot.maximum_gas_price_gwei;
  execution.charge(kGasBelowMaximum);
  return static_cast<std::uint64_t>(price);
}

}  // namespace

void pay_transmitter(Execution& execution, const HotVars& hot, const Int256& juels_per_fee_coin,
                     std::uint32_t initial_gas) {
  if (juels_per_fee_coin < 0) return;
  const std::uint64_t price_gwei = reimbursed_gas_price(execution, hot, execution.gas_price() / kWeiPerGwei);
  const Gas left = execution.gas_left();
  require(initial_gas >= left, "leftGas cannot exceed initialGas");
  const Gas gas = initial_gas - left + kReimbursedGasPerByte * execution.input().size() + hot.accounting_gas;
  const Uint256 cost_wei = Uint256(gas) * price_gwei * kWeiPerGwei;
  const Uint256 cost_juels = cost_wei * Uint256(juels_per_fee_coin) / kJuelsPerLink;

  execution.charge(kGasCreditTransmitter);
  const Uint256 slot = transmitter_slot(execution, execution.sender());
  const Uint256 word = execution.load(slot);
  const Uint256 before = kPayment.read(word);
  const Uint256 reward = Uint256(hot.transmission_payment_gjuels) * kJuelsPerGjuels;
  const Uint256 after = kPayment.read(kPayment.write(0, before + cost_juels + reward));
  if (after < before) return;  // an overflow is not paid, and not a reason to refuse the report
  execution.store(slot, kPayment.write(word, after));
}

void pay_oracles(Execution& execution) {
  execution.charge(kGasLoadDebts);
  const Address link = load_address(execution, kLinkToken);
  const HotVars hot = load_hot_vars(execution);
  RewardRounds rounds = load_reward_rounds(execution);
  const auto transmitters = load_address_list(execution, kTransmittersList);
  for (std::size_t i = 0; i < transmitters.size(); ++i) {
    execution.charge(kGasVisitOracle);
    const Uint256 slot = transmitter_slot(execution, transmitters[i]);
    const Uint256 word = execution.load(slot);
    execution.store(slot, kPayment.write(word, 0));
    const Uint256 amount = observation_reward(hot, rounds[i]) + kPayment.read(word);
    if (amount == 0) continue;
    execution.charge(kGasPayOracle);
    const Address payee = payee_of(execution, transmitters[i]);
    require(kTransfer(execution, link, payee, amount), "insufficient funds");
    rounds[i] = hot.latest_round_id;
    kOraclePaid.emit(execution, transmitters[i], payee, amount, link);
  }
  execution.charge(kGasStoreDebts);
  store_reward_rounds(execution, rounds);
}

void set_link_token(Execution& execution, Address token, Address recipient) {
  ownable::require_owner(execution);
  const Address old_token = load_address(execution, kLinkToken);
  if (token == old_token) return;
  kBalanceOf(execution, token, execution.self());  // reverts unless it is a token
  pay_oracles(execution);
  const Uint256 rest = kBalanceOf(execution, old_token, execution.self());
  require(kTransfer(execution, old_token, recipient, rest), "transfer remaining funds failed");
  store_address(execution, kLinkToken, token);
  kLinkTokenSet.emit(execution, old_token, token);
}

Address get_link_token(Execution& execution) { return load_address(execution, kLinkToken); }

void replace_controller(Execution& execution, unsigned slot, const Address& controller, const Event& event) {
  const Address previous = load_address(execution, slot);
  if (previous == controller) return;
  store_address(execution, slot, controller);
  event.emit(execution, previous, controller);
}

void require_owner_or_access(Execution& execution, unsigned controller_slot, std::string_view reason) {
  if (execution.sender() == ownable::owner(execution)) return;
  const Address controller = load_address(execution, controller_slot);
  require(kHasAccess(execution, controller, execution.sender(), execution.input()), reason);
}

void set_billing_access_controller(Execution& execution, Address controller) {
  ownable::require_owner(execution);
  replace_controller(execution, kBillingAccessController, controller, kBillingAccessControllerSet);
}

Address get_billing_access_controller(Execution& execution) {
  return load_address(execution, kBillingAccessController);
}

void set_billing(Execution& execution, std::uint32_t maximum_gas_price_gwei, std::uint32_t reasonable_gas_price_gwei,
                 std::uint32_t observation_payment_gjuels, std::uint32_t transmission_payment_gjuels,
                 UintN<24> accounting_gas) {
  require_owner_or_access(execution, kBillingAccessController, "Only owner&billingAdmin can call");
  pay_oracles(execution);
  HotVars hot = load_hot_vars(execution);
  hot.maximum_gas_price_gwei = maximum_gas_price_gwei;
  hot.reasonable_gas_price_gwei = reasonable_gas_price_gwei;
  hot.observation_payment_gjuels = observation_payment_gjuels;
  hot.transmission_payment_gjuels = transmission_payment_gjuels;
  hot.accounting_gas = static_cast<std::uint32_t>(accounting_gas.value);
  store_hot_vars(execution, hot);
  kBillingSet.emit(execution, maximum_gas_price_gwei, reasonable_gas_price_gwei, observation_payment_gjuels,
                   transmission_payment_gjuels, accounting_gas);
}

std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, UintN<24>> get_billing(Execution& execution) {
  const HotVars hot = load_hot_vars(execution);
  return {hot.maximum_gas_price_gwei, hot.reasonable_gas_price_gwei, hot.observation_payment_gjuels,
          hot.transmission_payment_gjuels, UintN<24>{hot.accounting_gas}};
}

void withdraw_payment(Execution& execution, Address transmitter) {
  require(execution.sender() == payee_of(execution, transmitter), "Only payee can withdraw");
  execution.charge(kGasOwed);
  const Uint256 amount = owed_payment(execution, transmitter);
  if (amount == 0) return;
  execution.charge(kGasPayOracle + kGasWithdraw);
  const Address payee = payee_of(execution, transmitter);
  const Address link = load_address(execution, kLinkToken);
  require(kTransfer(execution, link, payee, amount), "insufficient funds");

  const Uint256 slot = transmitter_slot(execution, transmitter);
  const Uint256 word = execution.load(slot);
  const auto index = static_cast<unsigned>(kIndex.read_small(word));
  const Uint256 rounds_slot = kRewardFromRound + index / 8;
  const PackedField round{32 * (index % 8), 32};
  execution.store(rounds_slot, round.write(execution.load(rounds_slot), load_hot_vars(execution).latest_round_id));
  execution.store(slot, kPayment.write(word, 0));
  kOraclePaid.emit(execution, transmitter, payee, amount, link);
}

Uint256 owed_payment(Execution& execution, Address transmitter) {
  const Uint256 word = execution.load(transmitter_slot(execution, transmitter));
  if (!kActive.read_flag(word)) return 0;
  const Uint256 rounds = Uint256(oracle_observation_count(execution, transmitter));
  const HotVars hot = load_hot_vars(execution);
  return rounds * hot.observation_payment_gjuels * kJuelsPerGjuels + kPayment.read(word);
}

void withdraw_funds(Execution& execution, Address recipient, Uint256 amount) {
  require_owner_or_access(execution, kBillingAccessController, "Only owner&billingAdmin can call");
  const Uint256 due = total_link_due(execution);
  const Address link = load_address(execution, kLinkToken);
  const Uint256 balance = kBalanceOf(execution, link, execution.self());
  require(balance >= due, "insufficient balance");
  require(kTransfer(execution, link, recipient, std::min<Uint256>(balance - due, amount)), "insufficient funds");
}

Int256 link_available_for_payment(Execution& execution) {
  const Uint256 balance = kBalanceOf(execution, load_address(execution, kLinkToken), execution.self());
  return Int256(balance) - Int256(total_link_due(execution));
}

std::uint32_t oracle_observation_count(Execution& execution, Address transmitter) {
  const Uint256 word = execution.load(transmitter_slot(execution, transmitter));
  if (!kActive.read_flag(word)) return 0;
  const auto index = static_cast<unsigned>(kIndex.read_small(word));
  const PackedField round{32 * (index % 8), 32};
  const std::uint64_t paid_from = round.read_small(execution.load(kRewardFromRound + index / 8));
  return load_hot_vars(execution).latest_round_id - static_cast<std::uint32_t>(paid_from);
}

}  // namespace orrery::chains::ocr2
