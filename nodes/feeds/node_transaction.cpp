#include "nodes/feeds/node_transaction.h"

#include "chains/encoding/rlp.h"

namespace orrery::nodes {

using chains::RlpReader;
using chains::RlpWriter;

Bytes encode(const NodeTransaction& transaction) {
  RlpWriter attempts;
  for (const Bytes32& hash : transaction.attempts) attempts.bytes(hash);
  RlpWriter nonce;
  if (transaction.nonce) nonce.number(*transaction.nonce);
  const TransactionRequest& request = transaction.request;
  return RlpWriter()
      .number(transaction.id)
      .bytes(request.to)
      .bytes(request.input)
      .number(request.gas_limit)
      .number(request.job)
      .number(request.about.index)
      .list(nonce)
      .number(transaction.fees.tip)
      .number(transaction.fees.maximum)
      .list(attempts)
      .number(transaction.sent_at_block)
      .as_list();
}

std::optional<NodeTransaction> decode_transaction_record(BytesView record) {
  RlpReader outer(record);
  RlpReader reader = outer.list();
  NodeTransaction transaction;
  transaction.id = reader.number();
  const BytesView to = reader.bytes(20);
  if (!reader.ok()) return std::nullopt;
  TransactionRequest& request = transaction.request;
  request.to = Address::from(to);
  const BytesView input = reader.bytes();
  request.input.assign(input.begin(), input.end());
  request.gas_limit = reader.number();
  request.job = static_cast<std::uint32_t>(reader.number());
  request.about.index = static_cast<std::uint32_t>(reader.number());
  RlpReader nonce = reader.list();
  if (nonce.has_more()) transaction.nonce = nonce.number();
  transaction.fees.tip = reader.uint256();
  transaction.fees.maximum = reader.uint256();
  RlpReader attempts = reader.list();
  while (attempts.has_more()) {
    const BytesView hash = attempts.bytes(32);
    if (attempts.ok()) transaction.attempts.push_back(Bytes32::from(hash));
  }
  transaction.sent_at_block = reader.number();
  if (!outer.is_finished() || !reader.is_finished() || !nonce.is_finished() || !attempts.is_finished()) {
    return std::nullopt;
  }
  return transaction;
}

std::string_view to_text(TransactionStep step) {
  switch (step) {
    case TransactionStep::kQueued:
      return "queued";
    case TransactionStep::kSent:
      return "sent";
    case TransactionStep::kBumped:
      return "bumped";
    case TransactionStep::kResent:
      return "resent";
    case TransactionStep::kConfirmed:
      return "confirmed";
    case TransactionStep::kReverted:
      return "reverted";
    case TransactionStep::kReorged:
      return "reorged";
    case TransactionStep::kDisplaced:
      return "displaced";
    case TransactionStep::kAtCeiling:
      return "at-ceiling";
    case TransactionStep::kNoFunds:
      return "no-funds";
    case TransactionStep::kRefused:
      return "refused";
  }
  return "";
}

}  // namespace orrery::nodes
