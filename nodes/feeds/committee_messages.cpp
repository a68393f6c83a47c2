#include "nodes/feeds/committee_messages.h"

namespace orrery::nodes {
namespace {

void mix_number(sim::HistoryDigest& digest, const chains::Int256& number) {
  const chains::Bytes32 word = chains::to_bytes32(chains::to_word(number));
  digest.mix(chains::BytesView(word));
}

}  // namespace

void CommitteeView::mix_into(sim::HistoryDigest& digest) const {
  digest.mix(round);
  mix_number(digest, answer);
}

void CommitteeProposal::mix_into(sim::HistoryDigest& digest) const {
  digest.mix(round);
  digest.mix(timestamp);
  mix_number(digest, answer);
}

void CommitteeSignature::mix_into(sim::HistoryDigest& digest) const {
  digest.mix(round);
  digest.mix(chains::BytesView(signature));
}

}  // namespace orrery::nodes
