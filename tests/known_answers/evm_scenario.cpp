#include "tests/known_answers/evm_scenario.h"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "chains/contracts/external_call.h"
#include "chains/contracts/registry.h"
#include "chains/contracts/signature.h"
#include "chains/encoding/abi_error.h"
#include "chains/ledger/execution.h"
#include "tests/known_answers/json_values.h"
#include "tests/known_answers/mock_contracts.h"
#include "tests/known_answers/recorded_gas.h"

namespace orrery::known_answers {
namespace {

using namespace chains;
using nlohmann::json;

constexpr Gas kBlockGasLimit = 30'000'000;
const Uint256 kPlenty = Uint256(1) << 100;

std::vector<ContractKind> all_kinds() {
  auto kinds = contract_kinds();
  for (auto& kind : mock_contract_kinds()) kinds.push_back(std::move(kind));
  return kinds;
}

std::uint64_t number(const json& object, const char* key) {
  const auto& value = object.at(key);
  return value.is_string() ? static_cast<std::uint64_t>(parse_uint256(value.get<std::string>()))
                           : value.get<std::uint64_t>();
}

/// What did not agree in one step.
class Differences {
 public:
  void check(bool held, const std::string& what) {
    if (!held) text_ += (text_.empty() ? "" : "; ") + what;
  }
  void equal(const std::string& what, const std::string& expected, const std::string& found) {
    check(expected == found, what + ": expected " + shortened(expected) + ", found " + shortened(found));
  }
  bool empty() const { return text_.empty(); }
  const std::string& text() const { return text_; }

 private:
  static std::string shortened(const std::string& text) {
    constexpr std::size_t kLongest = 200;
    return text.size() <= kLongest ? text : text.substr(0, kLongest) + "... (" + std::to_string(text.size()) + ")";
  }
  std::string text_;
};

std::string log_text(const Address& address, const std::vector<std::string>& topics, const std::string& data) {
  std::string text = to_hex(address);
  for (const auto& topic : topics) text += " " + topic;
  return text + " : " + data;
}
std::string logs_text(const std::vector<EmittedLog>& logs) {
  std::string text;
  for (const auto& log : logs) {
    std::vector<std::string> topics;
    for (const auto& topic : log.topics) topics.push_back(to_hex(topic));
    text += log_text(log.address, topics, to_hex(log.data)) + "\n";
  }
  return text;
}
std::string logs_text(const json& logs) {
  std::string text;
  for (const auto& log : logs)
    text += log_text(address_from_any_case(log.at("address")), log.at("topics").get<std::vector<std::string>>(),
                     log.at("data")) +
            "\n";
  return text;
}

/// "stale report", "Panic(0x11)", "InvalidConfig(30064771076)", "": as the records write reasons.
std::string reason_text(const RevertReason& reason) {
  if (reason.kind == RevertReason::Kind::kPanic) return "Panic(0x" + to_hex(to_bytes32(reason.code)).substr(64) + ")";
  return reason.kind == RevertReason::Kind::kError ? reason.text : "";
}

class Scenario {
 public:
  explicit Scenario(const json& document) : document_(document), code_(all_kinds()) {}

  Result run() {
    for (const auto& artifact : document_.at("artifacts")) {
      if (code_.find(artifact.get<std::string>()) != nullptr) continue;
      result_.uncovered = static_cast<int>(document_.at("steps").size());
      result_.uncovered_because = "contract " + artifact.get<std::string>();
      return result_;
    }
    for (const auto& step : document_.at("steps")) run_step(step);
    if (document_.contains("billingSummary")) check_billing(document_.at("billingSummary"));
    return std::move(result_);
  }

 private:
  struct Payment {
    std::string step;
    Uint256 juels;
  };

  void run_step(const json& step) {
    Differences differences;
    const std::string kind = step.at("kind");
    block_.number = number(step, "blockNumber");
    block_.timestamp = number(step, "timestamp");
    block_.base_fee = parse_uint256(document_.at("baseFeeWei").get<std::string>());
    block_.gas_limit = kBlockGasLimit;
    block_.chain_id = number(document_, "chainId");
    if (kind == "deploy") {
      deploy(step, differences);
    } else if (kind == "tx") {
      transact(step, differences);
    } else if (kind == "call") {
      call(step, differences);
    } else {
      differences.check(false, "a step of unknown kind " + kind);
    }
    result_.check(differences.empty(), step.at("name").get<std::string>() + ": " + differences.text());
  }

