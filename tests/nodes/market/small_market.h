#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nodes/market/market.h"
#include "nodes/market/price_reader.h"
#include "nodes/market/provider_program.h"
#include "nodes/market/source_faults.h"
#include "sim/faults/machine_faults.h"
#include "sim/network/simulated_host.h"
#include "sim/world.h"
#include "tests/nodes/market/print_price.h"

namespace orrery::nodes {

/// Reads a pair once a second and keeps what came.
class ReadingProgram : public sim::Program {
 public:
  ReadingProgram(sim::Host& host, const PriceSourcesSpec& sources, std::vector<PriceReading>& readings)
      : host_(host), sources_(sources), readings_(readings), reader_(host, "test") {}
  void start() override {
    reader_.read(sources_, [this](PriceReading reading) { readings_.push_back(std::move(reading)); });
    host_.set_timer(sim::Duration::seconds(1), [this] { start(); });
  }
  void add_waiting(std::vector<sim::Waiting>& waiting) const override { reader_.add_waiting(waiting); }

 private:
  sim::Host& host_;
  const PriceSourcesSpec& sources_;
  std::vector<PriceReading>& readings_;
  PriceReader reader_;
};

/// A market of exact prices: ETH/USD at 4000 for ever on venues a, b and c without noise, in zones of the same names;
/// providers p, q and r in their own zones, each reading all venues; a node that reads all providers every second.
class SmallMarket {
 public:
  static constexpr std::int64_t kPrice = 4000;

  SmallMarket() : world(sim::Seed{1}, sim::Time::from_unix_seconds(1'760'900'000)), market(world) {
    const std::vector<std::string> zones = {"zone-a", "zone-b", "zone-c", "zone-p", "zone-q", "zone-r", "zone-n"};
    for (const auto& zone : zones) world.network().add_zone({.name = zone});
    for (std::size_t i = 0; i < zones.size(); ++i) {
      for (std::size_t j = i + 1; j < zones.size(); ++j) {
        world.network().set_link(zones[i], zones[j],
                                 {.latency = sim::Duration::milliseconds(20), .jitter_scale = {}, .jitter_cap = {}});
      }
    }
    world.network().add_service({.name = "zone-c/api", .zone = "zone-c"});
    pair = market.add_pair("ETH/USD", std::make_unique<ConstantPath>(Price::whole(kPrice)));
    for (const std::string name : {"a", "b", "c"}) {
      VenueSpec venue{.name = name, .zone = "zone-" + name, .quotes = {{.pair = "ETH/USD", .noise = {}, .spread = {}}}};
      if (name == "c") venue.leans_on = {"zone-c/api"};
      market.add_venue(venue);
    }
    sim::add_machine_faults(world.faults());
    add_source_faults(world.faults(), market);
  }

  /// Adds the providers (after `shape` changed their specs) and the node, and starts them.
  template <class Shape>
  void start(const Shape& shape) {
    for (const std::string name : {"p", "q", "r"}) {
      ProviderSpec spec{.name = name};
      shape(spec);
      market.add_provider(spec);
      auto& host = world.network().add_host({.name = name, .zone = "zone-" + name});
      host.install("provider", market.provider_program(name));
      sources.providers.push_back(market.provider_address(name));
    }
    sources.pair = pair;
    node = &world.network().add_host({.name = "node", .zone = "zone-n"});
    node->install("reading", [this](sim::Host& host) -> std::unique_ptr<sim::Program> {
      return std::make_unique<ReadingProgram>(host, sources, readings);
    });
    world.network().start_all();
  }
  void start() {
    start([](ProviderSpec&) {});
  }
  void run(sim::Duration duration) { world.kernel().run_until(world.now() + duration); }

  void fault(const std::string& kind, const std::string& target, sim::Duration after, sim::Duration lasts,
             sim::Parameters parameters = {}) {
    const sim::Time begin = world.now() + after;
    world.faults().schedule(world, {kind, target, begin, begin + lasts, std::move(parameters), ""});
  }

  /// What the last reading gave.
  const PriceReading& last() const { return readings.back(); }

  sim::World world;
  Market market;
  PairId pair;
  PriceSourcesSpec sources;
  sim::SimulatedHost* node = nullptr;
  std::vector<PriceReading> readings;
};

}  // namespace orrery::nodes
