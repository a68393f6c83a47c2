#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "nodes/ocr2/oracle.h"
#include "sim/entity.h"

namespace orrery::nodes {

/// Which oracles stand on which machine, for Byzantine faults to find them, and who else has a way to the contract.
class OracleRegistry {
 public:
  struct Entry {
    sim::EntityId host;
    std::string network;
    OracleSeat* seat = nullptr;  ///< outlives the registry
    OracleKeys keys;
  };

  void add(Entry entry) { entries_.push_back(std::move(entry)); }
  /// Sends a report to the network's contract from an account that is no oracle's.
  using Outsider = std::function<void(const AttestedReport&)>;
  /// What a thief of keys has of his own.
  void add_outsider(std::string network, Outsider send) { outsiders_[std::move(network)] = std::move(send); }

  /// The oracles on a machine, of one network or (empty) of all.
  std::vector<const Entry*> on_host(sim::EntityId host, std::string_view network) const;
  /// Null when there is none.
  const Outsider* outsider(std::string_view network) const;
  /// Names of the networks that have oracles.
  std::vector<std::string> networks() const;

 private:
  std::vector<Entry> entries_;
  std::map<std::string, Outsider, std::less<>> outsiders_;
};

}  // namespace orrery::nodes
