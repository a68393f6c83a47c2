#pragma once

#include <optional>
#include <span>
#include <vector>

#include "chains/bytes.h"
#include "chains/contract.h"
#include "chains/crypto/signatures.h"
#include "chains/encoding/transaction.h"
#include "chains/ledger/code_book.h"
#include "chains/ledger/state.h"
#include "chains/uint256.h"

namespace orrery::chains {

/// What a signed transaction asks for, once its signature has told the sender. `input` is borrowed. A transaction with
/// one gas price has it as both fees.
struct TransactionRequest {
  TransactionRequest() = default;
  /// `body` is borrowed.
  TransactionRequest(const Address& from, const Transaction& body);

  Address sender;
  std::uint64_t nonce = 0;
  std::optional<Address> to;  ///< absent: deploys
  Uint256 value;
  BytesView input;
  Gas gas_limit = 0;
  Uint256 max_fee;           ///< wei per gas, base fee included
  Uint256 max_priority_fee;  ///< wei per gas that goes to the proposer
  std::span<const AccessListEntry> access_list;
};

struct EmittedLog {
  Address address;
  std::vector<Bytes32> topics;
  Bytes data;
};

/// What running a transaction did.
struct TransactionOutcome {
  bool ok = false;
  Gas gas_used = 0;
  Uint256 effective_gas_price;
  Bytes output;                             ///< return data or revert data; empty for a deployment that succeeded
  std::optional<Address> contract_address;  ///< of a deployment, also when it failed
  std::vector<EmittedLog> logs;
};

/// gas_limit * max_fee + value; the largest number when that does not fit.
Uint256 highest_cost(const TransactionRequest& transaction);

/// Why a transaction can never be in a block with this gas limit, or null: fees, gas. What a pool checks first.
const char* refuse_form(const TransactionRequest& transaction, Gas block_gas_limit);
/// Why a transaction cannot be in a block now, in the words of go-ethereum, or null when it can: nonce, funds, fees,
/// gas.
const char* refuse_transaction(const State& state, const BlockContext& block, const TransactionRequest& transaction);

/// Runs a transaction that refuse_transaction lets pass: nonce, fees (the base fee is burnt, the rest goes to the
/// coinbase), intrinsic gas, value, the call or deployment, refunds. Gas as of Cancun (chains/ledger/gas.h).
TransactionOutcome execute_transaction(State& state, const BlockContext& block, const TransactionRequest& transaction,
                                       const CodeBook& code, Signatures& signatures);

/// A read as eth_call does it: no nonce, no fees, no intrinsic gas; every change is undone.
struct CallRequest {
  Address sender = {};
  Address to;
  Uint256 value = {};
  BytesView input;
  Gas gas_limit = 50'000'000;  ///< go-ethereum's default cap
};
CallResult execute_call(State& state, const BlockContext& block, const CallRequest& call, Signatures& signatures);

}  // namespace orrery::chains
