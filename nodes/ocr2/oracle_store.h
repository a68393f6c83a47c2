#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nodes/ocr2/contract.h"
#include "nodes/ocr2/messages.h"
#include "sim/host.h"
#include "sim/time.h"

namespace orrery::nodes {

/// The pacemaker's state as it survives a restart. Source: spec/ocr.md §3.1.
struct PacemakerState {
  std::uint32_t epoch = 0;                      ///< e
  std::uint32_t highest_sent = 0;               ///< ne
  std::vector<std::uint32_t> highest_received;  ///< newepoch[]
  bool operator==(const PacemakerState&) const = default;
};

/// A report that this oracle accepted and has not tried to transmit yet.
struct PendingTransmission {
  sim::Time due;  ///< on this machine's clock
  AttestedReportPtr report;
};

/// What one oracle of one network keeps on its machine's disk. Every write is synced before the next step, so that a
/// crash at any point leaves a state the oracle was in. A failing disk is reported by the return value and changes
/// nothing else: the oracle goes on, and forgets when it restarts.
class OracleStore {
 public:
  /// `protocol` begins the keys, so that programs of several protocols can share a disk.
  OracleStore(sim::Storage& storage, std::string_view network, std::string_view protocol = "ocr2")
      : storage_(storage), prefix_(protocol) {
    prefix_.append("/").append(network).append("/");
  }

  bool save_config(const ContractConfig& config);
  std::optional<ContractConfig> load_config() const;

  bool save_pacemaker(const Bytes32& config_digest, const PacemakerState& state);
  std::optional<PacemakerState> load_pacemaker(const Bytes32& config_digest) const;

  bool save_pending(const PendingTransmission& pending);
  bool erase_pending(const ReportTimestamp& at);
  /// All pending transmissions of a config, by epoch and round.
  std::vector<PendingTransmission> load_pending(const Bytes32& config_digest) const;

 private:
  bool save(const std::string& key, BytesView value);
  std::string key(const Bytes32& config_digest, std::string_view rest) const;
  std::string pending_key(const ReportTimestamp& at) const;

  sim::Storage& storage_;
  std::string prefix_;
};

}  // namespace orrery::nodes
