#include "chains/ledger/mempool.h"

#include <algorithm>
#include <utility>

#include "chains/ledger/execution.h"

namespace orrery::chains {
namespace {

GasPrice narrow(const Uint256& price) { return price > UINT64_MAX ? UINT64_MAX : static_cast<GasPrice>(price); }

bool outbids(const Transaction& newcomer, const Transaction& old, std::uint64_t bump_percent) {
  const auto enough = [&](const Uint256& offer, const Uint256& before) {
    return offer > before && offer * 100 >= before * (100 + bump_percent);
  };
  return enough(newcomer.max_fee, old.max_fee) && enough(newcomer.max_priority_fee, old.max_priority_fee);
}

/// True when `a` is the better offer; of equal ones the older.
bool is_better(const PooledTransaction& a, const PooledTransaction& b) {
  const auto &x = a.body(), &y = b.body();
  if (x.max_priority_fee != y.max_priority_fee) return x.max_priority_fee > y.max_priority_fee;
  if (x.max_fee != y.max_fee) return x.max_fee > y.max_fee;
  return a.arrival < b.arrival;
}

}  // namespace

std::optional<GasPrice> tip_of(const Transaction& transaction, GasPrice base_fee) {
  if (transaction.max_fee < base_fee) return std::nullopt;
  return narrow(std::min<Uint256>(transaction.max_priority_fee, transaction.max_fee - base_fee));
}

const char* Mempool::add(PooledTransactionPtr transaction, std::uint64_t nonce, const Uint256& balance) {
  const auto& body = transaction->body();
  if (by_hash_.contains(transaction->hash)) return "already known";
  if (body.nonce < nonce) return "nonce too low";
  if (body.max_priority_fee < spec_.price_limit) return "transaction underpriced";

  Uint256 cost = highest_cost({transaction->sender, body});
  const auto sender = senders_.find(transaction->sender);
  const PooledTransaction* old = nullptr;
  if (sender != senders_.end()) {
    for (const auto& [other_nonce, other] : sender->second) {
      if (other_nonce == body.nonce) {
        old = other.get();
        continue;
      }
      const Uint256 sum = cost + highest_cost({other->sender, other->body()});
      cost = sum < cost ? ~Uint256(0) : sum;
    }
  }
  if (balance < cost) return "insufficient funds for gas * price + value";
  if (old != nullptr) {
    if (!outbids(body, old->body(), spec_.price_bump_percent)) return "replacement transaction underpriced";
    remove(*old);
  } else {
    if (sender != senders_.end() && sender->second.size() >= spec_.account_slots) return "account limit exceeded";
    if (size() >= spec_.global_slots && !make_room_for(*transaction)) return "transaction underpriced";
  }
  put_back(std::move(transaction));
  return nullptr;
}

void Mempool::put_back(PooledTransactionPtr transaction) {
  auto& place = senders_[transaction->sender][transaction->body().nonce];
  if (place) by_hash_.erase(place->hash);
  by_hash_[transaction->hash] = transaction;
  place = std::move(transaction);
}

bool Mempool::make_room_for(const PooledTransaction& newcomer) {
  const PooledTransaction* worst = nullptr;
  for (const auto& [sender, queue] : senders_)
    for (const auto& [nonce, transaction] : queue)
      if (worst == nullptr || is_better(*worst, *transaction)) worst = transaction.get();
  if (worst == nullptr || worst->body().max_priority_fee >= newcomer.body().max_priority_fee) return false;
  remove(*worst);
  return true;
}

void Mempool::confirm(const Address& sender, std::uint64_t nonce) {
  const auto found = senders_.find(sender);
  if (found == senders_.end()) return;
  auto& queue = found->second;
  while (!queue.empty() && queue.begin()->first < nonce) {
    by_hash_.erase(queue.begin()->second->hash);
    queue.erase(queue.begin());
  }
  if (queue.empty()) senders_.erase(found);
}

void Mempool::remove(const PooledTransaction& transaction) {
  const auto found = senders_.find(transaction.sender);
  if (found == senders_.end()) return;
  const auto place = found->second.find(transaction.body().nonce);
  if (place == found->second.end() || place->second->hash != transaction.hash) return;
  const auto keep = place->second;  // `transaction` may be the pool's own
  by_hash_.erase(keep->hash);
  found->second.erase(place);
  if (found->second.empty()) senders_.erase(found);
}

PooledTransactionPtr Mempool::find(const Bytes32& hash) const {
  const auto found = by_hash_.find(hash);
  return found == by_hash_.end() ? nullptr : found->second;
}

std::uint64_t Mempool::next_nonce(const Address& sender, std::uint64_t nonce) const {
  const auto found = senders_.find(sender);
  if (found == senders_.end()) return nonce;
  for (auto it = found->second.find(nonce); it != found->second.end() && it->first == nonce; ++it) ++nonce;
  return nonce;
}

}  // namespace orrery::chains