  TransactionRequest request_from(const Address& sender, BytesView input) {
    TransactionRequest request;
    request.sender = sender;
    request.nonce = state_.nonce(sender);
    request.input = input;
    request.gas_limit = kBlockGasLimit / 2;
    request.max_fee = parse_uint256(document_.at("defaultGasPriceWei").get<std::string>());
    return request;
  }
  TransactionOutcome execute(TransactionRequest request) {
    request.max_priority_fee = request.max_fee;
    state_.set_balance(request.sender, kPlenty);
    return execute_transaction(state_, block_, request, code_, signatures_);
  }

  void deploy(const json& step, Differences& differences) {
    const std::string artifact = step.at("artifact");
    const auto& kind = code_.require(artifact);
    std::vector<AbiType> types;
    for (const auto& line : kind.abi) {
      const Signature signature = parse_signature(line);
      if (signature.kind != "constructor") continue;
      for (const auto& parameter : signature.inputs) types.push_back(AbiType::parse(parameter.type));
    }
    std::vector<AbiValue> values;
    for (std::size_t i = 0; i < types.size(); ++i)
      values.push_back(abi_value_from_json(types[i], step.at("args").at(i)));
    const Bytes input = deployment_input(artifact, abi_encode(types, values));
    const auto outcome = execute(request_from(address_from_any_case(step.at("from")), input));
    result_.notes.push_back("gas " + std::to_string(outcome.gas_used) + " for " + step.at("name").get<std::string>());
    differences.check(outcome.ok, "the deployment reverted: " + to_text(decode_revert(outcome.output)));
    differences.equal("address", to_hex(address_from_any_case(step.at("address"))),
                      to_hex(outcome.contract_address.value_or(Address{})));
  }

  void transact(const json& step, Differences& differences) {
    const Bytes input = from_hex(step.at("calldata").get<std::string>());
    auto request = request_from(address_from_any_case(step.at("from")), input);
    request.to = address_from_any_case(step.at("to"));
    if (step.contains("gasPriceWei")) request.max_fee = parse_uint256(step.at("gasPriceWei").get<std::string>());
    if (step.contains("gasLimit")) request.gas_limit = number(step, "gasLimit");
    if (step.contains("value")) request.value = parse_uint256(step.at("value").get<std::string>());
    const json& expect = step.at("expect");

    const Uint256 owed_before = owed_payment(request);
    const StateMark before = state_.mark();
    auto outcome = execute(request);
    if (expect.contains("gasUsed")) {
      const Gas recorded = number(expect, "gasUsed");
      const Gas difference = outcome.gas_used > recorded ? outcome.gas_used - recorded : recorded - outcome.gas_used;
      differences.check(difference * 20 <= recorded, "gas: expected " + std::to_string(recorded) +
                                                         " within 5 %, found " + std::to_string(outcome.gas_used));
      result_.notes.push_back("gas " + std::to_string(outcome.gas_used) + " of " + std::to_string(recorded) + ", " +
                              step.at("name").get<std::string>());
      outcome = run_with_recorded_gas(request, recorded, before, std::move(outcome));
    }
    check_outcome(expect, outcome.ok, outcome.output, differences);
    if (expect.contains("logs")) differences.equal("logs", logs_text(expect.at("logs")), logs_text(outcome.logs));
    payments_.push_back({step.at("name"), owed_payment(request) - owed_before});
  }

  /// Runs the transaction again from `before` until it uses the recorded gas exactly, which takes two runs unless the
  /// refund's ceiling bends the relation.
  TransactionOutcome run_with_recorded_gas(const TransactionRequest& request, Gas recorded, StateMark before,
                                           TransactionOutcome outcome) {
    const ContractKind* kind = state_.code(*request.to);
    if (kind == nullptr) return outcome;
    auto adjusted = std::make_unique<WithRecordedGas>(*kind->code);
    auto& contract = *adjusted;
    const ContractKind adjusted_kind{kind->name, 0, std::move(adjusted)};
    constexpr int kTries = 4;
    std::int64_t difference = 0;
    for (int i = 0; i < kTries && outcome.gas_used != recorded; ++i) {
      difference += static_cast<std::int64_t>(recorded) - static_cast<std::int64_t>(outcome.gas_used);
      contract.set_difference(difference);
      state_.undo_to(before);
      state_.set_code(*request.to, &adjusted_kind);
      outcome = execute(request);
      state_.set_code(*request.to, kind);
    }
    return outcome;
  }

