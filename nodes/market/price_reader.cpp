#include "nodes/market/price_reader.h"

#include <algorithm>
#include <bit>

#include "sim/assert.h"

namespace orrery::nodes {

namespace {

std::size_t needed(const PriceSourcesSpec& sources) {
  return std::min(sources.fewest_answers, sources.providers.size());
}

}  // namespace

PriceReader::PriceReader(sim::Host& host, std::string_view name)
    : host_(host),
      port_(host.port("price-reader/" + std::string(name))),
      next_number_(static_cast<std::uint64_t>(host.now().unix_nanoseconds())) {
  host_.listen(port_, [this](sim::HostPort from, const sim::MessagePtr& message) {
    if (const auto* answer = sim::message_cast<PriceAnswer>(*message)) on_answer(from, *answer);
  });
}

void PriceReader::read(const PriceSourcesSpec& sources, PriceReadingCallback done) {
  ORRERY_ASSERT(!sources.providers.empty() && sources.providers.size() <= 64, "a reading asks 1 to 64 providers");
  Pending& pending = pending_.emplace_back();
  pending.number = next_number_++;
  pending.sources = &sources;
  pending.done = std::move(done);
  pending.prices.reserve(sources.providers.size());
  pending.timer = host_.set_timer(sources.timeout, [this, number = pending.number] { time_out(number); });
  host_.broadcast(port_, sources.providers, std::make_shared<PriceRequest>(pending.number, sources.pair));
}

void PriceReader::read_both(const PriceSourcesSpec& first, const PriceSourcesSpec& second,
                            std::function<void(Price, Price)> done) {
  read(first, [this, &second, done = std::move(done)](const PriceReading& one) {
    if (!one.price) return;
    read(second, [done, one = *one.price](const PriceReading& other) {
      if (other.price) done(one, *other.price);
    });
  });
}

void PriceReader::on_answer(sim::HostPort from, const PriceAnswer& answer) {
  const auto found = std::find_if(pending_.begin(), pending_.end(),
                                  [&](const Pending& pending) { return pending.number == answer.number; });
  if (found == pending_.end()) return;  // too late
  const auto& providers = found->sources->providers;
  const auto provider = std::find(providers.begin(), providers.end(), from);
  if (provider == providers.end() || answer.pair != found->sources->pair) return;
  const std::uint64_t bit = std::uint64_t{1} << (provider - providers.begin());
  if ((found->answered & bit) != 0) return;  // duplicated by the network
  found->answered |= bit;
  take(*found, answer);
  if (static_cast<std::size_t>(std::popcount(found->answered)) == providers.size()) {
    finish(static_cast<std::size_t>(found - pending_.begin()));
  }
}

void PriceReader::take(Pending& pending, const PriceAnswer& answer) {
  switch (answer.status) {
    case PriceStatus::kOk:
      if (host_.now() - answer.stated.as_of <= pending.sources->oldest) {
        pending.prices.push_back(answer.stated.price);
        return;
      }
      ++pending.stale;
      break;
    case PriceStatus::kRateLimited:
      ++pending.refused;
      break;
    case PriceStatus::kError:
    case PriceStatus::kUnavailable:
      ++pending.failed;
      break;
  }
  if (pending.cause.row == 0) pending.cause = host_.journal().cause();
}

void PriceReader::time_out(std::uint64_t number) {
  const auto found = std::find_if(pending_.begin(), pending_.end(),
                                  [number](const Pending& pending) { return pending.number == number; });
  if (found == pending_.end()) return;
  found->timer = {};
  finish(static_cast<std::size_t>(found - pending_.begin()));
}

void PriceReader::finish(std::size_t index) {
  Pending pending = std::move(pending_[index]);
  pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(index));
  if (pending.timer.is_set()) host_.cancel_timer(pending.timer);
  PriceReading reading;
  reading.answers = pending.prices.size();
  if (!pending.prices.empty() && pending.prices.size() >= needed(*pending.sources)) {
    reading.price = upper_median(pending.prices);
  } else {
    reading.error = shortage(pending);
    reading.cause = pending.cause;
  }
  pending.done(std::move(reading));
}

std::string PriceReader::shortage(const Pending& pending) {
  const std::size_t asked = pending.sources->providers.size();
  const std::size_t silent = asked - static_cast<std::size_t>(std::popcount(pending.answered));
  std::string text = std::to_string(pending.prices.size()) + " of " + std::to_string(asked) +
                     " providers gave a price, " + std::to_string(needed(*pending.sources)) + " are needed";
  std::string separator = ": ";
  const auto add = [&](std::size_t count, const char* what) {
    if (count == 0) return;
    text += separator + std::to_string(count) + what;
    separator = ", ";
  };
  add(pending.failed, " failed");
  add(pending.refused, " refused for too many requests");
  add(pending.stale, " stale");
  add(silent, " silent");
  return text;
}

void PriceReader::add_waiting(std::vector<sim::Waiting>& waiting) const {
  for (const Pending& pending : pending_) {
    const auto& providers = pending.sources->providers;
    const std::string what =
        "price answers: " + std::to_string(std::popcount(pending.answered)) + " of " + std::to_string(providers.size());
    for (std::size_t i = 0; i < providers.size(); ++i) {
      if ((pending.answered >> i & 1) == 0) waiting.push_back({what, pending.cause, providers[i].host});
    }
  }
}

}  // namespace orrery::nodes
