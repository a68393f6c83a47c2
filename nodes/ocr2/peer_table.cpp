#include "nodes/ocr2/peer_table.h"

#include <algorithm>

namespace orrery::nodes {
namespace {

constexpr std::uint8_t kNobody = 0xff;

}  // namespace

bool PeerTable::find(const std::vector<OracleIdentity>& oracles, const PeerDirectory& peers, sim::Port port,
                     std::string& unknown) {
  std::vector<sim::HostPort> addresses;
  for (const auto& oracle : oracles) {
    const auto peer = peers.find(oracle.peer_id);
    if (peer == peers.end()) {
      unknown = oracle.peer_id;
      return false;
    }
    addresses.push_back({peer->second, port});
  }
  const auto by_host = [](const sim::HostPort& a, const sim::HostPort& b) { return a.host < b.host; };
  const auto [first, last] = std::minmax_element(addresses.begin(), addresses.end(), by_host);
  first_host_ = first->host.index;
  indices_.assign(last->host.index - first_host_ + 1, kNobody);
  for (std::size_t i = 0; i < addresses.size(); ++i)
    indices_[addresses[i].host.index - first_host_] = static_cast<std::uint8_t>(i);
  addresses_ = std::move(addresses);
  return true;
}

std::optional<NodeIndex> PeerTable::index_of(sim::HostPort address) const {
  const std::uint32_t place = address.host.index - first_host_;  // wraps for lower ones, and is then too large
  if (place >= indices_.size() || indices_[place] == kNobody) return std::nullopt;
  return NodeIndex{indices_[place]};
}

}  // namespace orrery::nodes
