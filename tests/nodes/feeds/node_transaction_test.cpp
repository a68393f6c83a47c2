// Proves that a transaction's record on disk gives back what it was written from, and that nothing else is taken for
// one.
#include "nodes/feeds/node_transaction.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace orrery::nodes {
namespace {

NodeTransaction any_transaction() {
  NodeTransaction its;
  its.id = *rc::gen::arbitrary<std::uint64_t>();
  its.request.to.data.fill(*rc::gen::arbitrary<std::uint8_t>());
  its.request.input = *rc::gen::arbitrary<Bytes>();
  its.request.gas_limit = *rc::gen::arbitrary<std::uint64_t>();
  its.request.job = *rc::gen::arbitrary<std::uint32_t>();
  its.request.about.index = *rc::gen::arbitrary<std::uint32_t>();
  if (*rc::gen::arbitrary<bool>()) its.nonce = *rc::gen::arbitrary<std::uint64_t>();
  its.fees = {*rc::gen::arbitrary<std::uint64_t>(), Uint256(*rc::gen::arbitrary<std::uint64_t>()) << 70};
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    Bytes32 hash;
    hash.data.fill(static_cast<std::uint8_t>(i));
    its.attempts.push_back(hash);
  }
  its.sent_at_block = *rc::gen::arbitrary<std::uint64_t>();
  return its;
}

RC_GTEST_PROP(NodeTransaction, RecordsRoundTrip, ()) {
  const NodeTransaction its = any_transaction();
  const auto read = decode_transaction_record(encode(its));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->id == its.id);
  RC_ASSERT(read->request.to == its.request.to);
  RC_ASSERT(read->request.input == its.request.input);
  RC_ASSERT(read->request.gas_limit == its.request.gas_limit);
  RC_ASSERT(read->request.job == its.request.job);
  RC_ASSERT(read->request.about == its.request.about);
  RC_ASSERT(read->nonce == its.nonce);
  RC_ASSERT(read->fees == its.fees);
  RC_ASSERT(read->attempts == its.attempts);
  RC_ASSERT(read->sent_at_block == its.sent_at_block);
}

RC_GTEST_PROP(NodeTransaction, DamagedRecordsAreRefusedOrWhole, ()) {
  Bytes record = encode(any_transaction());
  record.resize(*rc::gen::inRange<std::size_t>(0, record.size()));
  RC_ASSERT(!decode_transaction_record(record));
  RC_ASSERT(!decode_transaction_record(*rc::gen::arbitrary<Bytes>()));
}

}  // namespace
}  // namespace orrery::nodes
