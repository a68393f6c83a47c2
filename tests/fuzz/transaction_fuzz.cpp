// The transaction decoder on hostile bytes: what it takes in encodes to the same bytes, and its sender can be asked
// for.
#include "chains/encoding/transaction.h"
#include "sim/assert.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace orrery::chains;
  const BytesView input(data, size);
  const auto decoded = decode_transaction(input, /*chain_id=*/1);
  const auto* transaction = std::get_if<SignedTransaction>(&decoded);
  if (transaction == nullptr) {
    ORRERY_ASSERT(!to_text(std::get<TransactionError>(decoded)).empty(), "every error has a text");
    return 0;
  }
  ORRERY_ASSERT(encode(*transaction) == Bytes(data, data + size), "a transaction has one form only");
  ORRERY_ASSERT(transaction->body.chain_id <= 1, "transactions of other chains are refused");
  Signatures signatures(SignatureMode::kEvery);
  (void)recover_sender(*transaction, signatures);
  return 0;
}
