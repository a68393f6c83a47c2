#pragma once

#include <cstdint>
#include <string>

#include "nodes/market/source_overlay.h"
#include "sim/message.h"

namespace orrery::nodes {

/// A node asks a data provider for a pair, as an HTTP request does.
class PriceRequest : public sim::Message {
 public:
  static constexpr sim::MessageKind kKind{"price-request", sim::Level::kFull};
  PriceRequest(std::uint64_t its_number, PairId its_pair) : number(its_number), pair(its_pair) {}

  const sim::MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override { return 600; }  // headers of a typical HTTPS request: an assumption
  void mix_into(sim::HistoryDigest& digest) const override;
  std::string detail() const override { return "pair " + std::to_string(pair.index); }

  const std::uint64_t number;  ///< the asker's own, returned with the answer
  const PairId pair;
};

/// How a provider answered: as HTTP status classes do.
enum class PriceStatus : std::uint8_t { kOk, kError, kUnavailable, kRateLimited };

class PriceAnswer : public sim::Message {
 public:
  static constexpr sim::MessageKind kKind{"price-answer", sim::Level::kFull};
  /// What a good answer says.
  struct Stated {
    Price price;
    sim::Time as_of;  ///< as the provider states it
  };
  PriceAnswer(const PriceRequest& request, PriceStatus its_status, Stated its_stated = {})
      : number(request.number), pair(request.pair), status(its_status), stated(its_stated) {}

  const sim::MessageKind& kind() const override { return kKind; }
  std::size_t size_bytes() const override { return 900; }  // headers and a small JSON body: an assumption
  void mix_into(sim::HistoryDigest& digest) const override;
  std::string detail() const override;

  const std::uint64_t number;
  const PairId pair;
  const PriceStatus status;
  const Stated stated;  ///< zero unless kOk
};

}  // namespace orrery::nodes
