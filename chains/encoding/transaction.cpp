#include "chains/encoding/transaction.h"

#include "chains/crypto/hash.h"
#include "chains/encoding/rlp.h"

namespace orrery::chains {
namespace {

using Decoded = std::variant<SignedTransaction, TransactionError>;

// The order of the group, SEC 2 v2 §2.4.1.
constexpr Bytes32 kOrder = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                             0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48,
                             0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41}};
constexpr std::uint64_t kProtectedBase = 35;  // EIP-155: v = 35 + 2 * chain id + parity

Bytes32 r_of(const Secp256k1Signature& signature) { return Bytes32::from(BytesView(signature).first(32)); }
Bytes32 s_of(const Secp256k1Signature& signature) { return Bytes32::from(BytesView(signature).subspan(32, 32)); }

Secp256k1Signature join_signature(const Uint256& r, const Uint256& s, std::uint8_t parity) {
  Secp256k1Signature signature;
  write_word(r, signature.data.data());
  write_word(s, signature.data.data() + 32);
  signature.data[64] = parity;
  return signature;
}

void write_to(RlpWriter& fields, const std::optional<Address>& to) { fields.bytes(to ? BytesView(*to) : BytesView{}); }

RlpWriter access_list_items(const std::vector<AccessListEntry>& access_list) {
  RlpWriter entries;
  for (const auto& entry : access_list) {
    RlpWriter slots;
    for (const auto& slot : entry.slots) slots.bytes(slot);
    RlpWriter fields;
    fields.bytes(entry.address).list(slots);
    entries.list(fields);
  }
  return entries;
}

/// The fields that are signed, without their list header.
RlpWriter body_fields(const Transaction& body) {
  RlpWriter fields;
  if (body.type == TransactionType::kFeeMarket) {
    fields.number(body.chain_id).number(body.nonce).number(body.max_priority_fee).number(body.max_fee);
    fields.number(body.gas_limit);
    write_to(fields, body.to);
    fields.number(body.value).bytes(body.input).list(access_list_items(body.access_list));
  } else {
    fields.number(body.nonce).number(body.max_fee).number(body.gas_limit);
    write_to(fields, body.to);
    fields.number(body.value).bytes(body.input);
  }
  return fields;
}

Bytes with_type(TransactionType type, const RlpWriter& fields) {
  Bytes list = fields.as_list();
  if (type != TransactionType::kLegacy) list.insert(list.begin(), static_cast<std::uint8_t>(type));
  return list;
}

std::optional<Address> read_to(RlpReader& fields, bool& valid) {
  const BytesView to = fields.bytes();
  if (to.empty()) return std::nullopt;
  valid = valid && to.size() == 20;
  return valid ? std::optional(Address::from(to)) : std::nullopt;
}

std::vector<AccessListEntry> read_access_list(RlpReader entries, bool& valid) {
  std::vector<AccessListEntry> access_list;
  while (entries.has_more()) {
    RlpReader fields = entries.list();
    AccessListEntry entry;
    const BytesView address = fields.bytes(20);
    RlpReader slots = fields.list();
    while (slots.has_more()) {
      const BytesView slot = slots.bytes(32);
      if (slots.ok()) entry.slots.push_back(Bytes32::from(slot));
    }
    valid = valid && fields.is_finished() && slots.is_finished();
    if (!valid) return {};
    entry.address = Address::from(address);
    access_list.push_back(std::move(entry));
  }
  valid = valid && entries.is_finished();
  return access_list;
}

std::optional<TransactionError> check_signature(const Uint256& r, const Uint256& s, bool parity_is_valid) {
  const auto in_range = [](const Uint256& x) { return !x.is_zero() && to_bytes32(x) < kOrder; };
  if (!parity_is_valid || !in_range(r) || !in_range(s)) return TransactionError::kSignatureOutOfRange;
  if (!is_low_s(to_bytes32(s))) return TransactionError::kHighS;
  return std::nullopt;
}

Decoded decode_fee_market(BytesView raw, std::uint64_t chain_id) {
  RlpReader outer(raw);
  RlpReader fields = outer.list();
  bool valid = outer.is_finished();
  Transaction body;
  body.chain_id = fields.number();
  body.nonce = fields.number();
  body.max_priority_fee = fields.uint256();
  body.max_fee = fields.uint256();
  body.gas_limit = fields.number();
  body.to = read_to(fields, valid);
  body.value = fields.uint256();
  const BytesView input = fields.bytes();
  body.input.assign(input.begin(), input.end());
  body.access_list = read_access_list(fields.list(), valid);
  const std::uint64_t parity = fields.number();
  const Uint256 r = fields.uint256();
  const Uint256 s = fields.uint256();
  if (!valid || !fields.is_finished()) return TransactionError::kMalformed;
  if (body.chain_id != chain_id) return TransactionError::kWrongChain;
  if (body.nonce == UINT64_MAX) return TransactionError::kNonceTooHigh;
  if (body.max_priority_fee > body.max_fee) return TransactionError::kPriorityAboveMaximum;
  if (const auto error = check_signature(r, s, parity <= 1)) return *error;
  return SignedTransaction{std::move(body), join_signature(r, s, static_cast<std::uint8_t>(parity))};
}

