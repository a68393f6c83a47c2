#include "chains/ledger/uptime_feed.h"

#include <array>
#include <memory>

#include "chains/encoding/abi.h"
#include "chains/uint256.h"

namespace orrery::chains {
namespace {

constexpr Gas kDeploymentGas = 1'400'000;  // about 7 kB of code times 200
constexpr Gas kDispatchGas = 500;

const Uint256 kUpdaterSlot = 0, kLatestRoundSlot = 1;

/// Each round is one word: status in the lowest byte, then startedAt and updatedAt with 64 bits each.
struct Round {
  bool is_down = false;
  std::uint64_t started_at = 0, updated_at = 0;
};

Uint256 slot_of(std::uint64_t round) { return (Uint256(1) << 128) + round; }

Round read_round(Execution& execution, std::uint64_t id) {
  const Uint256 word = execution.load(slot_of(id));
  return {(word & 0xff) != 0, static_cast<std::uint64_t>((word >> 8) & UINT64_MAX),
          static_cast<std::uint64_t>((word >> 72) & UINT64_MAX)};
}

void write_round(Execution& execution, std::uint64_t id, const Round& round) {
  execution.store(slot_of(id),
                  (Uint256(round.updated_at) << 72) | (Uint256(round.started_at) << 8) | (round.is_down ? 1 : 0));
}

std::uint64_t latest_round(Execution& execution) {
  return static_cast<std::uint64_t>(execution.load(kLatestRoundSlot) & UINT64_MAX);
}

[[noreturn]] void revert_error(std::string_view signature) {
  throw Revert{AbiWriter(selector_of(signature), 0).finish()};
}

void emit_words(Execution& execution, std::string_view event, std::initializer_list<Uint256> indexed,
                std::initializer_list<Uint256> data) {
  std::vector<Bytes32> topics = {topic_of(event)};
  for (const auto& value : indexed) topics.push_back(to_bytes32(value));
  AbiWriter body(data.size());
  for (const auto& value : data) body.unsigned_number(value);
  execution.emit(topics, body.finish());
}

void begin_round(Execution& execution, std::uint64_t id, bool is_down, std::uint64_t timestamp) {
  execution.store(kLatestRoundSlot, id);
  write_round(execution, id, {is_down, timestamp, execution.block().timestamp});
  emit_words(execution, "NewRound(uint256,address,uint256)", {id, to_uint256(execution.sender())}, {timestamp});
  emit_words(execution, "AnswerUpdated(int256,uint256,uint256)", {is_down ? 1 : 0, id}, {timestamp});
}

Bytes update_status(Execution& execution, BytesView arguments) {
  AbiReader reader(arguments, 2);
  const bool is_down = reader.boolean();
  const std::uint64_t timestamp = reader.number(64);
  if (!reader.ok()) revert_empty();
  if (to_address(execution.load(kUpdaterSlot)) != execution.sender()) revert_error("InvalidSender()");
  const std::uint64_t id = latest_round(execution);
  Round latest = read_round(execution, id);
  if (timestamp < latest.started_at) {
    emit_words(execution, "UpdateIgnored(bool,uint64,bool,uint64)", {},
               {latest.is_down ? 1 : 0, latest.started_at, is_down ? 1 : 0, timestamp});
  } else if (latest.is_down == is_down) {
    latest.updated_at = execution.block().timestamp;
    write_round(execution, id, latest);
    emit_words(execution, "RoundUpdated(int256,uint64)", {is_down ? 1 : 0}, {latest.updated_at});
  } else {
    begin_round(execution, id + 1, is_down, timestamp);
  }
  return {};
}

Bytes round_data(Execution& execution, std::uint64_t id) {
  const Round round = read_round(execution, id);
  return AbiWriter(5)
      .number(id)
      .number(round.is_down ? 1 : 0)
      .number(round.started_at)
      .number(round.updated_at)
      .number(id)
      .finish();
}

Bytes get_round_data(Execution& execution, BytesView arguments) {
  AbiReader reader(arguments, 1);
  const Uint256 id = reader.unsigned_number(80);
  if (!reader.ok()) revert_empty();
  if (id == 0 || id > latest_round(execution)) revert_error("NoDataPresent()");
  return round_data(execution, static_cast<std::uint64_t>(id));
}

Bytes word(std::uint64_t value) { return AbiWriter(1).number(value).finish(); }

class UptimeFeed final : public Contract {
 public:
  void construct(Execution& execution) const override {
    AbiReader reader(execution.input(), 2);
    const Address updater = reader.address();
    const bool is_down = reader.boolean();
    if (!reader.ok()) revert_empty();
    execution.store(kUpdaterSlot, to_uint256(updater));
    begin_round(execution, 1, is_down, execution.block().timestamp);
  }

