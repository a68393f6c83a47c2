#include <algorithm>

#include "chains/contracts/external_call.h"
#include "chains/contracts/flux_aggregator_parts.h"

// Gas constants: what the compiled contract takes beyond storage, hashes and logs as they are taken here; most of it is
// reading the same words again.

namespace orrery::chains::flux {
namespace {

constexpr Gas kGasSubmit = 300, kGasCheckOracle = 900, kGasCheckRound = 450, kGasRecord = 700, kGasOpen = 1'600,
              kGasAnswer = 1'850, kGasAnswerSubmission = 400, kGasPay = 600, kGasClose = 350, kGasCloseSubmission = 200,
              kGasRequest = 800;
constexpr Gas kValidatorGasLimit = 100'000;

const ExternalFunction<bool, Uint256, Int256, Uint256, Int256> kValidate(
    "function validate(uint256 previousRoundId, int256 previousAnswer, uint256 currentRoundId, int256 currentAnswer) "
    "returns (bool)");

std::uint32_t next_of(std::uint32_t round) { return static_cast<std::uint32_t>(add_within(round, 1, 32)); }
std::uint32_t before(std::uint32_t round) { return static_cast<std::uint32_t>(subtract(round, 1)); }

bool is_timed_out(Execution& execution, std::uint32_t round) {
  const std::uint64_t started = kStartedAt.read_small(execution.load(round_slot(execution, round) + 1));
  const std::uint32_t timeout = load_small(execution, details_slot(execution, round) + 1, kDetailsTimeout);
  return started > 0 && timeout > 0 && add_within(started, timeout, 64) < execution.block().timestamp;
}
bool is_supersedable(Execution& execution, std::uint32_t round) {
  return kUpdatedAt.read_small(execution.load(round_slot(execution, round) + 1)) > 0 || is_timed_out(execution, round);
}
bool accepts_submissions(Execution& execution, std::uint32_t round) {
  return load_small(execution, details_slot(execution, round) + 1, kDetailsMax) != 0;
}
bool has_waited(Execution& execution, const Address& oracle, std::uint32_t round) {
  const std::uint64_t last = load_small(execution, oracle_slot(execution, oracle), kLastStarted);
  return last == 0 || round > last + load_small(execution, kSettings, kRestartDelay);
}

/// Why the oracle may not submit to the round, or "".
std::string_view refusal(Execution& execution, const Address& oracle, std::uint32_t round) {
  execution.charge(kGasCheckOracle);
  const Uint256 status = execution.load(oracle_slot(execution, oracle));
  const std::uint32_t reporting = reporting_round(execution);
  const std::uint64_t starting = kStartingRound.read_small(status);
  if (starting == 0) return "not enabled oracle";
  if (starting > round) return "not yet enabled oracle";
  if (kEndingRound.read_small(status) < round) return "no longer allowed oracle";
  if (kLastReported.read_small(status) >= round) return "cannot report on previous rounds";
  execution.charge(kGasCheckRound);
  if (round != reporting && round != next_of(reporting)) {
    const bool previous_of_unanswered =
        next_of(round) == reporting && kUpdatedAt.read_small(execution.load(round_slot(execution, reporting) + 1)) == 0;
    if (!previous_of_unanswered) return "invalid round to report";
  }
  if (round != 1 && !is_supersedable(execution, before(round))) return "previous round not supersedable";
  return "";
}

void delete_details(Execution& execution, std::uint32_t round) {
  const Uint256 slot = details_slot(execution, round);
  const auto count = static_cast<std::size_t>(execution.load(slot));
  execution.store(slot, 0);
  const Uint256 first = array_slot(execution, slot);
  for (std::size_t i = 0; i < count; ++i) {
    execution.charge(kGasCloseSubmission);
    execution.store(first + i, 0);
  }
  execution.store(slot + 1, 0);
}

/// A round that timed out takes over the answer before it.
void settle_timed_out(Execution& execution, std::uint32_t round) {
  if (!is_timed_out(execution, round)) return;
  const Uint256 slot = round_slot(execution, round), previous = round_slot(execution, before(round));
  execution.store(slot, execution.load(previous));
  Uint256 times = execution.load(slot + 1);
  times = kAnsweredIn.write(times, kAnsweredIn.read(execution.load(previous + 1)));
  execution.store(slot + 1, kUpdatedAt.write(times, execution.block().timestamp));
  delete_details(execution, round);
}

void open_round(Execution& execution, std::uint32_t round) {
  execution.charge(kGasOpen);
  settle_timed_out(execution, before(round));
  store_field(execution, kRoundIds, kReportingRound, round);
  const Uint256 settings = execution.load(kSettings);
  Uint256 details = kDetailsMax.write(0, kMaxSubmissions.read(settings));
  details = kDetailsMin.write(details, kMinSubmissions.read(settings));
  details = kDetailsTimeout.write(details, kTimeout.read(settings));
  const Uint256 slot = details_slot(execution, round);
  execution.store(slot, 0);
  execution.store(slot + 1, kDetailsPayment.write(details, kPayment.read(settings)));
  const std::uint64_t now = execution.block().timestamp;
  store_field(execution, round_slot(execution, round) + 1, kStartedAt, now);
  kNewRound.emit(execution, Uint256(round), execution.sender(), Uint256(now));
}

void open_round_for_oracle(Execution& execution, std::uint32_t round) {
  if (round != next_of(reporting_round(execution))) return;
  if (!has_waited(execution, execution.sender(), round)) return;
  open_round(execution, round);
  store_field(execution, oracle_slot(execution, execution.sender()), kLastStarted, round);
}

void record_submission(Execution& execution, const Int256& submission, std::uint32_t round) {
  require(accepts_submissions(execution, round), "round not accepting submissions");
  execution.charge(kGasRecord);
  const Uint256 list = details_slot(execution, round);
  const Uint256 count = execution.load(list);
  execution.store(list, count + 1);
  execution.store(array_slot(execution, list) + count, to_word(submission));
  const Uint256 oracle = oracle_slot(execution, execution.sender());
  store_field(execution, oracle, kLastReported, round);
  execution.store(oracle + kSubmissionWord, to_word(submission));
  kSubmissionReceived.emit(execution, submission, round, execution.sender());
}

/// The mean of two, rounded towards zero, as the contract's library has it.
Int256 average(const Int256& a, const Int256& b) {
  if ((a < 0 && b > 0) || (a > 0 && b < 0)) return (a + b) / 2;
  return a / 2 + b / 2 + (a % 2 + b % 2) / 2;
}
Int256 median_of(std::vector<Int256> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : average(values[middle - 1], values[middle]);
}

/// Makes the median of the submissions the answer, once there are enough. False when there are not.
bool update_answer(Execution& execution, std::uint32_t round, Int256& answer) {
  const Uint256 list = details_slot(execution, round);
  const auto count = static_cast<std::size_t>(execution.load(list));
  if (count < load_small(execution, list + 1, kDetailsMin)) return false;
  execution.charge(kGasAnswer + kGasAnswerSubmission * count);
  const Uint256 first = array_slot(execution, list);
  std::vector<Int256> submissions;
  for (std::size_t i = 0; i < count; ++i) submissions.push_back(from_word(execution.load(first + i)));
  answer = median_of(std::move(submissions));

  const std::uint64_t now = execution.block().timestamp;
  const Uint256 slot = round_slot(execution, round);
  execution.store(slot, to_word(answer));
  execution.store(slot + 1, kAnsweredIn.write(kUpdatedAt.write(execution.load(slot + 1), now), round));
  store_field(execution, kRoundIds, kLatestRound, round);
  kAnswerUpdated.emit(execution, answer, Uint256(round), Uint256(now));
  return true;
}

void pay_oracle(Execution& execution, std::uint32_t round) {
  execution.charge(kGasPay);
  const Uint256 payment = kDetailsPayment.read(execution.load(details_slot(execution, round) + 1));
  const Uint256 funds = execution.load(kFunds);
  const Uint256 available = subtract(kAvailable.read(funds), payment);
  const Uint256 allocated = add_within(kAllocated.read(funds), payment, 128);
  execution.store(kFunds, kAllocated.write(kAvailable.write(funds, available), allocated));
  const Uint256 oracle = oracle_slot(execution, execution.sender());
  const Uint256 status = execution.load(oracle);
  execution.store(oracle, kWithdrawable.write(status, add_within(kWithdrawable.read(status), payment, 128)));
  kAvailableFundsUpdated.emit(execution, available);
}

void close_when_full(Execution& execution, std::uint32_t round) {
  execution.charge(kGasClose);
  const Uint256 list = details_slot(execution, round);
  if (execution.load(list) < load_small(execution, list + 1, kDetailsMax)) return;
  delete_details(execution, round);
}

void validate_answer(Execution& execution, std::uint32_t round, const Int256& answer) {
  const Address validator = load_address(execution, kValidator);
  if (validator.is_zero()) return;
  const Uint256 previous = round_slot(execution, before(round));
  const Uint256 previous_round = kAnsweredIn.read(execution.load(previous + 1));
  const Int256 previous_answer = from_word(execution.load(previous));
  if (!execution.has_code(validator)) revert_empty();
  const auto result = execution.call(
      validator, 0, kValidate.encode(previous_round, previous_answer, Uint256(round), answer), kValidatorGasLimit);
  if (result.ok && result.output.size() < 32) revert_empty();  // only a revert of the callee is caught
}

}  // namespace

void submit(Execution& execution, Uint256 round_id, Int256 submission) {
  execution.charge(kGasSubmit);
  const auto round = static_cast<std::uint32_t>(round_id & UINT32_MAX);
  const std::string_view refused = refusal(execution, execution.sender(), round);
  require(submission >= from_word(execution.load_immutable(immutable_slot(kMinValue))),
          "value below minSubmissionValue");
  require(submission <= from_word(execution.load_immutable(immutable_slot(kMaxValue))),
          "value above maxSubmissionValue");
  require(refused.empty(), refused);
  open_round_for_oracle(execution, round);
  record_submission(execution, submission, round);
  Int256 answer;
  const bool updated = update_answer(execution, round, answer);
  pay_oracle(execution, round);
  close_when_full(execution, round);
  if (updated) validate_answer(execution, round, answer);
}

UintN<80> request_new_round(Execution& execution) {
  const Uint256 requester = mapping_slot(execution, kRequesters, execution.sender());
  const Uint256 word = execution.load(requester);
  require(kAuthorized.read_flag(word), "not authorized requester");
  execution.charge(kGasRequest);
  const std::uint32_t current = reporting_round(execution);
  require(is_supersedable(execution, current), "prev round must be supersedable");
  const std::uint32_t round = next_of(current);
  const std::uint64_t last = kRequesterLastStarted.read_small(word);
  require(last == 0 || round > last + kDelay.read_small(word), "must delay requests");
  open_round(execution, round);
  execution.store(requester, kRequesterLastStarted.write(word, round));
  return {Uint256(round)};
}

RoundState oracle_round_state(Execution& execution, LooseAddress oracle, LooseUint<32> queried) {
  require(execution.sender() == execution.origin(), "off-chain reading only");
  const auto read = [&](std::uint32_t round, bool eligible, const Uint256& payment) -> RoundState {
    const Uint256 times = execution.load(round_slot(execution, round) + 1);
    return {eligible,
            round,
            from_word(execution.load(oracle_slot(execution, oracle.value) + kSubmissionWord)),
            kStartedAt.read_small(times),
            load_small(execution, details_slot(execution, round) + 1, kDetailsTimeout),
            UintN<128>{kAvailable.read(execution.load(kFunds))},
            static_cast<std::uint8_t>(oracle_count(execution)),
            UintN<128>{payment}};
  };
  const auto payment_of = [&](std::uint32_t round) {
    return kDetailsPayment.read(execution.load(details_slot(execution, round) + 1));
  };
  const Uint256 next_payment = kPayment.read(execution.load(kSettings));

  auto round = static_cast<std::uint32_t>(queried.value);
  if (round > 0) {
    const bool started = kStartedAt.read_small(execution.load(round_slot(execution, round) + 1)) > 0;
    const bool open = started ? accepts_submissions(execution, round) : has_waited(execution, oracle.value, round);
    const bool eligible = open && refusal(execution, oracle.value, round).empty();
    return read(round, eligible, started ? payment_of(round) : next_payment);
  }
  round = reporting_round(execution);
  const bool done = load_small(execution, oracle_slot(execution, oracle.value), kLastReported) == round ||
                    !accepts_submissions(execution, round);
  bool eligible = false;
  Uint256 payment;
  if (is_supersedable(execution, round) && done) {
    round = next_of(round);
    payment = next_payment;
    eligible = has_waited(execution, oracle.value, round);
  } else {
    payment = payment_of(round);
    eligible = accepts_submissions(execution, round);
  }
  if (!refusal(execution, oracle.value, round).empty()) eligible = false;
  return read(round, eligible, payment);
}

}  // namespace orrery::chains::flux
