// Proves the gas and the semantics of transactions: the SSTORE table of EIP-3529, cold and warm accounts of EIP-2929,
// the 63/64 rule of EIP-150, the refund cap, deployments, transfers and the undoing of what fails. Expected figures are
// the EIPs' own.

#include "chains/ledger/execution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "chains/ledger/code_book.h"
#include "chains/ledger/gas.h"
#include "tests/chains/ledger/scripted_contract.h"

namespace orrery::chains {
namespace {

constexpr Gas kPlenty = 1'000'000;

class ExecutionTest : public testing::Test {
 protected:
  ExecutionTest() {
    block_.number = 1;
    block_.gas_limit = 30'000'000;
    block_.base_fee = 7;
    block_.coinbase = test_address(0xcc);
    state_.set_balance(sender_, Uint256(1) << 80);
  }

  void install(const Address& at, ScriptedContract::Code body) {
    code_.add(scripted_kind("Scripted" + std::to_string(at.data[19]), std::move(body)));
    state_.set_code(at, &code_.kinds().back());
  }
  TransactionRequest request(std::optional<Address> to, BytesView input = {}, Gas gas_limit = kPlenty) {
    TransactionRequest transaction;
    transaction.sender = sender_;
    transaction.nonce = state_.nonce(sender_);
    transaction.to = to;
    transaction.input = input;
    transaction.gas_limit = gas_limit;
    transaction.max_fee = 100;
    transaction.max_priority_fee = 2;
    return transaction;
  }
  TransactionOutcome run(const TransactionRequest& transaction) {
    return execute_transaction(state_, block_, transaction, code_, signatures_);
  }
  /// Gas that a contract's body takes, without the transaction's own and before refunds.
  TransactionOutcome run_body(ScriptedContract::Code body) {
    install(contract_, std::move(body));
    return run(request(contract_));
  }