  void call(const json& step, Differences& differences) {
    const Bytes input = from_hex(step.at("calldata").get<std::string>());
    const CallRequest request{address_from_any_case(step.at("from")), address_from_any_case(step.at("to")), 0, input};
    const CallResult outcome = execute_call(state_, block_, request, signatures_);
    const json& expect = step.at("expect");
    check_outcome(expect, outcome.ok, outcome.output, differences);
    if (expect.contains("returnData"))
      differences.equal("return data", expect.at("returnData"), to_hex(outcome.output));
  }

  static void check_outcome(const json& expect, bool ok, BytesView output, Differences& differences) {
    differences.equal("status", expect.at("status"), ok ? "ok" : "revert");
    const RevertReason reason = decode_revert(output);
    if (!ok && expect.contains("revertData") && expect.at("revertData").is_string())
      differences.equal("revert data", expect.at("revertData"), to_hex(output));
    const bool named = reason.kind != RevertReason::Kind::kCustom && reason.kind != RevertReason::Kind::kOther;
    if (!ok && named && expect.contains("revertReason"))
      differences.equal("revert reason", expect.at("revertReason"), reason_text(reason));
  }

  /// What the sender of a transaction is owed by its receiver, or 0 where that is no aggregator.
  Uint256 owed_payment(const TransactionRequest& request) {
    static const ExternalFunction<Uint256, Address> kOwedPayment(
        "function owedPayment(address transmitterAddress) view returns (uint256)");
    const Bytes input = kOwedPayment.encode(request.sender);
    const CallResult outcome = execute_call(state_, block_, {request.sender, *request.to, 0, input}, signatures_);
    return outcome.ok && outcome.output.size() == 32 ? to_uint256(outcome.output) : Uint256(0);
  }

  void check_billing(const json& summary) {
    const json& billing = summary.at("billing");
    const Uint256 kGjuels = 1'000'000'000, kJuelsPerLink = kGjuels * kGjuels;
    const Uint256 fixed = (Uint256(number(billing, "obs")) + number(billing, "tr")) * kGjuels;
    const Uint256 juels_per_fee_coin = parse_uint256(summary.at("juelsPerFeeCoin").get<std::string>());
    for (const auto& row : summary.at("rows")) {
      Differences differences;
      const std::string name = row.at("name");
      const auto paid = std::ranges::find_if(payments_, [&](const Payment& p) { return p.step.ends_with(name); });
      if (paid == payments_.end() || paid->juels < fixed) {
        result_.check(false, "billing of " + name + ": no such payment");
        continue;
      }
      const Uint256 gas_part = paid->juels - fixed;
      const Uint256 juels_per_gas = Uint256(number(row, "reimbursedPriceGwei")) * kGjuels * juels_per_fee_coin;
      differences.equal("paid", row.at("paidJuelsTotal"), to_text(paid->juels));
      differences.equal("for gas", row.at("gasPartJuels"), to_text(gas_part));
      differences.equal("reimbursed gas", row.at("impliedReimbursedGas"),
                        to_text(Uint256(gas_part * kJuelsPerLink / juels_per_gas)));
      result_.check(differences.empty(), "billing of " + name + ": " + differences.text());
    }
  }

  const json& document_;
  CodeBook code_;
  State state_;
  BlockContext block_;
  Signatures signatures_{SignatureMode::kReal};
  Result result_;
  std::vector<Payment> payments_;
};

}  // namespace

Format evm_scenario_format() {
  return {
      "ocr-evm-scenario/1",
      [](const json& document) { return document.is_object() && document.value("format", "") == "ocr-evm-scenario/1"; },
      [](const json& document) { return Scenario(document).run(); }};
}

}  // namespace orrery::known_answers