Decoded decode_legacy(BytesView raw, std::uint64_t chain_id) {
  RlpReader outer(raw);
  RlpReader fields = outer.list();
  bool valid = outer.is_finished();
  Transaction body;
  body.type = TransactionType::kLegacy;
  body.nonce = fields.number();
  body.max_fee = body.max_priority_fee = fields.uint256();
  body.gas_limit = fields.number();
  body.to = read_to(fields, valid);
  body.value = fields.uint256();
  const BytesView input = fields.bytes();
  body.input.assign(input.begin(), input.end());
  const std::uint64_t v = fields.number();
  const Uint256 r = fields.uint256();
  const Uint256 s = fields.uint256();
  if (!valid || !fields.is_finished()) return TransactionError::kMalformed;
  const bool is_protected = v >= kProtectedBase;
  if (is_protected) body.chain_id = (v - kProtectedBase) / 2;
  if (is_protected && (body.chain_id != chain_id || chain_id == 0)) return TransactionError::kWrongChain;
  if (body.nonce == UINT64_MAX) return TransactionError::kNonceTooHigh;
  if (const auto error = check_signature(r, s, is_protected || v == 27 || v == 28)) return *error;
  const std::uint64_t parity = is_protected ? (v - kProtectedBase) % 2 : v - 27;
  return SignedTransaction{std::move(body), join_signature(r, s, static_cast<std::uint8_t>(parity))};
}

}  // namespace

std::string_view to_text(TransactionError error) {
  switch (error) {
    case TransactionError::kMalformed:
      return "malformed";
    case TransactionError::kUnsupportedType:
      return "transaction type not supported";
    case TransactionError::kWrongChain:
      return "invalid chain id for signer";
    case TransactionError::kNonceTooHigh:
      return "nonce has max value";
    case TransactionError::kPriorityAboveMaximum:
      return "max priority fee per gas higher than max fee per gas";
    case TransactionError::kSignatureOutOfRange:
      return "signature out of range";
    case TransactionError::kHighS:
      return "signature with high s";
  }
  return "";
}

Bytes32 signing_hash(const Transaction& transaction) {
  RlpWriter fields = body_fields(transaction);
  if (transaction.type == TransactionType::kLegacy && transaction.chain_id != 0)
    fields.number(transaction.chain_id).number(std::uint64_t{0}).number(std::uint64_t{0});
  return keccak256(with_type(transaction.type, fields));
}

SignedTransaction sign(const Transaction& transaction, const Secp256k1KeyPair& key, Signatures& signatures) {
  return {transaction, signatures.sign_secp256k1(key, signing_hash(transaction))};
}

Bytes encode(const SignedTransaction& transaction) {
  const Transaction& body = transaction.body;
  std::uint64_t v = transaction.signature.data[64];
  if (body.type == TransactionType::kLegacy) v += body.chain_id == 0 ? 27 : kProtectedBase + 2 * body.chain_id;
  RlpWriter fields = body_fields(body);
  fields.number(v).number(to_uint256(r_of(transaction.signature))).number(to_uint256(s_of(transaction.signature)));
  return with_type(body.type, fields);
}

Bytes32 hash_of(const SignedTransaction& transaction) { return keccak256(encode(transaction)); }

Decoded decode_transaction(BytesView raw, std::uint64_t chain_id) {
  if (raw.empty()) return TransactionError::kMalformed;
  if (raw[0] >= 0xc0) return decode_legacy(raw, chain_id);
  if (raw[0] == static_cast<std::uint8_t>(TransactionType::kFeeMarket))
    return decode_fee_market(raw.subspan(1), chain_id);
  return raw[0] < 0x80 ? TransactionError::kUnsupportedType : TransactionError::kMalformed;
}

std::optional<Address> recover_sender(const SignedTransaction& transaction, Signatures& signatures) {
  return signatures.recover_secp256k1(signing_hash(transaction.body), transaction.signature);
}

Address create_address(const Address& sender, std::uint64_t nonce) {
  const Bytes32 hash = keccak256(RlpWriter().bytes(sender).number(nonce).as_list());
  return Address::from(BytesView(hash).subspan(12));
}

}  // namespace orrery::chains
