#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chains/contracts/abi_types.h"
#include "chains/contracts/registry.h"
#include "chains/contracts/signature.h"
#include "chains/crypto/hash.h"
#include "chains/crypto/signatures.h"
#include "chains/encoding/abi_error.h"
#include "chains/ledger/execution.h"

namespace orrery::chains {

/// A chain reduced to its state, on which tests deploy and call contracts one transaction a block.
class ContractWorld {
 public:
  ContractWorld() : ContractWorld(std::vector<ContractKind>()) {}
  /// With kinds of the test's own beside the registered ones.
  explicit ContractWorld(std::vector<ContractKind> extra) : code_(with_registered(std::move(extra))) {
    block_.number = 1;
    block_.timestamp = 1'700'000'000;
    block_.chain_id = 1;
    block_.base_fee = 7;
    block_.gas_limit = 30'000'000;
  }

  State& state() { return state_; }
  BlockContext& block() { return block_; }
  Signatures& signatures() { return signatures_; }

  Secp256k1KeyPair key(std::string_view tag) const {
    return signatures_.key_pair(PrivateKey::from_seed(bytes_of("contract-world/" + std::string(tag))));
  }
  Address account(std::string_view tag) const { return key(tag).address; }

  template <class... Ts>
  Address deploy(std::string_view kind, const Address& from, const Ts&... arguments) {
    const auto outcome = send_raw(from, std::nullopt, deployment_input(kind, abi::encode(arguments...)));
    ORRERY_ASSERT(outcome.ok, "the contract deploys");
    return *outcome.contract_address;
  }

  /// Calls `signature`, such as "transfer(address,uint256)", in a transaction.
  template <class... Ts>
  TransactionOutcome send(const Address& from, const Address& to, std::string_view signature, const Ts&... arguments) {
    return send_raw(from, to, abi::encode_with_selector(selector_of(signature), arguments...));
  }
  TransactionOutcome send_raw(const Address& from, std::optional<Address> to, BytesView input, Uint256 value = 0) {
    ++block_.number;
    block_.timestamp += 12;
    state_.set_balance(from, state_.balance(from) + (Uint256(1) << 70));
    TransactionRequest request;
    request.sender = from;
    request.nonce = state_.nonce(from);
    request.to = to;
    request.value = value;
    request.input = input;
    request.gas_limit = 15'000'000;
    request.max_fee = request.max_priority_fee = gas_price;
    return execute_transaction(state_, block_, request, code_, signatures_);
  }

  template <class... Ts>
  CallResult call(const Address& from, const Address& to, std::string_view signature, const Ts&... arguments) {
    const Bytes input = abi::encode_with_selector(selector_of(signature), arguments...);
    return execute_call(state_, block_, {from, to, 0, input}, signatures_);
  }
  /// A read that must succeed.
  template <class Result, class... Ts>
  Result read(const Address& to, std::string_view signature, const Ts&... arguments) {
    const CallResult result = call(Address{}, to, signature, arguments...);
    ORRERY_ASSERT(result.ok, "the read succeeds");
    return std::get<0>(abi::decode<Result>(result.output));
  }

  Uint256 gas_price = 20'000'000'000;

 private:
  static std::vector<ContractKind> with_registered(std::vector<ContractKind> kinds) {
    for (ContractKind& kind : contract_kinds()) kinds.push_back(std::move(kind));
    return kinds;
  }

  CodeBook code_;
  State state_;
  BlockContext block_;
  Signatures signatures_{SignatureMode::kReal};
};

/// "stale report", "Panic(0x11): ...", "" for success.
inline std::string reason_of(const TransactionOutcome& outcome) {
  return outcome.ok ? "" : to_text(decode_revert(outcome.output));
}
inline std::string reason_of(const CallResult& result) {
  return result.ok ? "" : to_text(decode_revert(result.output));
}
/// How many logs carry the event.
inline std::size_t count_logs(const TransactionOutcome& outcome, std::string_view event) {
  const Bytes32 topic = topic_of(event);
  return static_cast<std::size_t>(
      std::ranges::count_if(outcome.logs, [&](const EmittedLog& log) { return log.topics.front() == topic; }));
}

}  // namespace orrery::chains
