#include "tests/known_answers/mock_contracts.h"

#include <utility>

#include "chains/contracts/event.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/memory_gas.h"
#include "chains/contracts/solidity_contract.h"
#include "chains/contracts/storage_layout.h"
#include "tests/known_answers/multi_ocr3_helper.h"
#include "tests/known_answers/vrf_mocks.h"

namespace orrery::known_answers {
namespace {

using namespace chains;

const Event kTransfer("event Transfer(address indexed from, address indexed to, uint256 value)");
const Event kValidated(
    "event Validated(uint256 previousRoundId, int256 previousAnswer, uint256 currentRoundId, int256 currentAnswer)");
const Event kAnswer("event Answer(bytes32 requestId, bytes32 value)");
const Event kAnswerBytes("event AnswerBytes(bytes32 requestId, bytes value)");
const Event kGot("event Got(bytes metadata, bytes report)");
const ExternalFunction<void, Address, Uint256, BytesView> kOnTokenTransfer(
    "function onTokenTransfer(address sender, uint256 value, bytes data)");
const ExternalFunction<Int256> kLatestAnswer("function latestAnswer() view returns (int256)");

/// A token that anyone mints and whose transfer answers false, instead of reverting, when the balance is too small.
class MockLink : public SolidityContract {
 public:
  MockLink() {
    add({
        {"constructor()", handler_of(+[](Execution&) {})},
        {"function mint(address to, uint256 value)", handler_of(mint), 200},
        {"function balanceOf(address owner) view returns (uint256)", handler_of(balance_of), 200},
        {"function transfer(address to, uint256 value) returns (bool)", handler_of(transfer), 400},
    });
    add({&kTransfer});
  }

