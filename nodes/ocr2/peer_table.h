#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nodes/ocr2/instance_config.h"
#include "sim/host.h"

namespace orrery::nodes {

/// Where peers live, by the text of their peer id. One directory serves all oracles of a world.
using PeerDirectory = std::map<std::string, sim::EntityId, std::less<>>;

/// The addresses of one config's oracles, and which of them an address is.
class PeerTable {
 public:
  /// False with the `unknown` peer id when the directory lacks one of the oracles; then nothing changes.
  bool find(const std::vector<OracleIdentity>& oracles, const PeerDirectory& peers, sim::Port port,
            std::string& unknown);

  /// By oracle.
  const std::vector<sim::HostPort>& addresses() const { return addresses_; }
  /// Empty when no oracle of the config lives there.
  std::optional<NodeIndex> index_of(sim::HostPort address) const;

 private:
  std::vector<sim::HostPort> addresses_;
  std::uint32_t first_host_ = 0;       // lowest entity index among the peers
  std::vector<std::uint8_t> indices_;  // oracle index by entity index - first_host_
};

}  // namespace orrery::nodes
