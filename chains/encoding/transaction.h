#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "chains/bytes.h"
#include "chains/crypto/signatures.h"
#include "chains/uint256.h"

namespace orrery::chains {

/// Numbers as EIP-2718 gives them.
enum class TransactionType : std::uint8_t { kLegacy = 0, kFeeMarket = 2 };

/// What EIP-2930 lets a transaction name beforehand.
struct AccessListEntry {
  Address address;
  std::vector<Bytes32> slots;
  bool operator==(const AccessListEntry&) const = default;
};

/// A transaction before it is signed. Amounts in wei.
struct Transaction {
  TransactionType type = TransactionType::kFeeMarket;
  std::uint64_t chain_id = 0;  ///< a legacy transaction with 0 is bound to no chain (before EIP-155)
  std::uint64_t nonce = 0;
  Uint256 max_priority_fee;  ///< per gas, to the block's builder; a legacy gas price stands here and in max_fee
  Uint256 max_fee;           ///< per gas, base fee included
  std::uint64_t gas_limit = 0;
  std::optional<Address> to;  ///< none creates a contract
  Uint256 value;
  Bytes input;
  std::vector<AccessListEntry> access_list;  ///< empty in a legacy transaction

  bool operator==(const Transaction&) const = default;
};

struct SignedTransaction {
  Transaction body;
  Secp256k1Signature signature;
  bool operator==(const SignedTransaction&) const = default;
};

/// Why raw bytes are no transaction that a chain takes in.
enum class TransactionError : std::uint8_t {
  kMalformed,             ///< not canonical RLP of the right fields
  kUnsupportedType,       ///< an EIP-2718 type other than 2
  kWrongChain,            ///< signed for another chain
  kNonceTooHigh,          ///< 2^64 - 1 (EIP-2681)
  kPriorityAboveMaximum,  ///< max_priority_fee > max_fee (EIP-1559)
  kSignatureOutOfRange,   ///< r or s zero or at least the group's order, or the parity not 0 or 1
  kHighS,                 ///< s above half the order (EIP-2)
};
std::string_view to_text(TransactionError error);

/// The hash that is signed (EIP-1559; EIP-155 for legacy).
Bytes32 signing_hash(const Transaction& transaction);
SignedTransaction sign(const Transaction& transaction, const Secp256k1KeyPair& key, Signatures& signatures);

/// What travels to an RPC endpoint: the type byte and RLP, or bare RLP for legacy.
Bytes encode(const SignedTransaction& transaction);
/// keccak256(encode(transaction)): the transaction's name on chain.
Bytes32 hash_of(const SignedTransaction& transaction);
/// Checks form, chain and signature's range; who signed says recover_sender.
std::variant<SignedTransaction, TransactionError> decode_transaction(BytesView raw, std::uint64_t chain_id);
/// Empty when the signature fits no key.
std::optional<Address> recover_sender(const SignedTransaction& transaction, Signatures& signatures);

/// Where a contract created by `sender` with its transaction of this nonce stands: keccak256(rlp([sender,
/// nonce]))[12:].
Address create_address(const Address& sender, std::uint64_t nonce);

}  // namespace orrery::chains