  Bytes call(Execution& execution) const override {
    if (execution.value() != 0) revert_empty();
    execution.charge(kDispatchGas);
    bool found = false;
    const Selector selector = read_selector(execution.input(), found);
    if (!found) revert_empty();
    const BytesView arguments = execution.input().subspan(4);
    if (selector == selectors_.latest_round_data) return round_data(execution, latest_round(execution));
    if (selector == selectors_.get_round_data) return get_round_data(execution, arguments);
    if (selector == selectors_.update_status) return update_status(execution, arguments);
    if (selector == selectors_.latest_round) return word(latest_round(execution));
    if (selector == selectors_.latest_answer)
      return word(read_round(execution, latest_round(execution)).is_down ? 1 : 0);
    if (selector == selectors_.latest_timestamp) return word(read_round(execution, latest_round(execution)).started_at);
    if (selector == selectors_.decimals) return word(0);
    if (selector == selectors_.version) return word(1);
    if (selector == selectors_.description) return AbiWriter(1).text("L2 Sequencer Uptime Status Feed").finish();
    revert_empty();
  }

 private:
  struct Selectors {
    Selector latest_round_data = selector_of("latestRoundData()"), get_round_data = selector_of("getRoundData(uint80)"),
             update_status = selector_of("updateStatus(bool,uint64)"), latest_round = selector_of("latestRound()"),
             latest_answer = selector_of("latestAnswer()"), latest_timestamp = selector_of("latestTimestamp()"),
             decimals = selector_of("decimals()"), version = selector_of("version()"),
             description = selector_of("description()");
  };
  Selectors selectors_;
};

}  // namespace

ContractKind uptime_feed_kind() {
  return {kUptimeFeed,
          kDeploymentGas,
          std::make_unique<UptimeFeed>(),
          {"constructor(address updater, bool initialStatus)", "function updateStatus(bool status, uint64 timestamp)",
           "function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 "
           "updatedAt, uint80 answeredInRound)",
           "function getRoundData(uint80 roundId) view returns (uint80 id, int256 answer, uint256 startedAt, uint256 "
           "updatedAt, uint80 answeredInRound)",
           "function latestAnswer() view returns (int256)", "function latestTimestamp() view returns (uint256)",
           "function latestRound() view returns (uint256)", "function decimals() view returns (uint8)",
           "function version() view returns (uint256)", "function description() view returns (string)",
           "event NewRound(uint256 indexed roundId, address indexed startedBy, uint256 startedAt)",
           "event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt)",
           "event RoundUpdated(int256 status, uint64 updatedAt)",
           "event UpdateIgnored(bool latestStatus, uint64 latestTimestamp, bool incomingStatus, uint64 "
           "incomingTimestamp)",
           "error InvalidSender()", "error NoDataPresent()"}};
}

Bytes uptime_feed_arguments(const Address& updater, bool is_down) {
  return AbiWriter(2).address(updater).boolean(is_down).finish();
}

Bytes update_status_input(bool is_down, std::uint64_t timestamp) {
  return AbiWriter(selector_of("updateStatus(bool,uint64)"), 2).boolean(is_down).number(timestamp).finish();
}

}  // namespace orrery::chains
