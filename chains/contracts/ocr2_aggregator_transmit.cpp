#include "chains/contracts/external_call.h"
#include "chains/contracts/ocr2_aggregator_parts.h"

// Gas constants in this file are those of the instructions between the named points of the compiled contract (spec
// sample: 92,002 for the first report of four oracles); hashes, storage, logs and calls take theirs themselves.

namespace orrery::chains::ocr2 {
namespace {

constexpr Gas kGasBeforeFirstLine = 1'041;
constexpr Gas kGasUnpackHotVars = 394;
constexpr Gas kGasCheckSender = 50;
constexpr Gas kGasCheckLengths = 850;
constexpr Gas kGasHashReport = 178;
constexpr Gas kGasSignature = 901;  // 100 of it is the call of the precompile
constexpr Gas kGasCheckDuplicates = 170;
constexpr Gas kGasDecodeReport = 740, kGasKeepReport = 1'100;
constexpr Gas kGasDecodeObservation = 154;
constexpr Gas kGasStoreReport = 4'864;  // one hundred for each repeated load and store of the two packed words
constexpr Gas kGasLogObservation = 91;
constexpr Gas kGasCallValidator = 690;

// The parts of msg.data that do not grow with the report: selector, seven head words, three lengths.
constexpr std::size_t kConstantLength = 4 + 32 * 10;

/// A validator's gas is kept this far from what is left.
constexpr Gas kExactGasCushion = 5'000;

const ExternalFunction<void, Uint256, Int256, Uint256, Int256> kValidate(
    "function validate(uint256 previousRoundId, int256 previousAnswer, uint256 currentRoundId, int256 currentAnswer)");

struct Report {
  std::uint32_t observations_timestamp = 0;
  Bytes observers;
  std::vector<IntN<192>> observations;
  IntN<192> juels_per_fee_coin;
};

void check_signatures(Execution& execution, const std::array<Bytes32, 3>& context, BytesView report,
                      const std::vector<Bytes32>& rs, const std::vector<Bytes32>& ss, const Bytes32& raw_vs) {
  execution.charge(kGasHashReport);
  const Bytes32 report_hash = execution.keccak(report);
  const Bytes32 hash = execution.keccak(concat({report_hash, context[0], context[1], context[2]}));
  // Byte i counts the signatures of signer i.
  Uint256 signed_count = 0;
  for (std::size_t i = 0; i < rs.size(); ++i) {
    if (i >= raw_vs.data.size()) revert_panic(0x32);
    const unsigned v = raw_vs.data[i] + 27u;
    if (v > 255) revert_panic(0x11);
    execution.charge(kGasSignature);
    const Address signer_address = execution.recover(hash, static_cast<std::uint8_t>(v), rs[i], ss[i]);
    const Uint256 signer = execution.load(mapping_slot(execution, kSigners, signer_address));
    require(kActive.read_flag(signer), "signature error");
    signed_count += Uint256(1) << (8 * static_cast<unsigned>(kIndex.read_small(signer)));
  }
  execution.charge(kGasCheckDuplicates);
  Uint256 once = 0;
  for (unsigned i = 0; i < kMaxOracles; ++i) once |= Uint256(1) << (8 * i);
  require((signed_count & once) == signed_count, "duplicate signer");
}

Report decode_report(Execution& execution, BytesView raw) {
  execution.charge(kGasDecodeReport);
  auto [timestamp, raw_observers, observations, juels_per_fee_coin] =
      abi::decode<std::uint32_t, Bytes32, std::vector<IntN<192>>, IntN<192>>(raw);
  execution.charge(kGasKeepReport + kGasDecodeObservation * observations.size());
  require(raw.size() == 32 * (5 + observations.size()), "report length mismatch");
  const std::size_t observers = std::min(observations.size(), raw_observers.data.size());
  return {timestamp, Bytes(raw_observers.data.begin(), raw_observers.data.begin() + static_cast<long>(observers)),
          std::move(observations), juels_per_fee_coin};
}

void validate_answer(Execution& execution, std::uint32_t round_id, const Int256& answer) {
  const Uint256 config = execution.load(kValidatorConfig);
  const Address validator = to_address(kValidator.read(config));
  if (validator.is_zero()) return;
  execution.charge(kGasCallValidator);
  const Gas gas_limit = kValidatorGas.read_small(config);
  const std::uint32_t previous_id = round_id - 1;
  const Int256 previous_answer = load_transmission(execution, previous_id).answer;
  const Bytes input = kValidate.encode(previous_id, previous_answer, round_id, answer);
  const Gas left = execution.gas_left();
  require(left >= kExactGasCushion, "insufficient gas");
  const Gas spendable = left - kExactGasCushion;
  require(spendable - spendable / 64 > gas_limit, "insufficient gas");
  execution.call(validator, 0, input, gas_limit);  // what the validator thinks of it changes nothing here
}

/// Makes the report the latest answer (spec/ocr.md §8.2 steps 8 to 13, §8.3).
Int256 accept_report(Execution& execution, HotVars& hot, const Bytes32& config_digest, std::uint64_t epoch_and_round,
                     BytesView raw) {
  const Report report = decode_report(execution, raw);
  const auto& observations = report.observations;
  require(observations.size() <= kMaxOracles, "num observations out of bounds");
  require(hot.f < observations.size(), "too few values to trust median");
  hot.latest_epoch_and_round = epoch_and_round;
  const IntN<192> median = observations[observations.size() / 2];
  require(from_word(execution.load_immutable(immutable_slot(kMinAnswer))) <= median.value &&
              median.value <= from_word(execution.load_immutable(immutable_slot(kMaxAnswer))),
          "median is out of min-max range");
  execution.charge(kGasStoreReport + kGasLogObservation * observations.size());
  if (hot.latest_round_id == UINT32_MAX) revert_panic(0x11);
  ++hot.latest_round_id;

  const std::uint64_t now = execution.block().timestamp;
  Uint256 transmission = kAnswer.write(0, to_word(median.value));
  transmission = kObservationsTime.write(transmission, report.observations_timestamp);
  transmission = kTransmissionTime.write(transmission, now);
  execution.store(mapping_slot(execution, kTransmissions, Uint256(hot.latest_round_id)), transmission);
  store_hot_vars(execution, hot);

  const Uint256 round_id = hot.latest_round_id;
  kNewTransmission.emit(execution, hot.latest_round_id, median, execution.sender(), report.observations_timestamp,
                        observations, report.observers, report.juels_per_fee_coin, config_digest,
                        UintN<40>{epoch_and_round});
  kNewRound.emit(execution, round_id, Address{}, Uint256(report.observations_timestamp));
  kAnswerUpdated.emit(execution, median.value, round_id, Uint256(now));
  validate_answer(execution, hot.latest_round_id, median.value);
  return report.juels_per_fee_coin.value;
}

}  // namespace

void transmit(Execution& execution, std::array<Bytes32, 3> context, BytesView report, std::vector<Bytes32> rs,
              std::vector<Bytes32> ss, Bytes32 raw_vs) {
  execution.charge(kGasBeforeFirstLine);
  const Gas initial_gas = execution.gas_left();
  HotVars hot = load_hot_vars(execution);
  execution.charge(kGasUnpackHotVars);
  const std::uint64_t epoch_and_round = PackedField{0, 40}.read_small(to_uint256(context[1]));
  require(hot.latest_epoch_and_round < epoch_and_round, "stale report");

  execution.charge(kGasCheckSender);
  const Uint256 transmitter = execution.load(mapping_slot(execution, kTransmitters, execution.sender()));
  require(kActive.read_flag(transmitter), "unauthorized transmitter");
  require(to_bytes32(execution.load(kConfigDigest)) == context[0], "configDigest mismatch");

  execution.charge(kGasCheckLengths);
  const std::size_t expected = kConstantLength + report.size() + 32 * (rs.size() + ss.size());
  require(execution.input().size() == expected, "calldata length mismatch");
  require(rs.size() == hot.f + 1u, "wrong number of signatures");
  require(rs.size() == ss.size(), "signatures out of registration");
  check_signatures(execution, context, report, rs, ss, raw_vs);

  const Int256 juels_per_fee_coin = accept_report(execution, hot, context[0], epoch_and_round, report);
  pay_transmitter(execution, hot, juels_per_fee_coin, static_cast<std::uint32_t>(initial_gas));
}

}  // namespace orrery::chains::ocr2
