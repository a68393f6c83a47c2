#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sim/host.h"
#include "sim/journal.h"

namespace orrery::sim {

/// A disk in memory. What was put or erased since the last sync is gone after a crash; what was synced stays, until the
/// disk is lost. Faults stack, each keyed by its row.
class SimulatedStorage final : public Storage {
 public:
  explicit SimulatedStorage(std::uint64_t capacity_bytes) : capacity_(capacity_bytes) {}

  /// kFull when keys and values would exceed the capacity or the disk is full by a fault; kLost without a disk.
  StorageStatus put(std::string_view key, BytesView value) override;
  StorageStatus erase(std::string_view key) override;
  std::optional<Bytes> get(std::string_view key) const override;
  std::vector<std::string> keys(std::string_view prefix) const override;
  StorageStatus sync() override;

  /// Back to what was synced. With a torn write the record that was put last and not synced is absent as well.
  void crash();

  void fill(CauseId fault) { full_by_.push_back(fault); }
  void free(CauseId fault) { std::erase(full_by_, fault); }
  /// Everything on the disk is gone; until give_disk() there is none.
  void lose_disk(CauseId fault);
  void give_disk(CauseId fault) { std::erase(lost_by_, fault); }
  /// Until mend_writes() a crash tears the record that was put last.
  void tear_writes(CauseId fault) { torn_by_.push_back(fault); }
  void mend_writes(CauseId fault) { std::erase(torn_by_, fault); }

  /// Called when a fault made an operation fail, tore a record or took all of them, with the fault's row.
  void on_fault_hit(std::function<void(CauseId)> called) { fault_hit_ = std::move(called); }

  std::uint64_t used_bytes() const { return used_; }
  bool has_disk() const { return lost_by_.empty(); }

 private:
  using Records = std::map<std::string, Bytes, std::less<>>;
  void hit(const std::vector<CauseId>& faults) const;
  void count_used();

  std::uint64_t capacity_;
  std::uint64_t used_ = 0;             // keys and values of current_
  Records current_;                    // what a running machine reads
  Records synced_;                     // what a crash leaves
  std::vector<std::string> unsynced_;  // keys put or erased since the last sync, in order
  std::string last_put_;               // the record a torn write tears; empty when it was synced
  std::vector<CauseId> full_by_, lost_by_, torn_by_;
  std::function<void(CauseId)> fault_hit_;
};

}  // namespace orrery::sim
