#include "nodes/ocr2/signed_payloads.h"

#include <algorithm>

#include "chains/crypto/hash.h"
#include "nodes/ocr2/byte_order.h"

namespace orrery::nodes {
namespace {

void append(Bytes& out, BytesView part) { out.insert(out.end(), part.begin(), part.end()); }

}  // namespace

Bytes32 observation_digest(const ReportTimestamp& at, BytesView query, BytesView observation) {
  return chains::sha256({at.config_digest, big_endian_32(at.epoch), BytesView(&at.round, 1),
                         big_endian_64(query.size()), query, big_endian_64(observation.size()), observation});
}

Bytes32 report_context_hash(BytesView query, const std::vector<AttributedObservation>& observations) {
  Bytes preimage;
  std::size_t size = 16 + query.size();
  for (const auto& each : observations) size += 9 + each.observation.size();
  preimage.reserve(size);
  append(preimage, big_endian_64(query.size()));
  append(preimage, query);
  append(preimage, big_endian_64(observations.size()));
  for (const auto& each : observations) {
    append(preimage, big_endian_64(each.observation.size()));
    append(preimage, each.observation);
    preimage.push_back(each.observer.value);
  }
  return chains::sha256(preimage);
}

ReportContext report_context(const ReportTimestamp& at, const Bytes32& extra_hash) {
  ReportContext context{{at.config_digest, {}, extra_hash}};
  const auto epoch = big_endian_32(at.epoch);
  std::copy(epoch.data.begin(), epoch.data.end(), context.words[1].data.begin() + 27);
  context.words[1].data[31] = at.round;
  return context;
}

Bytes32 report_digest(const ReportTimestamp& at, const Bytes32& extra_hash, BytesView report) {
  const ReportContext context = report_context(at, extra_hash);
  return chains::keccak256({chains::keccak256(report), context.words[0], context.words[1], context.words[2]});
}

}  // namespace orrery::nodes
