#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "chains/bytes.h"
#include "chains/contract.h"
#include "chains/uint256.h"

namespace orrery::chains {

/// A storage word as four limbs, least significant first: half the size of a Uint256 and compared at once.
using StorageWord = std::array<std::uint64_t, 4>;
StorageWord to_storage_word(const Uint256& value);
Uint256 to_uint256(const StorageWord& word);

/// A place in the history of changes. Marks grow; one stays valid until the state is undone to an earlier one.
struct StateMark {
  std::uint64_t position = 0;
  constexpr auto operator<=>(const StateMark&) const = default;
};

/// The first use of an account or a word in a transaction costs more (EIP-2929).
enum class Access : bool { kWarm, kCold };

/// Balances, nonces, code and storage of a chain, with every change undoable back to a mark: of a call, a transaction,
/// a block, or any block not yet forgotten. Hash maps here are looked up and never iterated. Reads and writes O(1),
/// undo O(changes).
class State {
 public:
  const Uint256& balance(const Address& address) const;
  std::uint64_t nonce(const Address& address) const;
  /// Null for an account without code.
  const ContractKind* code(const Address& address) const;
  Uint256 storage(const Address& address, const Uint256& slot) const;

  void set_balance(const Address& address, const Uint256& value);
  void set_nonce(const Address& address, std::uint64_t value);
  /// `code` must outlive the state.
  void set_code(const Address& address, const ContractKind* code);
  void set_storage(const Address& address, const Uint256& slot, const Uint256& value);

  /// A word as SLOAD and SSTORE see it: its value, its value when the transaction began, and whether this is its first
  /// use. Makes the word warm.
  struct Touched {
    StorageWord value{}, original{};
    Access access = Access::kCold;
  };
  Touched touch_storage(const Address& address, const Uint256& slot);
  /// Makes the account warm and says what it was.
  Access touch_account(const Address& address);

  /// Forgets which accounts and words are warm, original values, and the refund counter.
  void begin_transaction();
  std::int64_t refund() const { return refund_; }
  void add_refund(std::int64_t gas);

  StateMark mark() const { return {first_change_ + changes_.size()}; }
  /// Takes back every change since `mark`. A mark that was forgotten stops the run.
  void undo_to(StateMark mark);
  /// Gives up undoing past `mark`; the memory of older changes is freed.
  void forget_before(StateMark mark);
  /// The earliest mark that undo_to still takes.
  StateMark oldest() const { return {first_change_}; }

  /// Shows the state as it was at `mark` while `look` runs; what `look` changes is taken back. O(changes since mark).
  /// The digest is not that of the older state meanwhile.
  template <class F>
  auto at(StateMark mark, F&& look) {
    const StateMark now = this->mark();
    exchange_back(mark);
    struct Return {
      State& state;
      StateMark before, now;
      ~Return() {
        state.undo_changes_to(now);
        state.exchange_forward(before);
      }
    } return_to_now{*this, mark, now};
    return look();
  }

  /// A digest of everything that is not zero or empty, whatever the order of changes: equal states, equal digests.
  /// Kept up to date with every change, so O(1). Not a Merkle root; see docs/chains.md.
  std::array<std::uint64_t, 2> digest() const { return digest_; }

 private:
  struct Account {
    Address address;
    std::uint64_t nonce = 0;
    Uint256 balance;
    const ContractKind* code = nullptr;
    std::uint64_t warm_in = 0;  // the transaction in which it was last used
  };
  struct Word {
    StorageWord value{}, original{};
    std::uint64_t warm_in = 0, original_in = 0;
  };
  struct WordKey {
    std::uint32_t account;
    StorageWord slot;
    bool operator==(const WordKey&) const = default;
  };
  struct WordKeyHash {
    std::size_t operator()(const WordKey& key) const;
  };
  using WordEntry = std::pair<const WordKey, Word>;
  enum class ChangeKind : std::uint8_t { kBalance, kNonce, kCode, kStorage, kWarmAccount, kWarmWord, kRefund };
  struct Change {
    ChangeKind kind;
    std::uint32_t account = 0;
    WordEntry* word = nullptr;  // map nodes stay where they are
    const ContractKind* code = nullptr;
    StorageWord before{};
  };

  const Account* find(const Address& address) const;
  std::uint32_t index_of(const Address& address);
  WordEntry& word_of(std::uint32_t account, const Uint256& slot);
  void log_change(Change change) { changes_.push_back(change); }
  void toggle_place(const Change& change, std::int64_t sign);
  void exchange(Change& change);
  void exchange_back(StateMark mark);
  void exchange_forward(StateMark mark);
  void undo_changes_to(StateMark mark);
  void toggle(std::uint32_t account, std::uint8_t field, const StorageWord& value, std::int64_t sign);
  void toggle_word(const WordEntry& entry, std::int64_t sign);

  std::unordered_map<Address, std::uint32_t, FixedBytesHash> accounts_by_address_;
  std::deque<Account> accounts_;
  std::unordered_map<WordKey, Word, WordKeyHash> words_;
  std::vector<Change> changes_;
  std::uint64_t first_change_ = 0;  // position of changes_[0]
  std::uint64_t transaction_ = 1;
  std::int64_t refund_ = 0;
  std::array<std::uint64_t, 2> digest_{};
};

}  // namespace orrery::chains