  State state_;
  BlockContext block_;
  CodeBook code_;
  Signatures signatures_{SignatureMode::kReal};
  Address sender_ = test_address(1), contract_ = test_address(2), other_ = test_address(3);
};

TEST_F(ExecutionTest, ATransferCosts21000AndPaysBaseFeeAndTip) {
  auto transaction = request(other_);
  transaction.value = 12345;
  const Uint256 before = state_.balance(sender_);
  const auto outcome = run(transaction);
  EXPECT_TRUE(outcome.ok);
  EXPECT_EQ(outcome.gas_used, 21'000u);
  EXPECT_EQ(outcome.effective_gas_price, 9);  // base fee 7 + tip 2
  EXPECT_EQ(state_.balance(other_), 12345);
  EXPECT_EQ(state_.balance(sender_), before - 12345 - 21'000 * 9);
  EXPECT_EQ(state_.balance(block_.coinbase), 21'000 * 2);  // the base fee is burnt
  EXPECT_EQ(state_.nonce(sender_), 1u);
}

TEST_F(ExecutionTest, CalldataCostsFourForZeroAndSixteenForOtherBytes) {
  const Bytes input = {0, 0, 0, 1, 2};
  EXPECT_EQ(run(request(other_, input)).gas_used, 21'000u + 3 * 4 + 2 * 16);
}

struct StoreCase {
  int original, first, second;
  Gas used;  // by both SSTOREs on a warm slot
  std::int64_t refund;
};
class StoreTable : public ExecutionTest, public testing::WithParamInterface<StoreCase> {};

TEST_P(StoreTable, CostsWhatEip3529Says) {
  const auto& row = GetParam();
  state_.set_storage(contract_, 0, row.original);
  std::int64_t refund = 0;
  Gas used = 0;
  install(contract_, [&](Execution& execution) {
    execution.load(0);  // warms the slot, as the table assumes
    const Gas before = execution.gas_left();
    execution.store(0, row.first);
    execution.store(0, row.second);
    used = before - execution.gas_left();
    refund = state_.refund();
    return Bytes();
  });
  const auto outcome = run(request(contract_));
  EXPECT_EQ(used, row.used);
  EXPECT_EQ(refund, row.refund);
  const Gas spent = 21'000 + 2'100 + used;
  EXPECT_EQ(outcome.gas_used, spent - std::min<Gas>(static_cast<Gas>(refund), spent / 5));
}
// EIP-3529, section "Test Cases", without the 12 gas of the four PUSH instructions.
INSTANTIATE_TEST_SUITE_P(
    Eip3529, StoreTable,
    testing::Values(StoreCase{0, 0, 0, 200, 0}, StoreCase{0, 0, 1, 20'100, 0}, StoreCase{0, 1, 0, 20'100, 19'900},
                    StoreCase{0, 1, 2, 20'100, 0}, StoreCase{0, 1, 1, 20'100, 0}, StoreCase{1, 0, 0, 3'000, 4'800},
                    StoreCase{1, 0, 1, 3'000, 2'800}, StoreCase{1, 0, 2, 3'000, 0}, StoreCase{1, 2, 0, 3'000, 4'800},
                    StoreCase{1, 2, 3, 3'000, 0}, StoreCase{1, 2, 1, 3'000, 2'800}, StoreCase{1, 2, 2, 3'000, 0},
                    StoreCase{1, 1, 0, 3'000, 4'800}, StoreCase{1, 1, 2, 3'000, 0}, StoreCase{1, 1, 1, 200, 0}));

TEST_F(ExecutionTest, FirstUseOfSlotAndAccountIsCold) {
  Gas used[6] = {};
  const auto outcome = run_body([&](Execution& execution) {
    const auto measure = [&](Gas& gas, auto&& action) {
      const Gas before = execution.gas_left();
      action();
      gas = before - execution.gas_left();
    };
    measure(used[0], [&] { execution.load(5); });
    measure(used[1], [&] { execution.load(5); });
    measure(used[2], [&] { execution.balance(other_); });
    measure(used[3], [&] { execution.has_code(other_); });
    measure(used[4], [&] { execution.has_code(execution.self()); });
    measure(used[5], [&] { execution.balance(block_.coinbase); });  // warm since EIP-3651
    return Bytes();
  });
  EXPECT_TRUE(outcome.ok);
  EXPECT_THAT(used, testing::ElementsAre(2'100, 100, 2'600, 100, 100, 100));
}

TEST_F(ExecutionTest, BlockHashesReachBack256Blocks) {
  block_.number = 1'000;
  block_.hash_of = [](std::uint64_t number) { return to_bytes32(Uint256(number)); };
  std::vector<Uint256> found;
  Gas used = 0;
  run_body([&](Execution& execution) {
    const Gas before = execution.gas_left();
    for (const Uint256& number :
         {Uint256(999), Uint256(744), Uint256(743), Uint256(1'000), Uint256(1'001), ~Uint256(0)})
      found.push_back(to_uint256(execution.block_hash(number)));
    used = before - execution.gas_left();
    return Bytes();
  });
  EXPECT_THAT(found, testing::ElementsAre(999, 744, 0, 0, 0, 0));
  EXPECT_EQ(used, 6u * 20);  // the Yellow Paper's G_blockhash
}

TEST_F(ExecutionTest, LogsAndHashesCostWhatTheYellowPaperSays) {
  const auto outcome = run_body([](Execution& execution) {
    const Bytes32 topics[2] = {};
    const Bytes data(10);
    execution.emit(topics, data);  // 375 + 2 * 375 + 10 * 8
    execution.keccak(Bytes(33));   // 30 + 2 * 6
    return Bytes{7};
  });
  EXPECT_EQ(outcome.gas_used, 21'000u + 375 + 750 + 80 + 42);
  ASSERT_EQ(outcome.logs.size(), 1u);
  EXPECT_EQ(outcome.logs[0].address, contract_);
  EXPECT_EQ(outcome.output, Bytes{7});
}

TEST_F(ExecutionTest, ACallPassesAllButOne64th) {
  Gas inside = 0, before = 0;
  install(other_, [&](Execution& execution) {
    inside = execution.gas_left();
    return Bytes();
  });
  run_body([&](Execution& execution) {
    execution.has_code(other_);  // warm now
    before = execution.gas_left() - 100;
    execution.call(other_, 0, {});
    return Bytes();
  });
  EXPECT_EQ(inside, before - before / 64);
}

TEST_F(ExecutionTest, ValueToANewAccountCostsNineThousandPlusTwentyFiveThousandAndGivesTheStipend) {
  state_.set_balance(contract_, 1'000);
  Gas used = 0;
  run_body([&](Execution& execution) {
    const Gas before = execution.gas_left();
    EXPECT_TRUE(execution.call(test_address(9), 10, {}, 0).ok);
    used = before - execution.gas_left();
    return Bytes();
  });
  EXPECT_EQ(used, 2'600u + 9'000 + 25'000 - 2'300);  // nobody spends the stipend, so it comes back
  EXPECT_EQ(state_.balance(test_address(9)), 10);
}

TEST_F(ExecutionTest, ARevertedCallUndoesItsWritesLogsAndWarmth) {
  install(other_, [](Execution& execution) -> Bytes {
    execution.store(1, 42);
    execution.emit({}, Bytes{1});
    throw Revert{Bytes{0xde, 0xad}};
  });
  Access afterwards = Access::kWarm;
  const auto outcome = run_body([&](Execution& execution) {
    const auto result = execution.call(other_, 0, {});
    EXPECT_FALSE(result.ok);
    EXPECT_EQ(result.output, (Bytes{0xde, 0xad}));
    afterwards = state_.touch_storage(other_, 1).access;
    return Bytes();
  });
  EXPECT_TRUE(outcome.ok);
  EXPECT_EQ(state_.storage(other_, 1), 0);
  EXPECT_TRUE(outcome.logs.empty());
  EXPECT_EQ(afterwards, Access::kCold);
}

TEST_F(ExecutionTest, ARevertedTransactionKeepsItsNonceAndPaysItsGas) {
  const auto outcome = run_body([](Execution& execution) -> Bytes {
    execution.store(1, 42);
    throw Revert{Bytes{1}};
  });
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.output, Bytes{1});
  EXPECT_EQ(outcome.gas_used, 21'000u + 2'100 + 20'000);
  EXPECT_EQ(state_.storage(contract_, 1), 0);
  EXPECT_EQ(state_.nonce(sender_), 1u);
}

TEST_F(ExecutionTest, RunningOutOfGasEatsTheLimit) {
  const auto outcome = run_body([](Execution& execution) {
    for (;;) execution.charge(1'000);
    return Bytes();
  });
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.gas_used, kPlenty);
  EXPECT_TRUE(outcome.output.empty());
}

TEST_F(ExecutionTest, AStaticCallMayNotWrite) {
  install(other_, [](Execution& execution) {
    execution.store(1, 1);
    return Bytes();
  });
  run_body([&](Execution& execution) {
    EXPECT_FALSE(execution.static_call(other_, {}, 100'000).ok);
    return Bytes();
  });
  EXPECT_EQ(state_.storage(other_, 1), 0);
}

TEST_F(ExecutionTest, ADeploymentRunsTheConstructorAtTheCreateAddress) {
  code_.add(scripted_kind("Thing", [](Execution&) { return Bytes{1}; }, /*deployment_gas=*/50'000));
  const Bytes arguments = {0, 9};
  const Bytes input = deployment_input("Thing", arguments);
  const auto outcome = run(request(std::nullopt, input));
  ASSERT_TRUE(outcome.ok);
  // 4 magic bytes, the length, 5 letters and one argument byte cost 16 each, the zero argument 4, one initcode word 2.
  EXPECT_EQ(outcome.gas_used, 21'000u + 32'000 + 11 * 16 + 4 + 2 + 50'000);
  ASSERT_TRUE(outcome.contract_address);
  EXPECT_EQ(state_.code(*outcome.contract_address)->name, "Thing");
  EXPECT_EQ(state_.nonce(*outcome.contract_address), 1u);
}

TEST_F(ExecutionTest, BytesThatNameNoContractFailAndEatTheGas) {
  const Bytes input = {0x60, 0x80};
  const auto outcome = run(request(std::nullopt, input));
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.gas_used, kPlenty);
}

TEST_F(ExecutionTest, RecoversSignersAsThePrecompileDoes) {
  const auto key = signatures_.key_pair(PrivateKey::from_seed(Bytes{1, 2, 3}));
  Bytes32 hash;
  hash.data[0] = 5;
  const auto signature = signatures_.sign_secp256k1(key, hash);
  const auto r = Bytes32::from(BytesView(signature).subspan(0, 32));
  const auto s = Bytes32::from(BytesView(signature).subspan(32, 32));
  run_body([&](Execution& execution) {
    const Gas before = execution.gas_left();
    EXPECT_EQ(execution.recover(hash, static_cast<std::uint8_t>(27 + signature.data[64]), r, s), key.address);
    EXPECT_EQ(before - execution.gas_left(), 3'000u);
    EXPECT_EQ(execution.recover(hash, 29, r, s), Address{});
    return Bytes();
  });
}

TEST_F(ExecutionTest, RefusesInTheWordsOfGoEthereum) {
  const auto words = [&](auto&& change) {
    auto transaction = request(other_);
    change(transaction);
    const char* reason = refuse_transaction(state_, block_, transaction);
    return std::string(reason == nullptr ? "" : reason);
  };
  state_.set_nonce(sender_, 5);
  EXPECT_EQ(words([](auto&) {}), "");
  EXPECT_EQ(words([](auto& t) { t.nonce = 4; }), "nonce too low");
  EXPECT_EQ(words([](auto& t) { t.nonce = 6; }), "nonce too high");
  EXPECT_EQ(words([](auto& t) { t.gas_limit = 20'999; }), "intrinsic gas too low");
  EXPECT_EQ(words([](auto& t) { t.gas_limit = 30'000'001; }), "exceeds block gas limit");
  EXPECT_EQ(words([](auto& t) { t.max_fee = 6; }), "max fee per gas less than block base fee");
  EXPECT_EQ(words([](auto& t) { t.max_priority_fee = 101; }), "max priority fee per gas higher than max fee per gas");
  EXPECT_EQ(words([](auto& t) { t.value = Uint256(1) << 80; }), "insufficient funds for gas * price + value");
  EXPECT_EQ(words([](auto& t) { t.max_fee = ~Uint256(0); }), "insufficient funds for gas * price + value");
}

TEST_F(ExecutionTest, ACallForReadingLeavesNoTrace) {
  install(contract_, [](Execution& execution) {
    execution.store(0, 77);
    const Bytes32 word = to_bytes32(execution.load(0));
    return Bytes(word.data.begin(), word.data.end());
  });
  const auto digest = state_.digest();
  const auto result = execute_call(state_, block_, {.to = contract_, .input = {}}, signatures_);
  EXPECT_TRUE(result.ok);
  EXPECT_EQ(result.output.back(), 77);
  EXPECT_EQ(state_.digest(), digest);
}

}  // namespace
}  // namespace orrery::chains
