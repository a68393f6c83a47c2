#pragma once

#include <memory>
#include <string>

#include "nodes/ocr2/instance_config.h"

namespace orrery::nodes {

/// What a plugin's factory gets to make one for a config, under either protocol.
struct PluginRequest {
  Bytes32 config_digest;
  NodeIndex self;
  std::uint8_t n = 0;
  std::uint8_t f = 0;
  const Bytes& onchain_config;
  const Bytes& plugin_config;

  /// Of a config that outlives the request.
  template <class InstanceConfig>
  static PluginRequest of(const InstanceConfig& config) {
    return {config.config_digest,         config.self, config.n, config.f, config.onchain_config,
            config.offchain.plugin_config};
  }
};
/// A plugin and what it says of itself, or (null) why there is none.
template <class Plugin, class Info>
struct MadePluginOf {
  std::unique_ptr<Plugin> plugin;
  Info info;
  std::string error;
};

}  // namespace orrery::nodes
