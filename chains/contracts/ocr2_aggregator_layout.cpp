#include "chains/contracts/ocr2_aggregator_parts.h"

namespace orrery::chains::ocr2 {
namespace {

constexpr unsigned kRoundsPerWord = 8;

}  // namespace

const Event kConfigSet(
    "event ConfigSet(uint32 previousConfigBlockNumber, bytes32 configDigest, uint64 configCount, address[] signers, "
    "address[] transmitters, uint8 f, bytes onchainConfig, uint64 offchainConfigVersion, bytes offchainConfig)");
const Event kNewTransmission(
    "event NewTransmission(uint32 indexed aggregatorRoundId, int192 answer, address transmitter, "
    "uint32 observationsTimestamp, int192[] observations, bytes observers, int192 juelsPerFeeCoin, "
    "bytes32 configDigest, uint40 epochAndRound)");
const Event kNewRound("event NewRound(uint256 indexed roundId, address indexed startedBy, uint256 startedAt)");
const Event kAnswerUpdated("event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt)");
const Event kTransmitted("event Transmitted(bytes32 configDigest, uint32 epoch)");
const Event kRoundRequested(
    "event RoundRequested(address indexed requester, bytes32 configDigest, uint32 epoch, uint8 round)");
const Event kValidatorConfigSet(
    "event ValidatorConfigSet(address indexed previousValidator, uint32 previousGasLimit, "
    "address indexed currentValidator, uint32 currentGasLimit)");
const Event kRequesterAccessControllerSet("event RequesterAccessControllerSet(address old, address current)");
const Event kLinkTokenSet("event LinkTokenSet(address indexed oldLinkToken, address indexed newLinkToken)");
const Event kBillingAccessControllerSet("event BillingAccessControllerSet(address old, address current)");
const Event kBillingSet(
    "event BillingSet(uint32 maximumGasPriceGwei, uint32 reasonableGasPriceGwei, uint32 observationPaymentGjuels, "
    "uint32 transmissionPaymentGjuels, uint24 accountingGas)");
const Event kOraclePaid(
    "event OraclePaid(address indexed transmitter, address indexed payee, uint256 amount, address indexed linkToken)");
const Event kPayeeshipTransferRequested(
    "event PayeeshipTransferRequested(address indexed transmitter, address indexed current, address indexed proposed)");
const Event kPayeeshipTransferred(
    "event PayeeshipTransferred(address indexed transmitter, address indexed previous, address indexed current)");

HotVars unpack_hot_vars(const Uint256& word) {
  constexpr std::array<unsigned, 8> kBits{8, 40, 32, 32, 32, 32, 32, 24};
  std::array<std::uint64_t, 8> fields{};
  unsigned offset = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    fields[i] = PackedField{offset, kBits[i]}.read_small(word);
    offset += kBits[i];
  }
  const auto u32 = [&](std::size_t i) { return static_cast<std::uint32_t>(fields[i]); };
  return {static_cast<std::uint8_t>(fields[0]), fields[1], u32(2), u32(3), u32(4), u32(5), u32(6), u32(7)};
}

Uint256 pack(const HotVars& hot) {
  Uint256 word = hot.accounting_gas;
  for (const auto field : {hot.transmission_payment_gjuels, hot.observation_payment_gjuels,
                           hot.reasonable_gas_price_gwei, hot.maximum_gas_price_gwei, hot.latest_round_id})
    word = (word << 32) | field;
  return (((word << 40) | hot.latest_epoch_and_round) << 8) | hot.f;
}

HotVars load_hot_vars(Execution& execution) { return unpack_hot_vars(execution.load(kHotVars)); }
void store_hot_vars(Execution& execution, const HotVars& hot) { execution.store(kHotVars, pack(hot)); }

Transmission load_transmission(Execution& execution, std::uint32_t round_id) {
  const Uint256 word = execution.load(mapping_slot(execution, kTransmissions, Uint256(round_id)));
  Int256 answer(kAnswer.read(word));
  if ((answer >> 191) != 0) answer -= Int256(1) << 192;
  return {answer, kObservationsTime.read_small(word), kTransmissionTime.read_small(word)};
}

std::vector<Address> load_address_list(Execution& execution, unsigned slot) {
  const auto count = static_cast<std::size_t>(execution.load(slot));
  const Uint256 first = array_slot(execution, slot);
  std::vector<Address> addresses;
  for (std::size_t i = 0; i < count; ++i) addresses.push_back(load_address(execution, first + i));
  return addresses;
}

RewardRounds load_reward_rounds(Execution& execution) {
  RewardRounds rounds{};
  Uint256 word;
  for (unsigned i = 0; i < kMaxOracles; ++i) {
    if (i % kRoundsPerWord == 0) word = execution.load(kRewardFromRound + i / kRoundsPerWord);
    rounds[i] = static_cast<std::uint32_t>(PackedField{32 * (i % kRoundsPerWord), 32}.read_small(word));
  }
  return rounds;
}

void store_reward_rounds(Execution& execution, const RewardRounds& rounds) {
  for (unsigned first = 0; first < kMaxOracles; first += kRoundsPerWord) {
    Uint256 word = 0;
    for (unsigned i = first; i < first + kRoundsPerWord && i < kMaxOracles; ++i)
      word = PackedField{32 * (i - first), 32}.write(word, rounds[i]);
    execution.store(kRewardFromRound + first / kRoundsPerWord, word);
  }
}

}  // namespace orrery::chains::ocr2
