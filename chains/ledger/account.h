#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "chains/crypto/signatures.h"
#include "chains/encoding/transaction.h"
#include "chains/ledger/chain_spec.h"

namespace orrery::chains {

/// An account of a simulated party with its key, which signs in the order of its nonces.
class Account {
 public:
  /// The key is derived from `name`: the same name, the same account.
  Account(Signatures& signatures, std::string_view name);

  const Address& address() const { return key_.address; }
  const Secp256k1KeyPair& key() const { return key_; }
  std::uint64_t next_nonce() const { return nonce_; }

  struct Fees {
    GasPrice max_fee, max_priority_fee;
  };
  /// Signs a transaction of type 2 with the next nonce.
  SignedTransaction sign(std::uint64_t chain_id, std::optional<Address> to, Bytes input, Gas gas_limit, Fees fees,
                         const Uint256& value = 0);
  /// The same with a nonce of the caller's choice, to replace a transaction. Leaves next_nonce() alone.
  SignedTransaction sign_at(std::uint64_t nonce, std::uint64_t chain_id, std::optional<Address> to, Bytes input,
                            Gas gas_limit, Fees fees, const Uint256& value = 0) const;
  /// Takes the next nonce for sign_at.
  std::uint64_t take_nonce() { return nonce_++; }
  /// Signs a deployment of a native contract; `address` becomes where it will stand.
  SignedTransaction deploy(std::uint64_t chain_id, std::string_view kind, BytesView arguments, Gas gas_limit, Fees fees,
                           Address& address);

 private:
  Signatures& signatures_;
  Secp256k1KeyPair key_;
  std::uint64_t nonce_ = 0;
};

}  // namespace orrery::chains
