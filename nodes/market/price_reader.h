#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nodes/market/price_messages.h"
#include "sim/host.h"

namespace orrery::nodes {

/// Where a node takes the price of a pair from. The defaults are assumptions: docs/market.md.
struct PriceSourcesSpec {
  PairId pair = {};
  std::vector<sim::HostPort> providers = {};
  std::size_t fewest_answers = 2;  ///< good and fresh ones, or all providers where there are fewer; else no price
  sim::Duration timeout = sim::Duration::seconds(5);  ///< what has not come by then does not count
  sim::Duration oldest = sim::Duration::seconds(60);  ///< answers that state an older time do not count
};

/// What reading the sources gave: a price, or the reason in words why there is none.
struct PriceReading {
  std::optional<Price> price;
  std::size_t answers = 0;  ///< good and fresh
  std::string error;        ///< "1 of 3 providers gave a price, 2 are needed: 1 unavailable, 1 silent"
  sim::CauseId cause;       ///< the row that explains the first failure, where one does
};
using PriceReadingCallback = std::function<void(PriceReading)>;

/// The data layer of a node: asks all providers of a pair at once and takes the upper median of the good, fresh
/// answers, as soon as all have answered or when the time is up. Any number of readings may be under way. Must live as
/// long as the program that it belongs to.
class PriceReader {
 public:
  /// `name` tells this reader's port apart from those of others on the same host.
  PriceReader(sim::Host& host, std::string_view name);
  PriceReader(const PriceReader&) = delete;
  PriceReader& operator=(const PriceReader&) = delete;

  /// `sources` must have 1 to 64 providers and outlive the reading. `done` runs once, never inside this call.
  void read(const PriceSourcesSpec& sources, PriceReadingCallback done);
  /// Two pairs, one after the other; `done` does not run where either has no price.
  void read_both(const PriceSourcesSpec& first, const PriceSourcesSpec& second,
                 std::function<void(Price first, Price second)> done);
  /// The providers that have not answered yet.
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

 private:
  struct Pending {
    std::uint64_t number = 0;
    const PriceSourcesSpec* sources = nullptr;
    PriceReadingCallback done;
    sim::TimerId timer;
    std::uint64_t answered = 0;  // a bit for each provider
    std::size_t stale = 0, failed = 0, refused = 0;
    std::vector<Price> prices;
    sim::CauseId cause;
  };
  void on_answer(sim::HostPort from, const PriceAnswer& answer);
  void take(Pending& pending, const PriceAnswer& answer);
  void finish(std::size_t index);
  void time_out(std::uint64_t number);
  static std::string shortage(const Pending& pending);

  sim::Host& host_;
  sim::Port port_;
  std::uint64_t next_number_;  // from the clock on, so that no answer to an earlier life of this host fits
  std::vector<Pending> pending_;
};

}  // namespace orrery::nodes
