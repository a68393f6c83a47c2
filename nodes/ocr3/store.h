#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "nodes/ocr2/oracle_store.h"
#include "nodes/ocr3/messages.h"

namespace orrery::nodes::ocr3 {

/// The pacemaker's state as it survives a restart. Source: spec/ocr.md §5.1.
struct PacemakerState {
  std::uint64_t epoch = 0;
  std::uint64_t highest_sent_wish = 0;
  bool operator==(const PacemakerState&) const = default;
};

/// What one oracle of one network keeps on its machine's disk: its config, and for each config digest the pacemaker's
/// state and the highest certificate. Every write is synced before the next step. A failing disk is reported by the
/// return value.
class Store {
 public:
  Store(sim::Storage& storage, std::string_view network);

  bool save_config(const ContractConfig& config) { return configs_.save_config(config); }
  std::optional<ContractConfig> load_config() const { return configs_.load_config(); }

  bool save_pacemaker(const Bytes32& config_digest, const PacemakerState& state);
  std::optional<PacemakerState> load_pacemaker(const Bytes32& config_digest) const;

  bool save_certificate(const Bytes32& config_digest, const Certificate& certificate);
  std::optional<Certificate> load_certificate(const Bytes32& config_digest) const;

 private:
  std::string key(const Bytes32& config_digest, std::string_view rest) const;
  bool save(const std::string& key, BytesView value);

  sim::Storage& storage_;
  OracleStore configs_;
  std::string prefix_;
};

}  // namespace orrery::nodes::ocr3
