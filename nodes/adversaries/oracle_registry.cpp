#include "nodes/adversaries/oracle_registry.h"

#include <algorithm>

namespace orrery::nodes {

std::vector<const OracleRegistry::Entry*> OracleRegistry::on_host(sim::EntityId host, std::string_view network) const {
  std::vector<const Entry*> found;
  for (const auto& entry : entries_)
    if (entry.host == host && (network.empty() || entry.network == network)) found.push_back(&entry);
  return found;
}

const OracleRegistry::Outsider* OracleRegistry::outsider(std::string_view network) const {
  const auto found = outsiders_.find(network);
  return found == outsiders_.end() ? nullptr : &found->second;
}

std::vector<std::string> OracleRegistry::networks() const {
  std::vector<std::string> names;
  for (const auto& entry : entries_)
    if (std::find(names.begin(), names.end(), entry.network) == names.end()) names.push_back(entry.network);
  return names;
}

}  // namespace orrery::nodes