 protected:
  static Uint256 slot_of(Execution& execution, const Address& owner) { return mapping_slot(execution, 0, owner); }
  static void credit(Execution& execution, const Address& to, const Uint256& value) {
    const Uint256 slot = slot_of(execution, to);
    execution.store(slot, execution.load(slot) + value);
  }
  static void mint(Execution& execution, Address to, Uint256 value) { credit(execution, to, value); }
  static Uint256 balance_of(Execution& execution, Address owner) { return execution.load(slot_of(execution, owner)); }
  static bool transfer(Execution& execution, Address to, Uint256 value) {
    const Uint256 slot = slot_of(execution, execution.sender());
    const Uint256 balance = execution.load(slot);
    if (balance < value) return false;
    execution.store(slot, balance - value);
    credit(execution, to, value);
    kTransfer.emit(execution, execution.sender(), to, value);
    return true;
  }
};

/// The same with transferAndCall, which logs the plain transfer only.
class MockLink677 : public MockLink {
 public:
  MockLink677() {
    add({{"function transferAndCall(address to, uint256 value, bytes data) returns (bool)",
          handler_of(transfer_and_call, AbiLocation::kCalldata), 2'150}});
  }

 private:
  static bool transfer_and_call(Execution& execution, Address to, Uint256 value, BytesView data) {
    if (!transfer(execution, to, value)) revert_empty();
    if (execution.has_code(to)) kOnTokenTransfer(execution, to, execution.sender(), value, data);
    return true;
  }
};

class MockValidator : public SolidityContract {
 public:
  MockValidator() {
    add({
        {"constructor()", handler_of(+[](Execution&) {})},
        {"function validate(uint256 previousRoundId, int256 previousAnswer, uint256 currentRoundId, "
         "int256 currentAnswer) returns (bool)",
         handler_of(validate), 300},
    });
    add({&kValidated});
  }

 private:
  static bool validate(Execution& execution, Uint256 previous_id, Int256 previous, Uint256 id, Int256 answer) {
    kValidated.emit(execution, previous_id, previous, id, answer);
    return true;
  }
};

class MockReader : public SolidityContract {
 public:
  MockReader() {
    add({
        {"constructor()", handler_of(+[](Execution&) {})},
        {"function read(address feed) view returns (int256)", handler_of(read), 200},
    });
  }

 private:
  static Int256 read(Execution& execution, Address feed) { return kLatestAnswer(execution, feed); }
};

/// Makes any call for its test, and takes an operator's answers unless it was told to fail.
class MockOracleClient : public SolidityContract {
 public:
  MockOracleClient() {
    add({
        {"constructor()", handler_of(+[](Execution&) {})},
        {"function fwd(address to, bytes data) returns (bytes)", handler_of(forward, AbiLocation::kCalldata), 1'850},
        {"function setFailing(bool failing)", handler_of(set_failing), 250},
        {"function fulfill(bytes32 requestId, bytes32 value)", handler_of(fulfill), 350},
        {"function fulfillBytes(bytes32 requestId, bytes value)", handler_of(fulfill_bytes, AbiLocation::kCalldata),
         400},
    });
    add({&kAnswer, &kAnswerBytes});
  }

 private:
  static Bytes forward(Execution& execution, Address to, BytesView data) {
    auto result = execution.call(to, 0, data);
    if (!result.ok) throw Revert{std::move(result.output)};
    return std::move(result.output);
  }
  static void set_failing(Execution& execution, bool failing) {
    execution.load(0);
    execution.store(0, failing ? 1 : 0);
  }
  static void require_working(Execution& execution) { require(execution.load(0) == 0, "client is failing"); }
  static void fulfill(Execution& execution, Bytes32 id, Bytes32 value) {
    require_working(execution);
    kAnswer.emit(execution, id, value);
  }
  static void fulfill_bytes(Execution& execution, Bytes32 id, BytesView value) {
    require_working(execution);
    kAnswerBytes.emit(execution, id, value);
  }
};

/// Takes reports, unless it was told to fail.
class MockReceiver : public SolidityContract {
 public:
  MockReceiver() {
    add({
        {"constructor()", handler_of(+[](Execution&) {})},
        {"function onReport(bytes metadata, bytes report)", handler_of(on_report, AbiLocation::kCalldata), 996},
        {"function supportsInterface(bytes4 interfaceId) pure returns (bool)", handler_of(supports_interface), 340},
        {"function setFailing(bool failing)", handler_of(set_failing), 250},
    });
    add({&kGot});
  }

 private:
  static void on_report(Execution& execution, BytesView metadata, BytesView report) {
    require(execution.load(0) == 0, "receiver is failing");
    execution.charge(343 + copy_gas(report.size(), /*words_before=*/9));
    kGot.emit(execution, metadata, report);
  }
  static bool supports_interface(Execution&, BytesN<4> id) {
    return id == BytesN<4>{{{0x80, 0x5f, 0x21, 0x32}}} || id == BytesN<4>{{{0x01, 0xff, 0xc9, 0xa7}}};
  }
  static void set_failing(Execution& execution, bool failing) {
    execution.load(0);
    execution.store(0, failing ? 1 : 0);
  }
};

class NotReceiver : public SolidityContract {
 public:
  NotReceiver() {
    add({{"constructor()", handler_of(+[](Execution&) {})}});
  }
};

}  // namespace

std::vector<ContractKind> mock_contract_kinds() {
  std::vector<ContractKind> kinds;
  add_mock<MockLink>(kinds, "MockLink");
  add_mock<MockLink677>(kinds, "MockLink677");
  add_mock<MockValidator>(kinds, "MockValidator");
  add_mock<MockReader>(kinds, "MockReader");
  add_mock<MockOracleClient>(kinds, "MockOracleClient");
  add_mock<MultiOcr3Helper>(kinds, "MultiOCR3Helper");
  add_mock<MockReceiver>(kinds, "MockReceiver");
  add_mock<NotReceiver>(kinds, "NotReceiver");
  for (auto& kind : vrf_mock_kinds()) kinds.push_back(std::move(kind));
  return kinds;
}

}  // namespace orrery::known_answers
