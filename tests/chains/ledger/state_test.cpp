// Proves that undoing is exact: after any random changes, going back to a mark restores every value and the digest,
// making the same changes again gives the same digest, and looking at an older state changes nothing. The reference is
// a std::map that is copied at each mark.

#include "chains/ledger/state.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "tests/chains/ledger/scripted_contract.h"

namespace orrery::chains {
namespace {

struct Change {
  int what, account, slot, value;
};

/// Everything that a state should hold, kept the simple way.
struct Reference {
  std::map<int, int> balances, nonces, codes;
  std::map<std::pair<int, int>, int> words;

  void apply(const Change& change) {
    if (change.what == 0) balances[change.account] = change.value;
    if (change.what == 1) nonces[change.account] = change.value;
    if (change.what == 2) codes[change.account] = change.value % 2;
    if (change.what == 3) words[{change.account, change.slot}] = change.value;
  }
};

Address account_of(int number) { return test_address(static_cast<std::uint8_t>(number + 1)); }

class Subject {
 public:
  State state;

  void apply(const Change& change) {
    const Address account = account_of(change.account);
    if (change.what == 0) state.set_balance(account, change.value);
    if (change.what == 1) state.set_nonce(account, static_cast<std::uint64_t>(change.value));
    if (change.what == 2) state.set_code(account, change.value % 2 == 0 ? nullptr : &code_);
    if (change.what == 3) state.set_storage(account, change.slot, change.value);
    if (change.what == 4) state.touch_storage(account, change.slot);
    if (change.what == 5) state.touch_account(account);
  }
  bool shows(const Reference& reference) {
    for (int account = 0; account < kAccounts; ++account) {
      const auto value = [&](const std::map<int, int>& values) {
        const auto found = values.find(account);
        return found == values.end() ? 0 : found->second;
      };
      const Address address = account_of(account);
      if (state.balance(address) != value(reference.balances)) return false;
      if (state.nonce(address) != static_cast<std::uint64_t>(value(reference.nonces))) return false;
      if ((state.code(address) != nullptr) != (value(reference.codes) == 1)) return false;
      for (int slot = 0; slot < kSlots; ++slot) {
        const auto found = reference.words.find({account, slot});
        if (state.storage(address, slot) != (found == reference.words.end() ? 0 : found->second)) return false;
      }
    }
    return true;
  }

  static constexpr int kAccounts = 4, kSlots = 5;

 private:
  ContractKind code_ = scripted_kind("Code", [](Execution&) { return Bytes(); });
};

std::vector<Change> some_changes() {
  return *rc::gen::container<std::vector<Change>>(
      rc::gen::construct<Change>(rc::gen::inRange(0, 6), rc::gen::inRange(0, Subject::kAccounts),
                                 rc::gen::inRange(0, Subject::kSlots), rc::gen::inRange(0, 4)));
}

RC_GTEST_PROP(StateProperty, UndoRestoresEverythingAndRedoRepeatsIt, ()) {
  Subject subject;
  Reference reference;
  for (const auto& change : some_changes()) {
    subject.apply(change);
    reference.apply(change);
  }
  RC_ASSERT(subject.shows(reference));
  const auto before = subject.state.digest();
  const auto mark = subject.state.mark();

  const auto block = some_changes();
  auto after_reference = reference;
  for (const auto& change : block) {
    subject.apply(change);
    after_reference.apply(change);
  }
  RC_ASSERT(subject.shows(after_reference));
  const auto after = subject.state.digest();

  subject.state.undo_to(mark);
  RC_ASSERT(subject.shows(reference));
  RC_ASSERT(subject.state.digest() == before);

  for (const auto& change : block) subject.apply(change);
  RC_ASSERT(subject.shows(after_reference));
  RC_ASSERT(subject.state.digest() == after);
}

RC_GTEST_PROP(StateProperty, LookingBackShowsThePastAndChangesNothing, ()) {
  Subject subject;
  Reference reference;
  for (const auto& change : some_changes()) {
    subject.apply(change);
    reference.apply(change);
  }
  const auto mark = subject.state.mark();
  auto now = reference;
  for (const auto& change : some_changes()) {
    subject.apply(change);
    now.apply(change);
  }
  const auto present = subject.state.digest();

  const auto scratch = some_changes();
  const bool right = subject.state.at(mark, [&] {
    const bool shows_past = subject.shows(reference);
    for (const auto& change : scratch) subject.apply(change);
    return shows_past;
  });
  RC_ASSERT(right);
  RC_ASSERT(subject.shows(now));
  RC_ASSERT(subject.state.digest() == present);
}

RC_GTEST_PROP(StateProperty, DigestDoesNotDependOnTheWayThere, ()) {
  Subject one, other;
  Reference reference;
  for (const auto& change : some_changes()) {
    one.apply(change);
    reference.apply(change);
  }
  for (const auto& [account, value] : reference.codes) other.apply({2, account, 0, value});
  for (const auto& [place, value] : reference.words) other.apply({3, place.first, place.second, value});
  for (const auto& [account, value] : reference.nonces) other.apply({1, account, 0, value});
  for (const auto& [account, value] : reference.balances) other.apply({0, account, 0, value});
  RC_ASSERT(one.state.digest() == other.state.digest());
}

TEST(State, DigestTellsStatesApart) {
  Subject one, other;
  one.apply({3, 0, 1, 2});
  other.apply({3, 0, 2, 1});
  EXPECT_NE(one.state.digest(), other.state.digest());
  other.apply({3, 0, 2, 0});
  other.apply({3, 1, 1, 2});
  EXPECT_NE(one.state.digest(), other.state.digest());
}

TEST(State, ForgettingKeepsTheValuesAndTheLaterMarks) {
  Subject subject;
  for (int i = 0; i < 3000; ++i) subject.apply({0, i % 4, 0, i});
  const auto middle = subject.state.mark();
  const auto digest = subject.state.digest();
  for (int i = 0; i < 100; ++i) subject.apply({3, i % 4, i % 5, i});
  subject.state.forget_before(middle);
  EXPECT_EQ(subject.state.oldest(), middle);
  subject.state.undo_to(middle);
  EXPECT_EQ(subject.state.digest(), digest);
  EXPECT_EQ(subject.state.balance(account_of(3)), 2999);
}

TEST(StateDeath, UndoingPastWhatWasForgottenStopsTheRun) {
  Subject subject;
  const auto start = subject.state.mark();
  for (int i = 0; i < 3000; ++i) subject.apply({0, i % 4, 0, i});
  subject.state.forget_before(subject.state.mark());
  EXPECT_DEATH(subject.state.undo_to(start), "reorg does not reach past");
}

TEST(StorageWord, RoundTripsEveryWidth) {
  for (unsigned bit = 0; bit < 256; bit += 5) {
    const Uint256 value = (Uint256(1) << bit) - (bit % 2);
    EXPECT_EQ(to_uint256(to_storage_word(value)), value);
  }
  EXPECT_EQ(to_uint256(to_storage_word(~Uint256(0))), ~Uint256(0));
}

}  // namespace
}  // namespace orrery::chains
