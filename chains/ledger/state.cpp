#include "chains/ledger/state.h"

#include <utility>

#include "sim/assert.h"

namespace orrery::chains {
namespace {

constexpr std::uint8_t kBalanceField = 1, kNonceField = 2, kCodeField = 3, kStorageField = 4;

std::uint64_t scramble(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ull;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ull;
  return x ^ (x >> 32);
}

std::uint64_t fold(std::uint64_t seed, const StorageWord& word) {
  for (const auto limb : word) seed = scramble(seed ^ limb) + 0x9e3779b97f4a7c15ull;
  return seed;
}

StorageWord code_word(const ContractKind* code) {
  if (code == nullptr) return {};
  std::uint64_t hash = 0x243f6a8885a308d3ull;
  for (const char c : code->name) hash = scramble(hash ^ static_cast<std::uint8_t>(c)) + 1;
  return {hash, 1, 0, 0};
}

}  // namespace

StorageWord to_storage_word(const Uint256& value) {
  StorageWord word{};
  const auto& number = value.backend();
  static_assert(sizeof(*number.limbs()) == sizeof(std::uint64_t));
  for (unsigned i = 0; i < number.size(); ++i) word[i] = number.limbs()[i];
  return word;
}

Uint256 to_uint256(const StorageWord& word) {
  Uint256 value;
  auto& number = value.backend();
  number.resize(4, 4);
  for (unsigned i = 0; i < 4; ++i) number.limbs()[i] = word[i];
  number.normalize();
  return value;
}

std::size_t State::WordKeyHash::operator()(const WordKey& key) const {
  std::uint64_t hash = key.account * 0x9e3779b97f4a7c15ull;
  for (const auto limb : key.slot) hash = (hash ^ limb) * 0xd6e8feb86659fd93ull + (hash >> 29);
  return static_cast<std::size_t>(hash ^ (hash >> 32));
}

const State::Account* State::find(const Address& address) const {
  const auto found = accounts_by_address_.find(address);
  return found == accounts_by_address_.end() ? nullptr : &accounts_[found->second];
}

std::uint32_t State::index_of(const Address& address) {
  const auto [found, is_new] = accounts_by_address_.try_emplace(address, static_cast<std::uint32_t>(accounts_.size()));
  if (is_new) {
    accounts_.emplace_back();
    accounts_.back().address = address;
  }
  return found->second;
}

State::WordEntry& State::word_of(std::uint32_t account, const Uint256& slot) {
  return *words_.try_emplace(WordKey{account, to_storage_word(slot)}).first;
}

const Uint256& State::balance(const Address& address) const {
  static const Uint256 kNone;
  const auto* account = find(address);
  return account == nullptr ? kNone : account->balance;
}

std::uint64_t State::nonce(const Address& address) const {
  const auto* account = find(address);
  return account == nullptr ? 0 : account->nonce;
}

const ContractKind* State::code(const Address& address) const {
  const auto* account = find(address);
  return account == nullptr ? nullptr : account->code;
}

Uint256 State::storage(const Address& address, const Uint256& slot) const {
  const auto account = accounts_by_address_.find(address);
  if (account == accounts_by_address_.end()) return {};
  const auto word = words_.find(WordKey{account->second, to_storage_word(slot)});
  return word == words_.end() ? Uint256() : to_uint256(word->second.value);
}

void State::toggle(std::uint32_t account, std::uint8_t field, const StorageWord& value, std::int64_t sign) {
  if (value == StorageWord{}) return;
  std::uint64_t seed = field;
  for (const auto byte : accounts_[account].address.data) seed = seed * 0x100000001b3ull + byte;
  const std::uint64_t one = fold(seed, value);
  const std::uint64_t two = scramble(one + 0x13198a2e03707344ull) ^ fold(~seed, value);
  digest_[0] += static_cast<std::uint64_t>(sign) * one;
  digest_[1] += static_cast<std::uint64_t>(sign) * two;
}

void State::toggle_word(const WordEntry& entry, std::int64_t sign) {
  if (entry.second.value == StorageWord{}) return;
  StorageWord mixed = entry.second.value;
  const std::uint64_t place = fold(kStorageField, entry.first.slot);
  mixed[0] = fold(place, mixed) | 1;  // never zero, or an entry could hide
  mixed[1] ^= place;
  toggle(entry.first.account, kStorageField, mixed, sign);
}

void State::set_balance(const Address& address, const Uint256& value) {
  const auto index = index_of(address);
  auto& account = accounts_[index];
  const StorageWord before = to_storage_word(account.balance);
  log_change({.kind = ChangeKind::kBalance, .account = index, .before = before});
  toggle(index, kBalanceField, before, -1);
  account.balance = value;
  toggle(index, kBalanceField, to_storage_word(value), 1);
}

void State::set_nonce(const Address& address, std::uint64_t value) {
  const auto index = index_of(address);
  auto& account = accounts_[index];
  log_change({.kind = ChangeKind::kNonce, .account = index, .before = {account.nonce}});
  toggle(index, kNonceField, {account.nonce}, -1);
  account.nonce = value;
  toggle(index, kNonceField, {value}, 1);
}

void State::set_code(const Address& address, const ContractKind* code) {
  const auto index = index_of(address);
  auto& account = accounts_[index];
  log_change({.kind = ChangeKind::kCode, .account = index, .code = account.code});
  toggle(index, kCodeField, code_word(account.code), -1);
  account.code = code;
  toggle(index, kCodeField, code_word(code), 1);
}

void State::set_storage(const Address& address, const Uint256& slot, const Uint256& value) {
  auto& entry = word_of(index_of(address), slot);
  auto& word = entry.second;
  if (word.original_in != transaction_) {
    word.original = word.value;
    word.original_in = transaction_;
  }
  log_change({.kind = ChangeKind::kStorage, .word = &entry, .before = word.value});
  toggle_word(entry, -1);
  word.value = to_storage_word(value);
  toggle_word(entry, 1);
}

State::Touched State::touch_storage(const Address& address, const Uint256& slot) {
  auto& entry = word_of(index_of(address), slot);
  auto& word = entry.second;
  Touched touched;
  touched.value = word.value;
  touched.original = word.original_in == transaction_ ? word.original : word.value;
  touched.access = word.warm_in == transaction_ ? Access::kWarm : Access::kCold;
  if (touched.access == Access::kCold) {
    log_change({.kind = ChangeKind::kWarmWord, .word = &entry, .before = {word.warm_in}});
    word.warm_in = transaction_;
  }
  return touched;
}

Access State::touch_account(const Address& address) {
  const auto index = index_of(address);
  auto& account = accounts_[index];
  if (account.warm_in == transaction_) return Access::kWarm;
  log_change({.kind = ChangeKind::kWarmAccount, .account = index, .before = {account.warm_in}});
  account.warm_in = transaction_;
  return Access::kCold;
}

void State::begin_transaction() {
  ++transaction_;
  refund_ = 0;
}

void State::add_refund(std::int64_t gas) {
  log_change({.kind = ChangeKind::kRefund, .before = {static_cast<std::uint64_t>(refund_)}});
  refund_ += gas;
}

/// Adds what the digest holds for the changed place as it is now, or takes it out (`sign` -1).
void State::toggle_place(const Change& change, std::int64_t sign) {
  switch (change.kind) {
    case ChangeKind::kBalance:
      return toggle(change.account, kBalanceField, to_storage_word(accounts_[change.account].balance), sign);
    case ChangeKind::kNonce:
      return toggle(change.account, kNonceField, {accounts_[change.account].nonce}, sign);
    case ChangeKind::kCode:
      return toggle(change.account, kCodeField, code_word(accounts_[change.account].code), sign);
    case ChangeKind::kStorage:
      return toggle_word(*change.word, sign);
    case ChangeKind::kWarmAccount:
    case ChangeKind::kWarmWord:
    case ChangeKind::kRefund:
      return;
  }
}

void State::exchange(Change& change) {
  auto& before = change.before;
  switch (change.kind) {
    case ChangeKind::kBalance: {
      auto& account = accounts_[change.account];
      const StorageWord now = to_storage_word(account.balance);
      account.balance = to_uint256(before);
      before = now;
      return;
    }
    case ChangeKind::kNonce:
      return std::swap(accounts_[change.account].nonce, before[0]);
    case ChangeKind::kCode:
      return std::swap(accounts_[change.account].code, change.code);
    case ChangeKind::kStorage:
      return std::swap(change.word->second.value, before);
    case ChangeKind::kWarmAccount:
      return std::swap(accounts_[change.account].warm_in, before[0]);
    case ChangeKind::kWarmWord:
      return std::swap(change.word->second.warm_in, before[0]);
    case ChangeKind::kRefund: {
      const auto now = static_cast<std::uint64_t>(refund_);
      refund_ = static_cast<std::int64_t>(before[0]);
      before[0] = now;
      return;
    }
  }
}

// A look at an older state leaves the digest as it is: whatever is exchanged is exchanged again.
void State::exchange_back(StateMark mark) {
  ORRERY_ASSERT(mark.position >= first_change_ && mark <= this->mark(), "a state shows only what it still remembers");
  for (std::size_t i = changes_.size(); i > mark.position - first_change_; --i) exchange(changes_[i - 1]);
}

void State::exchange_forward(StateMark mark) {
  for (std::size_t i = mark.position - first_change_; i < changes_.size(); ++i) exchange(changes_[i]);
}

void State::undo_changes_to(StateMark mark) {
  while (first_change_ + changes_.size() > mark.position) {
    Change& last = changes_.back();
    toggle_place(last, -1);
    exchange(last);
    toggle_place(last, 1);
    changes_.pop_back();
  }
}

void State::undo_to(StateMark mark) {
  ORRERY_ASSERT(mark.position >= first_change_, "a reorg does not reach past what was forgotten");
  undo_changes_to(mark);
}

void State::forget_before(StateMark mark) {
  if (mark.position <= first_change_) return;
  const auto count = std::min<std::uint64_t>(mark.position - first_change_, changes_.size());
  // Erasing moves the rest, so it waits until as much is freed as is moved.
  if (count < 1024 || count * 2 < changes_.size()) return;
  changes_.erase(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(count));
  first_change_ += count;
}

}  // namespace orrery::chains
