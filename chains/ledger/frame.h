#pragma once

#include <vector>

#include "chains/contract.h"
#include "chains/crypto/signatures.h"
#include "chains/ledger/execution.h"
#include "chains/ledger/state.h"

namespace orrery::chains {

/// What all frames of one transaction share.
struct TransactionScope {
  State& state;
  const BlockContext& block;
  Signatures& signatures;
  Address origin;
  Uint256 gas_price;
  std::vector<EmittedLog> logs = {};
  int depth = 0;
};

/// What a frame is asked to run.
struct FrameCall {
  Address sender, self;
  Uint256 value;
  BytesView input;
  Gas gas = 0;
  bool is_static = false;
};
struct FrameResult {
  bool ok = false;
  Bytes output;
  Gas gas_left = 0;
};

/// Moves the value and runs the code of `call.self` (a contract's, a precompile's, or none); undoes everything when it
/// fails.
FrameResult run_call(TransactionScope& scope, const FrameCall& call);
/// Runs the constructor of `kind` at `call.self` and leaves the code there.
FrameResult run_constructor(TransactionScope& scope, const FrameCall& call, const ContractKind& kind);

/// One running contract call: the EVM's semantics and gas behind contract.h.
class Frame final : public Execution {
 public:
  Frame(TransactionScope& scope, const FrameCall& call) : scope_(scope), call_(call), gas_left_(call.gas) {}

  const Address& self() const override { return call_.self; }
  const Address& sender() const override { return call_.sender; }
  const Address& origin() const override { return scope_.origin; }
  const Uint256& value() const override { return call_.value; }
  BytesView input() const override { return call_.input; }
  const Uint256& gas_price() const override { return scope_.gas_price; }
  const BlockContext& block() const override { return scope_.block; }
  bool is_static() const override { return call_.is_static; }
  Gas gas_left() const override { return gas_left_; }
  void charge(Gas gas) override;
  Uint256 load(const Uint256& slot) override;
  void store(const Uint256& slot, const Uint256& value) override;
  Uint256 load_immutable(const Uint256& slot) override;
  void emit(std::span<const Bytes32> topics, BytesView data) override;
  CallResult call(const Address& to, const Uint256& value, BytesView input, Gas gas_limit) override;
  CallResult static_call(const Address& to, BytesView input, Gas gas_limit) override;
  bool has_code(const Address& address) override;
  Uint256 balance(const Address& address) override;
  Address recover(const Bytes32& hash, std::uint8_t v, const Bytes32& r, const Bytes32& s) override;
  Bytes32 block_hash(const Uint256& number) override;
  Bytes32 keccak(BytesView bytes) override;

 private:
  void charge_account(const Address& address);
  CallResult call_out(FrameCall call, Gas gas_limit);

  TransactionScope& scope_;
  const FrameCall& call_;
  Gas gas_left_;
};

}  // namespace orrery::chains
