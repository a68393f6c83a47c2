#include "nodes/adversaries/parameters.h"

#include <algorithm>

#include "sim/input_error.h"
#include "sim/network/named_hosts.h"

namespace orrery::nodes {

sim::ParameterSpec network_parameter() {
  return {"network", std::string("eth-usd"), std::string(), "the network whose oracles are meant; empty: every one"};
}

std::vector<const OracleRegistry::Entry*> targeted_oracles(sim::World& world, const OracleRegistry& oracles,
                                                           const sim::FaultSpec& spec) {
  const auto& network = sim::parameter<std::string>(spec, "network");
  const auto names = oracles.networks();
  if (!network.empty() && std::find(names.begin(), names.end(), network) == names.end())
    throw sim::InputError({}, "there is no oracle network \"" + network + "\"", sim::did_you_mean(network, names));
  std::vector<const OracleRegistry::Entry*> found;
  for (const auto host : sim::parse_hosts(world, spec.target))
    for (const auto* entry : oracles.on_host(host, network)) found.push_back(entry);
  if (found.empty())
    throw sim::InputError({}, "no oracle runs on \"" + spec.target + "\"",
                          "name a node of an oracle network, or the network itself");
  return found;
}

chains::Int256 parse_answer(std::string_view text, std::string_view parameter) {
  const chains::Int256 value = chains::parse_int256(text);
  if (!chains::encode_int192(value))
    throw sim::InputError({}, std::string(parameter) + " does not fit an answer of 192 bits", "give a smaller number");
  return value;
}

}  // namespace orrery::nodes
