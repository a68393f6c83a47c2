#include "chains/contracts/flux_aggregator.h"

#include "chains/contracts/external_call.h"
#include "chains/contracts/flux_aggregator_parts.h"
#include "chains/contracts/ownable.h"

namespace orrery::chains {
namespace flux {

const Event kAvailableFundsUpdated("event AvailableFundsUpdated(uint256 indexed amount)");
const Event kRoundDetailsUpdated(
    "event RoundDetailsUpdated(uint128 indexed paymentAmount, uint32 indexed minSubmissionCount, "
    "uint32 indexed maxSubmissionCount, uint32 restartDelay, uint32 timeout)");
const Event kOraclePermissionsUpdated(
    "event OraclePermissionsUpdated(address indexed oracle, bool indexed whitelisted)");
const Event kOracleAdminUpdated("event OracleAdminUpdated(address indexed oracle, address indexed newAdmin)");
const Event kOracleAdminUpdateRequested(
    "event OracleAdminUpdateRequested(address indexed oracle, address admin, address newAdmin)");
const Event kSubmissionReceived(
    "event SubmissionReceived(int256 indexed submission, uint32 indexed round, address indexed oracle)");
const Event kRequesterPermissionsSet(
    "event RequesterPermissionsSet(address indexed requester, bool authorized, uint32 delay)");
const Event kValidatorUpdated("event ValidatorUpdated(address indexed previous, address indexed current)");
const Event kAnswerUpdated("event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt)");
const Event kNewRound("event NewRound(uint256 indexed roundId, address indexed startedBy, uint256 startedAt)");

Uint256 oracle_slot(Execution& execution, const Address& oracle) { return mapping_slot(execution, kOracles, oracle); }
Uint256 round_slot(Execution& execution, std::uint32_t round) {
  return mapping_slot(execution, kRounds, Uint256(round));
}
Uint256 details_slot(Execution& execution, std::uint32_t round) {
  return mapping_slot(execution, kDetails, Uint256(round));
}
std::uint32_t load_small(Execution& execution, const Uint256& slot, PackedField field) {
  return static_cast<std::uint32_t>(field.read_small(execution.load(slot)));
}
void store_field(Execution& execution, const Uint256& slot, PackedField field, const Uint256& value) {
  execution.store(slot, field.write(execution.load(slot), value));
}
std::uint32_t reporting_round(Execution& execution) { return load_small(execution, kRoundIds, kReportingRound); }
Uint256 oracle_count(Execution& execution) { return execution.load(kOracleList) & 0xff; }

Uint256 add_within(const Uint256& a, const Uint256& b, unsigned bits) {
  require(((a + b) >> bits) == 0, "SafeMath: addition overflow");
  return a + b;
}
Uint256 subtract(const Uint256& a, const Uint256& b) {
  require(b <= a, "SafeMath: subtraction overflow");
  return a - b;
}

namespace {

using RoundData = std::tuple<UintN<80>, Int256, Uint256, Uint256, UintN<80>>;

constexpr std::size_t kMaxOracles = 77;
constexpr unsigned kReserveRounds = 2;
constexpr Gas kGasAddOracle = 1'500, kGasRemoveOracle = 2'500, kGasChangeOracles = 2'100, kGasUpdateSettings = 1'400,
              kGasWithdraw = 1'000;

const ExternalFunction<Uint256, Address> kBalanceOf("function balanceOf(address owner) view returns (uint256 balance)");
const ExternalFunction<bool, Address, Uint256> kTransfer(
    "function transfer(address to, uint256 value) returns (bool success)");

Uint256 required_reserve(Execution& execution, const Uint256& payment) {
  return payment * oracle_count(execution) * kReserveRounds;
}

void update_future_rounds(Execution& execution, LooseUint<128> payment, LooseUint<32> min_submissions,
                          LooseUint<32> max_submissions, LooseUint<32> restart_delay, LooseUint<32> timeout) {
  ownable::require_owner(execution);
  const Uint256 oracles = oracle_count(execution);
  require(max_submissions.value >= min_submissions.value, "max must equal/exceed min");
  require(oracles >= max_submissions.value, "max cannot exceed total");
  require(oracles == 0 || oracles > restart_delay.value, "delay cannot exceed total");
  require(kAvailable.read(execution.load(kFunds)) >= required_reserve(execution, payment.value),
          "insufficient funds for payment");
  require(oracles == 0 || min_submissions.value > 0, "min must be greater than 0");
  execution.charge(kGasUpdateSettings);
  Uint256 settings = kPayment.write(0, payment.value);
  settings = kMaxSubmissions.write(settings, max_submissions.value);
  settings = kMinSubmissions.write(settings, min_submissions.value);
  settings = kRestartDelay.write(settings, restart_delay.value);
  execution.store(kSettings, kTimeout.write(settings, timeout.value));
  const auto u32 = [](const LooseUint<32>& value) { return static_cast<std::uint32_t>(value.value); };
  kRoundDetailsUpdated.emit(execution, UintN<128>{payment.value}, u32(min_submissions), u32(max_submissions),
                            u32(restart_delay), u32(timeout));
}

void set_validator(Execution& execution, LooseAddress validator) {
  ownable::require_owner(execution);
  const Address previous = load_address(execution, kValidator);
  if (previous == validator.value) return;
  store_address(execution, kValidator, validator.value);
  kValidatorUpdated.emit(execution, previous, validator.value);
}

void initialize(Execution& execution, LooseAddress link, LooseUint<128> payment, LooseUint<32> timeout,
                LooseAddress validator, Int256 min_value, Int256 max_value, LooseUint<8> decimals,
                std::string description) {
  ownable::construct(execution);
  store_address(execution, kLink, link.value);
  update_future_rounds(execution, payment, {}, {}, {}, timeout);
  set_validator(execution, validator);
  execution.store(immutable_slot(kMinValue), to_word(min_value));
  execution.store(immutable_slot(kMaxValue), to_word(max_value));
  execution.store(kDecimals, decimals.value);
  store_string(execution, kDescription, description);
  store_field(execution, round_slot(execution, 0) + 1, kUpdatedAt,
              subtract(execution.block().timestamp, timeout.value));
}

bool is_enabled(Execution& execution, const Address& oracle) {
  return load_small(execution, oracle_slot(execution, oracle), kEndingRound) == kLastRound;
}

void add_oracle(Execution& execution, const Address& oracle, const Address& admin) {
  require(!is_enabled(execution, oracle), "oracle already enabled");
  require(!admin.is_zero(), "cannot set admin to 0");
  const Uint256 slot = oracle_slot(execution, oracle);
  Uint256 admin_word = execution.load(slot + kAdminWord);
  const Address previous = to_address(kAdmin.read(admin_word));
  require(previous.is_zero() || previous == admin, "owner cannot overwrite admin");
  execution.charge(kGasAddOracle);

  const std::uint32_t current = reporting_round(execution);
  Uint256 status = execution.load(slot);
  const bool ends_now = current != 0 && current == kEndingRound.read_small(status);
  const Uint256 starting = ends_now ? Uint256(current) : add_within(current, 1, 32);
  status = kEndingRound.write(kStartingRound.write(status, starting), kLastRound);
  execution.store(slot, status);
  const Uint256 count = execution.load(kOracleList);
  admin_word = kAdmin.write(kIndex.write(admin_word, count), to_uint256(admin));
  execution.store(slot + kAdminWord, admin_word);
  execution.store(kOracleList, count + 1);
  execution.store(array_slot(execution, kOracleList) + count, to_uint256(oracle));
  kOraclePermissionsUpdated.emit(execution, oracle, true);
  kOracleAdminUpdated.emit(execution, oracle, admin);
}

void remove_oracle(Execution& execution, const Address& oracle) {
  require(is_enabled(execution, oracle), "oracle not enabled");
  execution.charge(kGasRemoveOracle);
  const Uint256 slot = oracle_slot(execution, oracle);
  store_field(execution, slot, kEndingRound, add_within(reporting_round(execution), 1, 32));
  const Uint256 first = array_slot(execution, kOracleList);
  const Uint256 last = execution.load(kOracleList) - 1;
  const Address tail = load_address(execution, first + last);
  const Uint256 index = kIndex.read(execution.load(slot + kAdminWord));
  store_field(execution, oracle_slot(execution, tail) + kAdminWord, kIndex, index);
  store_field(execution, slot + kAdminWord, kIndex, 0);
  store_address(execution, first + index, tail);
  execution.store(first + last, 0);
  execution.store(kOracleList, last);
  kOraclePermissionsUpdated.emit(execution, oracle, false);
}

void change_oracles(Execution& execution, std::vector<Address> removed, std::vector<Address> added,
                    std::vector<Address> admins, LooseUint<32> min_submissions, LooseUint<32> max_submissions,
                    LooseUint<32> restart_delay) {
  ownable::require_owner(execution);
  for (const auto& oracle : removed) remove_oracle(execution, oracle);
  require(added.size() == admins.size(), "need same oracle and admin count");
  require(oracle_count(execution) + added.size() <= kMaxOracles, "max oracles allowed");
  for (std::size_t i = 0; i < added.size(); ++i) add_oracle(execution, added[i], admins[i]);
  execution.charge(kGasChangeOracles);
  const Uint256 settings = execution.load(kSettings);
  update_future_rounds(execution, {kPayment.read(settings)}, min_submissions, max_submissions, restart_delay,
                       {kTimeout.read(settings)});
}

void require_admin(Execution& execution, const Uint256& oracle) {
  const Uint256 word = execution.load(oracle + kAdminWord);
  require(to_address(kAdmin.read(word)) == execution.sender(), "only callable by admin");
}

void withdraw_payment(Execution& execution, LooseAddress oracle, LooseAddress recipient, Uint256 requested) {
  const Uint256 slot = oracle_slot(execution, oracle.value);
  require_admin(execution, slot);
  const Uint256 amount = requested & ((Uint256(1) << 128) - 1);
  const Uint256 status = execution.load(slot);
  const Uint256 available = kWithdrawable.read(status);
  require(available >= amount, "insufficient withdrawable funds");
  execution.charge(kGasWithdraw);
  execution.store(slot, kWithdrawable.write(status, available - amount));
  const Uint256 funds = execution.load(kFunds);
  execution.store(kFunds, kAllocated.write(funds, subtract(kAllocated.read(funds), amount)));
  const bool paid = kTransfer(execution, load_address(execution, kLink), recipient.value, amount);
  if (!paid) throw OutOfGas{};  // assert() of Solidity 0.6 eats all gas
}

void withdraw_funds(Execution& execution, LooseAddress recipient, Uint256 amount) {
  ownable::require_owner(execution);
  const Uint256 available = kAvailable.read(execution.load(kFunds));
  const Uint256 reserve = required_reserve(execution, kPayment.read(execution.load(kSettings)));
  require(subtract(available, reserve) >= amount, "insufficient reserve funds");
  require(kTransfer(execution, load_address(execution, kLink), recipient.value, amount), "token transfer failed");
  update_available_funds(execution);
}

void transfer_admin(Execution& execution, LooseAddress oracle, LooseAddress next) {
  const Uint256 slot = oracle_slot(execution, oracle.value);
  require_admin(execution, slot);
  store_address(execution, slot + kPendingAdminWord, next.value);
  kOracleAdminUpdateRequested.emit(execution, oracle.value, execution.sender(), next.value);
}
void accept_admin(Execution& execution, LooseAddress oracle) {
  const Uint256 slot = oracle_slot(execution, oracle.value);
  require(load_address(execution, slot + kPendingAdminWord) == execution.sender(), "only callable by pending admin");
  store_address(execution, slot + kPendingAdminWord, Address{});
  store_field(execution, slot + kAdminWord, kAdmin, to_uint256(execution.sender()));
  kOracleAdminUpdated.emit(execution, oracle.value, execution.sender());
}

void set_requester_permissions(Execution& execution, LooseAddress requester, bool allow, LooseUint<32> delay) {
  ownable::require_owner(execution);
  const Uint256 slot = mapping_slot(execution, kRequesters, requester.value);
  const Uint256 word = execution.load(slot);
  if (kAuthorized.read_flag(word) == allow) return;
  execution.store(slot, allow ? kDelay.write(kAuthorized.write(word, 1), delay.value) : Uint256(0));
  kRequesterPermissionsSet.emit(execution, requester.value, allow, static_cast<std::uint32_t>(delay.value));
}

void on_token_transfer(Execution& execution, LooseAddress, Uint256, BytesView data) {
  require(data.empty(), "transfer doesn't accept calldata");
  update_available_funds(execution);
}

Uint256 latest_round(Execution& execution) { return load_small(execution, kRoundIds, kLatestRound); }
Int256 get_answer(Execution& execution, Uint256 id) {
  if (id > kLastRound) return 0;
  return from_word(execution.load(round_slot(execution, static_cast<std::uint32_t>(id))));
}
Uint256 get_timestamp(Execution& execution, Uint256 id) {
  if (id > kLastRound) return 0;
  return kUpdatedAt.read(execution.load(round_slot(execution, static_cast<std::uint32_t>(id)) + 1));
}
Int256 latest_answer(Execution& execution) { return get_answer(execution, latest_round(execution)); }
Uint256 latest_timestamp(Execution& execution) { return get_timestamp(execution, latest_round(execution)); }
RoundData get_round_data(Execution& execution, LooseUint<80> id) {
  const Uint256 slot = round_slot(execution, static_cast<std::uint32_t>(id.value & kLastRound));
  const Uint256 times = execution.load(slot + 1);
  const Uint256 answered_in = kAnsweredIn.read(times);
  require(answered_in > 0 && id.value <= kLastRound, "No data present");
  return {UintN<80>{id.value}, from_word(execution.load(slot)), kStartedAt.read(times), kUpdatedAt.read(times),
          UintN<80>{answered_in}};
}
RoundData latest_round_data(Execution& execution) { return get_round_data(execution, {latest_round(execution)}); }

std::uint8_t decimals(Execution& execution) { return static_cast<std::uint8_t>(execution.load(kDecimals) & 0xff); }
std::string description(Execution& execution) { return load_string(execution, kDescription); }
Uint256 version(Execution&) { return 3; }
Int256 min_value(Execution& execution) { return from_word(execution.load_immutable(immutable_slot(kMinValue))); }
Int256 max_value(Execution& execution) { return from_word(execution.load_immutable(immutable_slot(kMaxValue))); }
Address link_token(Execution& execution) { return load_address(execution, kLink); }
Address validator(Execution& execution) { return load_address(execution, kValidator); }
template <PackedField Field>
std::uint32_t setting(Execution& execution) {
  return load_small(execution, kSettings, Field);
}
UintN<128> payment_amount(Execution& execution) { return {kPayment.read(execution.load(kSettings))}; }
UintN<128> available_funds(Execution& execution) { return {kAvailable.read(execution.load(kFunds))}; }
UintN<128> allocated_funds(Execution& execution) { return {kAllocated.read(execution.load(kFunds))}; }
std::uint8_t count_of_oracles(Execution& execution) { return static_cast<std::uint8_t>(oracle_count(execution)); }
std::vector<Address> get_oracles(Execution& execution) {
  const auto count = static_cast<std::size_t>(execution.load(kOracleList));
  const Uint256 first = array_slot(execution, kOracleList);
  std::vector<Address> oracles;
  for (std::size_t i = 0; i < count; ++i) oracles.push_back(load_address(execution, first + i));
  return oracles;
}
Uint256 withdrawable_payment(Execution& execution, LooseAddress oracle) {
  return kWithdrawable.read(execution.load(oracle_slot(execution, oracle.value)));
}
Address get_admin(Execution& execution, LooseAddress oracle) {
  return to_address(kAdmin.read(execution.load(oracle_slot(execution, oracle.value) + kAdminWord)));
}
void transfer_ownership(Execution& execution, LooseAddress to) {
  ownable::transfer_ownership_at(execution, 0, to.value, ownable::SelfTransfer::kAllowed);
}

}  // namespace

void update_available_funds(Execution& execution) {
  const Uint256 funds = execution.load(kFunds);
  const Uint256 balance = kBalanceOf(execution, load_address(execution, kLink), execution.self());
  const Uint256 available = subtract(balance, kAllocated.read(funds));
  if (available == kAvailable.read(funds)) return;
  store_field(execution, kFunds, kAvailable, available);
  kAvailableFundsUpdated.emit(execution, available);
}

}  // namespace flux

FluxAggregator::FluxAggregator() {
  using namespace flux;
  add({
      {"constructor(address _link, uint128 _paymentAmount, uint32 _timeout, address _validator, "
       "int256 _minSubmissionValue, int256 _maxSubmissionValue, uint8 _decimals, string _description)",
       handler_of(initialize)},
      {"function submit(uint256 _roundId, int256 _submission)", handler_of(submit)},
      {"function requestNewRound() returns (uint80)", handler_of(request_new_round), 300},
      {"function oracleRoundState(address _oracle, uint32 _queriedRoundId) view returns (bool _eligibleToSubmit, "
       "uint32 _roundId, int256 _latestSubmission, uint64 _startedAt, uint64 _timeout, uint128 _availableFunds, "
       "uint8 _oracleCount, uint128 _paymentAmount)",
       handler_of(oracle_round_state), 3'000},
      {"function changeOracles(address[] _removed, address[] _added, address[] _addedAdmins, uint32 _minSubmissions, "
       "uint32 _maxSubmissions, uint32 _restartDelay)",
       handler_of(change_oracles, AbiLocation::kCalldata), 900},
      {"function updateFutureRounds(uint128 _paymentAmount, uint32 _minSubmissions, uint32 _maxSubmissions, "
       "uint32 _restartDelay, uint32 _timeout)",
       handler_of(update_future_rounds), 600},
      {"function setRequesterPermissions(address _requester, bool _authorized, uint32 _delay)",
       handler_of(set_requester_permissions), 900},
      {"function setValidator(address _newValidator)", handler_of(set_validator), 400},
      {"function updateAvailableFunds()", handler_of(update_available_funds), 1'000},
      {"function onTokenTransfer(address, uint256, bytes _data)", handler_of(on_token_transfer, AbiLocation::kCalldata),
       1'300},
      {"function withdrawPayment(address _oracle, address _recipient, uint256 _amount)", handler_of(withdraw_payment),
       700},
      {"function withdrawFunds(address _recipient, uint256 _amount)", handler_of(withdraw_funds), 1'500},
      {"function withdrawablePayment(address _oracle) view returns (uint256)", handler_of(withdrawable_payment), 400},
      {"function transferAdmin(address _oracle, address _newAdmin)", handler_of(transfer_admin), 600},
      {"function acceptAdmin(address _oracle)", handler_of(accept_admin), 600},
      {"function getAdmin(address _oracle) view returns (address)", handler_of(get_admin), 400},

      {"function latestAnswer() view returns (int256)", handler_of(latest_answer), 400},
      {"function latestTimestamp() view returns (uint256)", handler_of(latest_timestamp), 400},
      {"function latestRound() view returns (uint256)", handler_of(latest_round), 300},
      {"function getAnswer(uint256 _roundId) view returns (int256)", handler_of(get_answer), 400},
      {"function getTimestamp(uint256 _roundId) view returns (uint256)", handler_of(get_timestamp), 400},
      {"function getRoundData(uint80 _roundId) view returns (uint80 roundId, int256 answer, uint256 startedAt, "
       "uint256 updatedAt, uint80 answeredInRound)",
       handler_of(get_round_data), 800},
      {"function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, "
       "uint80 answeredInRound)",
       handler_of(latest_round_data), 900},
      {"function decimals() view returns (uint8)", handler_of(decimals), 300},
      {"function description() view returns (string)", handler_of(description), 1'000},
      {"function version() view returns (uint256)", handler_of(version), 300},
      {"function minSubmissionValue() view returns (int256)", handler_of(min_value), 300},
      {"function maxSubmissionValue() view returns (int256)", handler_of(max_value), 300},
      {"function linkToken() view returns (address)", handler_of(link_token), 300},
      {"function validator() view returns (address)", handler_of(validator), 300},
      {"function paymentAmount() view returns (uint128)", handler_of(payment_amount), 300},
      {"function maxSubmissionCount() view returns (uint32)", handler_of(setting<kMaxSubmissions>), 300},
      {"function minSubmissionCount() view returns (uint32)", handler_of(setting<kMinSubmissions>), 300},
      {"function restartDelay() view returns (uint32)", handler_of(setting<kRestartDelay>), 300},
      {"function timeout() view returns (uint32)", handler_of(setting<kTimeout>), 300},
      {"function availableFunds() view returns (uint128)", handler_of(available_funds), 300},
      {"function allocatedFunds() view returns (uint128)", handler_of(allocated_funds), 300},
      {"function oracleCount() view returns (uint8)", handler_of(count_of_oracles), 300},
      {"function getOracles() view returns (address[])", handler_of(get_oracles), 900},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 300},
      {"function transferOwnership(address _to)", handler_of(transfer_ownership), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 400},
  });
  add({&kAvailableFundsUpdated, &kRoundDetailsUpdated, &kOraclePermissionsUpdated, &kOracleAdminUpdated,
       &kOracleAdminUpdateRequested, &kSubmissionReceived, &kRequesterPermissionsSet, &kValidatorUpdated,
       &kAnswerUpdated, &kNewRound, &ownable::kOwnershipTransferRequested, &ownable::kOwnershipTransferred});
}

}  // namespace orrery::chains
