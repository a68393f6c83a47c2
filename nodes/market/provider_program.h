#pragma once

#include <optional>
#include <vector>

#include "nodes/market/market.h"
#include "nodes/market/price_messages.h"
#include "sim/host.h"

namespace orrery::nodes {

/// The service at which a provider's host answers.
inline constexpr std::string_view kPriceService = "prices";

/// The program of a data provider: answers each PriceRequest with the price that it found at its last look, or with an
/// error. It looks only when asked, at the last tick of its refresh, so a provider that nobody asks costs nothing.
class ProviderProgram : public sim::Program {
 public:
  ProviderProgram(sim::Host& host, Market& market, Provider& provider);
  void start() override;

 private:
  /// What it remembers of a pair until it is restarted.
  struct Shelf {
    sim::Time looked_at;
    bool looked = false;
    std::optional<Price> last;  ///< of the last look that found one
    sim::Time last_at;
    sim::CauseId cause;  ///< a fault that hid or bent what it looked for
  };
  struct Client {
    sim::EntityId host;
    std::int64_t minute = 0;
    std::int64_t requests = 0;
  };

  void on_request(sim::HostPort from, const PriceRequest& request);
  void answer_price(sim::HostPort from, const PriceRequest& request);
  void refuse(sim::HostPort from, const PriceRequest& request, PriceStatus status, sim::CauseId cause);
  bool is_over_limit(sim::EntityId client, PairId pair, sim::CauseId& cause);
  Shelf& look(PairId pair);

  sim::Host& host_;
  Market& market_;
  Provider& provider_;
  Provider::Reachability reaches_;
  std::vector<Shelf> shelves_;  // by pair
  std::vector<Client> clients_;
};

}  // namespace orrery::nodes
