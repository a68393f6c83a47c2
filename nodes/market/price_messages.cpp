#include "nodes/market/price_messages.h"

namespace orrery::nodes {
namespace {

const char* to_text(PriceStatus status) {
  switch (status) {
    case PriceStatus::kOk:
      return "ok";
    case PriceStatus::kError:
      return "error";
    case PriceStatus::kUnavailable:
      return "unavailable";
    case PriceStatus::kRateLimited:
      return "rate limited";
  }
  return "";
}

}  // namespace

void PriceRequest::mix_into(sim::HistoryDigest& digest) const {
  digest.mix(number);
  digest.mix(pair.index);
}

void PriceAnswer::mix_into(sim::HistoryDigest& digest) const {
  digest.mix(number);
  digest.mix(pair.index | static_cast<std::uint64_t>(status) << 32);
  if (status != PriceStatus::kOk) return;
  mix(digest, stated.price);
  digest.mix(static_cast<std::uint64_t>(stated.as_of.unix_nanoseconds()));
}

std::string PriceAnswer::detail() const {
  return status == PriceStatus::kOk ? nodes::to_text(stated.price) : to_text(status);
}

}  // namespace orrery::nodes
