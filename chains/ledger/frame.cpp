#include "chains/ledger/frame.h"

#include <algorithm>
#include <utility>

#include "chains/crypto/hash.h"
#include "chains/ledger/gas.h"
#include "chains/ledger/precompiles.h"

namespace orrery::chains {
namespace {

constexpr int kDeepestCall = 1024;

void move_value(State& state, const Address& from, const Address& to, const Uint256& value) {
  if (value == 0) return;
  state.set_balance(from, state.balance(from) - value);
  state.set_balance(to, state.balance(to) + value);
}

FrameResult run_precompile_call(TransactionScope& scope, const FrameCall& call) {
  auto result = run_precompile(scope.signatures, call.self, call.input);
  if (!result || result->gas > call.gas) return {};
  move_value(scope.state, call.sender, call.self, call.value);
  return {true, std::move(result->output), call.gas - result->gas};
}

/// Runs `body` on a frame; a revert keeps the gas that is left, everything else that fails eats it.
template <class Body>
FrameResult run_frame(TransactionScope& scope, const FrameCall& call, Body&& body) {
  const StateMark before = scope.state.mark();
  const auto logs_before = scope.logs.size();
  ++scope.depth;
  FrameResult result;
  Frame frame(scope, call);
  try {
    move_value(scope.state, call.sender, call.self, call.value);
    result = {true, body(frame), frame.gas_left()};
  } catch (Revert& revert) {
    result = {false, std::move(revert.data), frame.gas_left()};
  } catch (const OutOfGas&) {
    result = {};
  }
  --scope.depth;
  if (!result.ok) {
    scope.state.undo_to(before);
    scope.logs.resize(logs_before);
  }
  return result;
}

}  // namespace

FrameResult run_call(TransactionScope& scope, const FrameCall& call) {
  if (is_precompile(call.self)) return run_precompile_call(scope, call);
  const auto* kind = scope.state.code(call.self);
  if (kind == nullptr) {
    move_value(scope.state, call.sender, call.self, call.value);
    return {true, {}, call.gas};
  }
  return run_frame(scope, call, [kind](Frame& frame) { return kind->code->call(frame); });
}

FrameResult run_constructor(TransactionScope& scope, const FrameCall& call, const ContractKind& kind) {
  return run_frame(scope, call, [&](Frame& frame) {
    scope.state.set_nonce(call.self, 1);  // EIP-161
    frame.charge(kind.deployment_gas);
    kind.code->construct(frame);
    scope.state.set_code(call.self, &kind);
    return Bytes();
  });
}

void Frame::charge(Gas gas) {
  if (gas > gas_left_) {
    gas_left_ = 0;
    throw OutOfGas{};
  }
  gas_left_ -= gas;
}

void Frame::charge_account(const Address& address) {
  const bool cold = !is_precompile(address) && scope_.state.touch_account(address) == Access::kCold;
  charge(cold ? gas::kColdAccount : gas::kWarm);
}

Uint256 Frame::load(const Uint256& slot) {
  const auto touched = scope_.state.touch_storage(call_.self, slot);
  charge(touched.access == Access::kCold ? gas::kColdSlot : gas::kWarm);
  return to_uint256(touched.value);
}

Uint256 Frame::load_immutable(const Uint256& slot) { return scope_.state.storage(call_.self, slot); }

void Frame::store(const Uint256& slot, const Uint256& value) {
  if (call_.is_static || gas_left_ <= gas::kStoreSentry) charge(gas_left_ + 1);
  const auto touched = scope_.state.touch_storage(call_.self, slot);
  if (touched.access == Access::kCold) charge(gas::kColdSlot);
  const StorageWord next = to_storage_word(value), zero{};
  if (next == touched.value) return charge(gas::kWarm);

  std::int64_t refund = 0;
  const bool is_clean = touched.original == touched.value;
  if (is_clean) {
    charge(touched.original == zero ? gas::kStoreSet : gas::kStoreReset);
    if (touched.original != zero && next == zero) refund += gas::kClearRefund;
  } else {
    charge(gas::kWarm);
    if (touched.original != zero) {
      if (touched.value == zero) refund -= gas::kClearRefund;
      if (next == zero) refund += gas::kClearRefund;
    }
    if (next == touched.original) {
      const Gas first_write = touched.original == zero ? gas::kStoreSet : gas::kStoreReset;
      refund += static_cast<std::int64_t>(first_write - gas::kWarm);
    }
  }
  scope_.state.set_storage(call_.self, slot, value);
  if (refund != 0) scope_.state.add_refund(refund);
}

void Frame::emit(std::span<const Bytes32> topics, BytesView data) {
  if (call_.is_static) charge(gas_left_ + 1);
  charge(gas::kLog + gas::kLogTopic * topics.size() + gas::kLogByte * data.size());
  scope_.logs.push_back({call_.self, {topics.begin(), topics.end()}, {data.begin(), data.end()}});
}

CallResult Frame::call_out(FrameCall call, Gas gas_limit) {
  const Address& to = call.self;
  const bool moves_value = call.value != 0;
  charge_account(to);
  if (moves_value) {
    charge(gas::kCallValue);
    const auto& state = scope_.state;
    const bool is_empty = state.nonce(to) == 0 && state.balance(to) == 0 && state.code(to) == nullptr;
    if (is_empty) charge(gas::kNewAccount);
  }
  const Gas passed = std::min(gas_limit, gas_left_ - gas_left_ / 64);
  charge(passed);
  call.gas = passed + (moves_value ? gas::kCallStipend : 0);
  if (scope_.depth >= kDeepestCall || (moves_value && scope_.state.balance(call_.self) < call.value)) {
    gas_left_ += call.gas;
    return {};
  }
  auto result = run_call(scope_, call);
  gas_left_ += result.gas_left;
  return {result.ok, std::move(result.output)};
}

CallResult Frame::call(const Address& to, const Uint256& value, BytesView input, Gas gas_limit) {
  if (call_.is_static && value != 0) charge(gas_left_ + 1);
  return call_out({call_.self, to, value, input, 0, call_.is_static}, gas_limit);
}

CallResult Frame::static_call(const Address& to, BytesView input, Gas gas_limit) {
  return call_out({call_.self, to, 0, input, 0, true}, gas_limit);
}

bool Frame::has_code(const Address& address) {
  charge_account(address);
  return scope_.state.code(address) != nullptr;
}

Uint256 Frame::balance(const Address& address) {
  charge_account(address);
  return scope_.state.balance(address);
}

Address Frame::recover(const Bytes32& hash, std::uint8_t v, const Bytes32& r, const Bytes32& s) {
  charge(gas::kRecover);
  return recover_signer(scope_.signatures, hash, v, r, s);
}

Bytes32 Frame::block_hash(const Uint256& number) {
  charge(gas::kBlockHash);
  const BlockContext& block = scope_.block;
  if (!block.hash_of || number >= block.number || number + gas::kBlockHashWindow < block.number) return {};
  return block.hash_of(static_cast<std::uint64_t>(number));
}

Bytes32 Frame::keccak(BytesView bytes) {
  charge(gas::kKeccak + gas::kKeccakWord * gas::words(bytes.size()));
  return keccak256(bytes);
}

}  // namespace orrery::chains
