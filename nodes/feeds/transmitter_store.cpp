#include <algorithm>

#include "chains/encoding/rlp.h"
#include "nodes/feeds/transmitter.h"

namespace orrery::nodes {

std::string Transmitter::key_of(std::uint64_t id) const {
  std::string digits = std::to_string(id);
  digits.insert(0, 20 - digits.size(), '0');  // so that keys sort as ids do
  return "transmitter/" + name_ + "/request/" + digits;
}

void Transmitter::load() {
  sim::Storage& storage = host_.storage();
  for (const std::string& key : storage.keys("transmitter/" + name_ + "/request/")) {
    const auto record = storage.get(key);
    if (!record) continue;
    auto transaction = decode_transaction_record(*record);
    if (!transaction) continue;  // torn: as if it had never been written
    next_id_ = std::max(next_id_, transaction->id + 1);
    if (transaction->nonce) next_nonce_ = std::max(next_nonce_, *transaction->nonce + 1);
    transactions_.push_back({.its = std::move(*transaction)});
  }
  if (const auto counters = storage.get("transmitter/" + name_ + "/next")) {
    chains::RlpReader reader(*counters);
    const std::uint64_t id = reader.number();
    const std::uint64_t nonce = reader.number();
    if (!reader.is_finished()) return;
    next_id_ = std::max(next_id_, id);
    next_nonce_ = std::max(next_nonce_, nonce);
  }
}

bool Transmitter::save(const NodeTransaction& transaction) {
  sim::Storage& storage = host_.storage();
  const Bytes next = chains::RlpWriter().number(next_id_).number(next_nonce_).items();
  return storage.put(key_of(transaction.id), encode(transaction)) == sim::StorageStatus::kOk &&
         storage.put("transmitter/" + name_ + "/next", next) == sim::StorageStatus::kOk &&
         storage.sync() == sim::StorageStatus::kOk;
}

void Transmitter::forget(std::uint64_t id) {
  // A record that cannot be erased is found again after a restart, where its receipt ends it once more.
  if (host_.storage().erase(key_of(id)) == sim::StorageStatus::kOk) host_.storage().sync();
}

}  // namespace orrery::nodes
