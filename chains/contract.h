#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chains/bytes.h"
#include "chains/uint256.h"
#include "sim/time.h"

namespace orrery::chains {

using Gas = std::uint64_t;

/// What a contract can read of the block it runs in.
struct BlockContext {
  std::uint64_t number = 0;
  std::uint64_t timestamp = 0;  ///< unix seconds
  Uint256 base_fee;
  Gas gas_limit = 0;
  std::uint64_t chain_id = 0;
  Address coinbase;
  /// The hash of an earlier block of this chain; absent where there is no chain, and then every hash is zero.
  std::function<Bytes32(std::uint64_t number)> hash_of = {};
};

/// Outcome of a call from one contract to another.
struct CallResult {
  bool ok = false;
  Bytes output;  ///< return data, or revert data
};

/// Thrown inside a contract to undo its call; the caller's frame turns it into a value. Never leaves chains/.
struct Revert {
  Bytes data;
};
/// Thrown by Execution when gas runs out; undoes the call and eats its gas. Never leaves chains/.
struct OutOfGas {};

/// One call of one contract: what it knows and what it can do, with the EVM's storage, log, call and gas semantics.
/// Storage is word-addressed as Solidity lays it out, so that undo, reorgs and gas behave as on a real chain.
class Execution {
 public:
  virtual ~Execution() = default;

  virtual const Address& self() const = 0;
  virtual const Address& sender() const = 0;
  virtual const Address& origin() const = 0;
  virtual const Uint256& value() const = 0;
  virtual BytesView input() const = 0;
  virtual const Uint256& gas_price() const = 0;  ///< effective, of the transaction
  virtual const BlockContext& block() const = 0;
  virtual bool is_static() const = 0;

  virtual Gas gas_left() const = 0;
  /// Takes gas for computation that the native code does in place of EVM instructions. Throws OutOfGas.
  virtual void charge(Gas gas) = 0;

  /// SLOAD and SSTORE with their cold/warm gas and refunds (EIP-2200, 2929, 3529).
  virtual Uint256 load(const Uint256& slot) = 0;
  virtual void store(const Uint256& slot, const Uint256& value) = 0;
  /// Reads a word that Solidity keeps in the code (an `immutable`) and that the constructor stored; an implementation
  /// that can takes no gas for it.
  virtual Uint256 load_immutable(const Uint256& slot) { return load(slot); }
  /// LOGn with its gas.
  virtual void emit(std::span<const Bytes32> topics, BytesView data) = 0;
  /// CALL and STATICCALL with their gas; `gas_limit` caps what is passed on (63/64 rule applies).
  virtual CallResult call(const Address& to, const Uint256& value, BytesView input, Gas gas_limit = UINT64_MAX) = 0;
  virtual CallResult static_call(const Address& to, BytesView input, Gas gas_limit = UINT64_MAX) = 0;
  /// EXTCODESIZE > 0.
  virtual bool has_code(const Address& address) = 0;
  virtual Uint256 balance(const Address& address) = 0;
  /// The ecrecover precompile (3000 gas): the signer, or the zero address.
  virtual Address recover(const Bytes32& hash, std::uint8_t v, const Bytes32& r, const Bytes32& s) = 0;
  /// BLOCKHASH with its gas: of the 256 blocks before this one; zero for any other.
  virtual Bytes32 block_hash(const Uint256& number) = 0;
  /// KECCAK256 with its gas.
  virtual Bytes32 keccak(BytesView bytes) = 0;
};

/// A native contract: code without state. All state is in Execution's storage, so one object serves every instance.
class Contract {
 public:
  virtual ~Contract() = default;
  /// Runs the constructor; `input` of the execution holds the ABI-encoded arguments.
  virtual void construct(Execution& execution) const = 0;
  /// Runs a call and returns its return data. Throws Revert.
  virtual Bytes call(Execution& execution) const = 0;
};

/// A kind of contract, as scenarios and deployments name it.
struct ContractKind {
  std::string name;        ///< "OCR2Aggregator"; also the tag of its deployment input
  Gas deployment_gas = 0;  ///< measured on the real contract where there is one; else code size times 200
  std::unique_ptr<Contract> code;
  /// Its human-readable ABI: "constructor(...)", "function f(uint256 x) view returns (bool)", "event E(...)",
  /// "error E(...)", one each. Empty where there is none.
  std::vector<std::string> abi = {};
};

/// [[noreturn]] Undoes the call with Error(string).
[[noreturn]] void revert_with(std::string_view reason);
/// Undoes the call with empty data.
[[noreturn]] void revert_empty();
/// Undoes the call with Panic(uint256).
[[noreturn]] void revert_panic(std::uint8_t code);
inline void require(bool condition, std::string_view reason) {
  if (!condition) revert_with(reason);
}

}  // namespace orrery::chains
