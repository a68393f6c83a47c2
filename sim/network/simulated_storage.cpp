#include "sim/network/simulated_storage.h"

namespace orrery::sim {

StorageStatus SimulatedStorage::put(std::string_view key, BytesView value) {
  if (!has_disk()) return hit(lost_by_), StorageStatus::kLost;
  if (!full_by_.empty()) return hit(full_by_), StorageStatus::kFull;
  const auto found = current_.find(key);
  const std::uint64_t before = found == current_.end() ? 0 : key.size() + found->second.size();
  const std::uint64_t after = used_ - before + key.size() + value.size();
  if (after > capacity_) return StorageStatus::kFull;
  used_ = after;
  if (found == current_.end()) {
    current_.emplace(key, Bytes(value.begin(), value.end()));
  } else {
    found->second.assign(value.begin(), value.end());
  }
  unsynced_.emplace_back(key);
  last_put_ = key;
  return StorageStatus::kOk;
}

StorageStatus SimulatedStorage::erase(std::string_view key) {
  if (!has_disk()) return hit(lost_by_), StorageStatus::kLost;
  const auto found = current_.find(key);
  if (found == current_.end()) return StorageStatus::kOk;
  used_ -= key.size() + found->second.size();
  current_.erase(found);
  unsynced_.emplace_back(key);
  return StorageStatus::kOk;
}

std::optional<Bytes> SimulatedStorage::get(std::string_view key) const {
  const auto found = current_.find(key);
  if (found == current_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> SimulatedStorage::keys(std::string_view prefix) const {
  std::vector<std::string> matching;
  for (auto it = current_.lower_bound(prefix); it != current_.end() && it->first.starts_with(prefix); ++it) {
    matching.push_back(it->first);
  }
  return matching;
}

StorageStatus SimulatedStorage::sync() {
  if (!has_disk()) return hit(lost_by_), StorageStatus::kLost;
  for (const std::string& key : unsynced_) {
    if (const auto found = current_.find(key); found != current_.end()) {
      synced_[key] = found->second;
    } else {
      synced_.erase(key);
    }
  }
  unsynced_.clear();
  last_put_.clear();
  return StorageStatus::kOk;
}

void SimulatedStorage::crash() {
  for (const std::string& key : unsynced_) {
    if (const auto found = synced_.find(key); found != synced_.end()) {
      current_[key] = found->second;
    } else {
      current_.erase(key);
    }
  }
  if (!torn_by_.empty() && !last_put_.empty()) {
    synced_.erase(last_put_);
    current_.erase(last_put_);
    hit(torn_by_);
  }
  unsynced_.clear();
  last_put_.clear();
  count_used();
}

void SimulatedStorage::lose_disk(CauseId fault) {
  lost_by_.push_back(fault);
  if (!current_.empty() || !synced_.empty()) hit({fault});
  current_.clear();
  synced_.clear();
  unsynced_.clear();
  last_put_.clear();
  used_ = 0;
}

void SimulatedStorage::hit(const std::vector<CauseId>& faults) const {
  if (fault_hit_) fault_hit_(faults.front());
}

void SimulatedStorage::count_used() {
  used_ = 0;
  for (const auto& [key, value] : current_) used_ += key.size() + value.size();
}

}  // namespace orrery::sim
