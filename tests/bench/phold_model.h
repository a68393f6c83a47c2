#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/kernel.h"
#include "sim/wide_integer.h"

namespace orrery::bench {

/// xoshiro256++ (Blackman and Vigna), seeded by splitmix64.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      std::uint64_t mixed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
      word = mixed ^ (mixed >> 31);
    }
  }
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((static_cast<sim::Uint128>(next()) * bound) >> 64);
  }
  sim::Duration delay() {
    const double unit = static_cast<double>((next() >> 11) + 1) * 0x1.0p-53;
    return sim::Duration::nanoseconds(static_cast<std::int64_t>(0.1e9 - 0.9e9 * std::log(unit)));
  }

 private:
  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }
  std::array<std::uint64_t, 4> state_{};
};

/// PHOLD (Fujimoto, 1990) on the real kernel: logical processes that count, and pass every event on to a random process
/// after 0.1 s + Exp(0.9 s). Floating point is for the comparison only: other programs that draw with this generator
/// and formula come to the same hash when they ran the same history.
class Phold {
 public:
  Phold(std::uint32_t processes, std::uint64_t seed) : generator_(seed), visits_(processes, 0) {}

  void populate(std::uint64_t population) {
    for (std::uint64_t i = 0; i < population; ++i) {
      const auto process = static_cast<std::uint32_t>(i % visits_.size());
      send(process, process, i, generator_.delay());
    }
  }
  void run(std::uint64_t events) {
    for (std::uint64_t n = 0; n < events; ++n) kernel_.step();
  }
  std::uint64_t executed() const { return kernel_.executed(); }
  std::uint64_t hash() const {
    std::uint64_t whole = hash_;
    for (const std::uint64_t visits : visits_) whole = (whole ^ visits) * kPrime;
    return whole;
  }

 private:
  static constexpr std::uint64_t kPrime = 0x100000001b3;

  void send(std::uint32_t from, std::uint32_t to, std::uint64_t payload, sim::Duration delay) {
    kernel_.schedule_after(delay, sim::EventTag{.entity = sim::EntityId{to}},
                           [this, from, to, payload] { receive(from, to, payload); });
  }
  void receive(std::uint32_t from, std::uint32_t to, std::uint64_t payload) {
    static_cast<void>(from);
    ++visits_[to];
    hash_ = (hash_ ^ (static_cast<std::uint64_t>(kernel_.now().unix_nanoseconds()) + to)) * kPrime;
    kernel_.set_cause(sim::CauseId{payload + 1});
    const sim::Duration delay = generator_.delay();
    send(to, generator_.below(static_cast<std::uint32_t>(visits_.size())), payload, delay);
  }

  sim::Kernel kernel_{sim::Time()};
  Generator generator_;
  std::vector<std::uint64_t> visits_;
  std::uint64_t hash_ = 0;
};

}  // namespace orrery::bench
