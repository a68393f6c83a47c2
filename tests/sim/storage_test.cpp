// Proves that storage keeps exactly what was synced, against a model of two maps, and that its faults do what they say.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>

#include "sim/network/simulated_storage.h"

namespace orrery::sim {
namespace {

const Bytes kOne{1}, kTwo{2, 2};

TEST(Storage, ACrashKeepsOnlyWhatWasSynced) {
  SimulatedStorage disk(1000);
  disk.put("a", kOne);
  disk.sync();
  disk.put("a", kTwo);
  disk.put("b", kOne);
  EXPECT_EQ(disk.get("a"), kTwo);
  disk.crash();
  EXPECT_EQ(disk.get("a"), kOne);
  EXPECT_EQ(disk.get("b"), std::nullopt);
}

TEST(Storage, AnEraseThatWasNotSyncedIsUndone) {
  SimulatedStorage disk(1000);
  disk.put("a", kOne);
  disk.sync();
  disk.erase("a");
  EXPECT_EQ(disk.get("a"), std::nullopt);
  disk.crash();
  EXPECT_EQ(disk.get("a"), kOne);
}

TEST(Storage, ATornWriteTakesTheOldRecordWithIt) {
  SimulatedStorage disk(1000);
  int hits = 0;
  disk.on_fault_hit([&](CauseId) { ++hits; });
  disk.put("a", kOne);
  disk.put("b", kOne);
  disk.sync();
  disk.tear_writes({9});
  disk.crash();
  EXPECT_EQ(disk.get("a"), kOne) << "nothing was unsynced, so nothing is torn";
  disk.put("b", kTwo);
  disk.put("a", kTwo);
  disk.crash();
  EXPECT_EQ(disk.get("a"), std::nullopt);
  EXPECT_EQ(disk.get("b"), kOne) << "only the last record is torn";
  EXPECT_EQ(hits, 1);
}

TEST(Storage, IsFullAtItsCapacityAndByAFault) {
  SimulatedStorage disk(4);
  EXPECT_EQ(disk.put("a", kTwo), StorageStatus::kOk);
  EXPECT_EQ(disk.put("b", kOne), StorageStatus::kFull);
  EXPECT_EQ(disk.put("a", kOne), StorageStatus::kOk) << "replacing counts once";
  EXPECT_EQ(disk.used_bytes(), 2u);
  disk.fill({1});
  EXPECT_EQ(disk.put("c", {}), StorageStatus::kFull);
  EXPECT_EQ(disk.erase("a"), StorageStatus::kOk);
  disk.free({1});
  EXPECT_EQ(disk.put("c", {}), StorageStatus::kOk);
}

TEST(Storage, ALostDiskComesBackEmpty) {
  SimulatedStorage disk(1000);
  std::vector<CauseId> hits;
  disk.on_fault_hit([&](CauseId fault) { hits.push_back(fault); });
  disk.put("a", kOne);
  disk.sync();
  disk.lose_disk({1});
  EXPECT_EQ(hits, std::vector<CauseId>{{1}}) << "losing what was on it is a hit";
  disk.lose_disk({2});
  EXPECT_EQ(disk.get("a"), std::nullopt);
  EXPECT_EQ(disk.put("a", kOne), StorageStatus::kLost);
  EXPECT_EQ(disk.sync(), StorageStatus::kLost);
  disk.give_disk({1});
  EXPECT_EQ(disk.put("a", kOne), StorageStatus::kLost) << "the other fault still stands";
  disk.give_disk({2});
  EXPECT_EQ(disk.put("a", kOne), StorageStatus::kOk);
}

TEST(Storage, ListsKeysByPrefixInOrder) {
  SimulatedStorage disk(1000);
  for (const char* key : {"round/2", "epoch", "round/10", "rounds", "round/"}) disk.put(key, kOne);
  EXPECT_EQ(disk.keys("round/"), (std::vector<std::string>{"round/", "round/10", "round/2"}));
  EXPECT_EQ(disk.keys("").size(), 5u);
}

RC_GTEST_PROP(StorageModel, AgreesWithTwoMaps, ()) {
  SimulatedStorage disk(1'000'000);
  std::map<std::string, Bytes> running, synced;
  const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 10), rc::gen::inRange(0, 5)));
  std::uint8_t value = 0;
  for (const auto& [what, which] : steps) {
    const std::string key(1, static_cast<char>('a' + which));
    if (what < 5) {
      const Bytes bytes(static_cast<std::size_t>(which + 1), ++value);
      RC_ASSERT(disk.put(key, bytes) == StorageStatus::kOk);
      running[key] = bytes;
    } else if (what < 7) {
      RC_ASSERT(disk.erase(key) == StorageStatus::kOk);
      running.erase(key);
    } else if (what < 9) {
      RC_ASSERT(disk.sync() == StorageStatus::kOk);
      synced = running;
    } else {
      disk.crash();
      running = synced;
    }
    std::vector<std::string> keys;
    std::uint64_t used = 0;
    for (const auto& [name, bytes] : running) {
      keys.push_back(name);
      used += name.size() + bytes.size();
      RC_ASSERT(disk.get(name) == bytes);
    }
    RC_ASSERT(disk.keys("") == keys);
    RC_ASSERT(disk.used_bytes() == used);
  }
}

}  // namespace
}  // namespace orrery::sim
