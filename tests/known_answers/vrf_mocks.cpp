#include "tests/known_answers/vrf_mocks.h"

#include "chains/contracts/event.h"
#include "chains/contracts/solidity_contract.h"
#include "chains/contracts/storage_layout.h"
#include "tests/known_answers/mock_contracts.h"

namespace orrery::known_answers {
namespace {

using namespace chains;

const Event kWords("event Words(uint256 requestId, uint256[] words)");
const Event kCalled("event Called(uint256 requestId, bool ok, bytes output)");
const Event kCoordinatorSet("event CoordinatorSet(address c)");
const Event kMigrated("event Migrated(bytes data, uint256 value)");

void do_nothing(Execution&) {}

Bytes forward(Execution& execution, Address to, BytesView data) {
  auto result = execution.call(to, 0, data);
  if (!result.ok) throw Revert{std::move(result.output)};
  return std::move(result.output);
}

/// Says what it was told to.
class MockPriceFeed : public SolidityContract {
 public:
  MockPriceFeed() {
    add({
        {"constructor()", handler_of(do_nothing)},
        {"function set(int256 answer, uint256 timestamp)", handler_of(set), 269},
        {"function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)",
         handler_of(latest_round_data), 328},
    });
  }

 private:
  using Round = std::tuple<UintN<80>, Int256, Uint256, Uint256, UintN<80>>;
  static void set(Execution& execution, Int256 answer, Uint256 timestamp) {
    execution.store(0, to_word(answer));
    execution.store(1, timestamp);
  }
  static Round latest_round_data(Execution& execution) {
    const Int256 answer = from_word(execution.load(0));
    const Uint256 timestamp = execution.load(1);
    return {UintN<80>{1}, answer, timestamp, timestamp, UintN<80>{1}};
  }
};

/// Takes any hash, and answers zero for a block that it knows nothing of.
class MockBlockhashStore : public SolidityContract {
 public:
  MockBlockhashStore() {
    add({
        {"constructor()", handler_of(do_nothing)},
        {"function set(uint256 n, bytes32 hash)", handler_of(set), 250},
        {"function getBlockhash(uint256 n) view returns (bytes32)", handler_of(get), 287},
    });
  }

 private:
  static void set(Execution& execution, Uint256 number, Bytes32 hash) {
    execution.store(mapping_slot(execution, 0, number), to_uint256(hash));
  }
  static Bytes32 get(Execution& execution, Uint256 number) {
    return to_bytes32(execution.load(mapping_slot(execution, 0, number)));
  }
};

/// Makes any call for its test, and takes words unless it was told to fail.
class MockVrfConsumer : public SolidityContract {
 public:
  MockVrfConsumer() {
    add({
        {"constructor()", handler_of(do_nothing)},
        {"function fwd(address to, bytes data) returns (bytes)", handler_of(forward, AbiLocation::kCalldata), 1'135},
        {"function setFailing(bool failing)", handler_of(set_failing), 250},
        {"function rawFulfillRandomWords(uint256 requestId, uint256[] words)", handler_of(fulfill), 566},
    });
    add({&kWords});
  }

 private:
  static void set_failing(Execution& execution, bool failing) {
    execution.load(0);
    execution.store(0, failing ? 1 : 0);
  }
  static void fulfill(Execution& execution, Uint256 id, std::vector<Uint256> words) {
    require(execution.load(0) == 0, "consumer is failing");
    execution.charge(133 + 6 * words.size() + words.size() * words.size() / 512);
    kWords.emit(execution, id, words);
  }
};

/// Makes a call that it was told, when it is called back.
class MockVrfCaller : public SolidityContract {
 public:
  MockVrfCaller() {
    add({
        {"constructor()", handler_of(do_nothing)},
        {"function fwd(address to, bytes data) returns (bytes)", handler_of(forward, AbiLocation::kCalldata), 1'135},
        {"function setCall(address target, bytes input)", handler_of(set_call), 700},
        {"function setCoordinator(address coordinator)", handler_of(set_coordinator), 300},
        {"function rawFulfillRandomWords(uint256 requestId, uint256[] words)", handler_of(fulfill), 1'500},
    });
    add({&kCalled, &kCoordinatorSet});
  }

 private:
  static constexpr unsigned kTarget = 0, kInput = 1;
  static void set_call(Execution& execution, Address target, Bytes input) {
    store_address(execution, kTarget, target);
    store_string(execution, kInput, std::string(input.begin(), input.end()));
  }
  static void set_coordinator(Execution& execution, Address coordinator) {
    kCoordinatorSet.emit(execution, coordinator);
  }
  static void fulfill(Execution& execution, Uint256 id, std::vector<Uint256>) {
    const std::string input = load_string(execution, kInput);
    const auto result = execution.call(load_address(execution, kTarget), 0, Bytes(input.begin(), input.end()));
    kCalled.emit(execution, id, result.ok, result.output);
  }
};

class MockMigrationTarget : public SolidityContract {
 public:
  MockMigrationTarget() {
    add({
        {"constructor()", handler_of(do_nothing)},
        {"function onMigration(bytes data) payable", handler_of(on_migration, AbiLocation::kCalldata), 600},
    });
    add({&kMigrated});
  }

 private:
  static void on_migration(Execution& execution, BytesView data) { kMigrated.emit(execution, data, execution.value()); }
};

}  // namespace

std::vector<ContractKind> vrf_mock_kinds() {
  std::vector<ContractKind> kinds;
  add_mock<MockPriceFeed>(kinds, "MockPriceFeed");
  add_mock<MockBlockhashStore>(kinds, "MockBlockhashStore");
  add_mock<MockVrfConsumer>(kinds, "MockVRFConsumer");
  add_mock<MockVrfCaller>(kinds, "MockVRFCaller");
  add_mock<MockMigrationTarget>(kinds, "MockMigrationTarget");
  return kinds;
}

}  // namespace orrery::known_answers
