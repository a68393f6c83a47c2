#include "chains/ledger/execution.h"

#include <algorithm>
#include <utility>

#include "chains/ledger/frame.h"
#include "chains/ledger/gas.h"
#include "sim/assert.h"

namespace orrery::chains {
namespace {

Gas intrinsic_gas(const TransactionRequest& transaction) {
  Gas total = gas::intrinsic(transaction.input, !transaction.to.has_value());
  for (const auto& entry : transaction.access_list)
    total += gas::kAccessListAddress + gas::kAccessListSlot * entry.slots.size();
  return total;
}

void warm_up(State& state, const BlockContext& block, const TransactionRequest& transaction, const Address& target) {
  state.begin_transaction();
  state.touch_account(transaction.sender);
  state.touch_account(target);
  state.touch_account(block.coinbase);
  for (const auto& entry : transaction.access_list) {
    state.touch_account(entry.address);
    for (const auto& slot : entry.slots) state.touch_storage(entry.address, to_uint256(BytesView(slot)));
  }
}

FrameResult deploy(TransactionScope& scope, FrameCall call, const CodeBook& code, BytesView input) {
  const auto deployment = parse_deployment(input);
  const auto* kind = deployment ? code.find(deployment->kind) : nullptr;
  // EIP-684: an address that was used before; and bytes that are no code here, as an invalid opcode is on chain.
  if (kind == nullptr || scope.state.nonce(call.self) != 0 || scope.state.code(call.self) != nullptr) return {};
  call.input = deployment->arguments;
  return run_constructor(scope, call, *kind);
}

}  // namespace

TransactionRequest::TransactionRequest(const Address& from, const Transaction& body)
    : sender(from),
      nonce(body.nonce),
      to(body.to),
      value(body.value),
      input(body.input),
      gas_limit(body.gas_limit),
      max_fee(body.max_fee),
      max_priority_fee(body.max_priority_fee),
      access_list(body.access_list) {}

Uint256 highest_cost(const TransactionRequest& transaction) {
  constexpr unsigned kRoom = 191;  // times a 64-bit gas limit it stays below 2^255
  if ((transaction.max_fee >> kRoom) != 0 || (transaction.value >> 255) != 0) return ~Uint256(0);
  return transaction.max_fee * transaction.gas_limit + transaction.value;
}

const char* refuse_form(const TransactionRequest& transaction, Gas block_gas_limit) {
  if (transaction.gas_limit > block_gas_limit) return "exceeds block gas limit";
  if (transaction.max_fee < transaction.max_priority_fee) return "max priority fee per gas higher than max fee per gas";
  if (transaction.gas_limit < intrinsic_gas(transaction)) return "intrinsic gas too low";
  return nullptr;
}

const char* refuse_transaction(const State& state, const BlockContext& block, const TransactionRequest& transaction) {
  const std::uint64_t nonce = state.nonce(transaction.sender);
  if (transaction.nonce < nonce) return "nonce too low";
  if (transaction.nonce > nonce) return "nonce too high";
  if (const char* refused = refuse_form(transaction, block.gas_limit)) return refused;
  if (transaction.max_fee < block.base_fee) return "max fee per gas less than block base fee";
  if (state.balance(transaction.sender) < highest_cost(transaction))
    return "insufficient funds for gas * price + value";
  return nullptr;
}

TransactionOutcome execute_transaction(State& state, const BlockContext& block, const TransactionRequest& transaction,
                                       const CodeBook& code, Signatures& signatures) {
  ORRERY_ASSERT(refuse_transaction(state, block, transaction) == nullptr, "a block holds only valid transactions");
  TransactionOutcome outcome;
  const Uint256 tip = std::min<Uint256>(transaction.max_priority_fee, transaction.max_fee - block.base_fee);
  outcome.effective_gas_price = block.base_fee + tip;

  const Address& sender = transaction.sender;
  const bool creates = !transaction.to.has_value();
  if (creates) outcome.contract_address = create_address(sender, transaction.nonce);
  const Address target = creates ? *outcome.contract_address : *transaction.to;
  warm_up(state, block, transaction, target);
  state.set_balance(sender, state.balance(sender) - outcome.effective_gas_price * transaction.gas_limit);
  state.set_nonce(sender, transaction.nonce + 1);

  TransactionScope scope{state, block, signatures, sender, outcome.effective_gas_price};
  FrameCall call{sender, target, transaction.value, transaction.input, 0, false};
  call.gas = transaction.gas_limit - intrinsic_gas(transaction);
  auto result = creates ? deploy(scope, call, code, transaction.input) : run_call(scope, call);

  const Gas spent = transaction.gas_limit - result.gas_left;
  const Gas refund =
      std::min<Gas>(static_cast<Gas>(std::max<std::int64_t>(state.refund(), 0)), spent / gas::kRefundQuotient);
  outcome.ok = result.ok;
  outcome.gas_used = spent - refund;
  outcome.output = std::move(result.output);
  outcome.logs = std::move(scope.logs);
  const Gas returned = transaction.gas_limit - outcome.gas_used;
  state.set_balance(sender, state.balance(sender) + outcome.effective_gas_price * returned);
  state.set_balance(block.coinbase, state.balance(block.coinbase) + tip * outcome.gas_used);
  return outcome;
}

CallResult execute_call(State& state, const BlockContext& block, const CallRequest& call, Signatures& signatures) {
  if (call.value > state.balance(call.sender)) return {};
  const StateMark before = state.mark();
  state.begin_transaction();
  state.touch_account(call.sender);
  state.touch_account(call.to);
  TransactionScope scope{state, block, signatures, call.sender, Uint256(0)};
  auto result = run_call(scope, {call.sender, call.to, call.value, call.input, call.gas_limit, false});
  state.undo_to(before);
  return {result.ok, std::move(result.output)};
}

}  // namespace orrery::chains
