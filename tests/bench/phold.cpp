// PHOLD on the real kernel, with the arguments and the result line of the programs it is compared with:
//   phold <lps> <population> <events> <seed>
//   RESULT name lps population events seconds events_per_second peak_rss_kib hash
// Every event draws a delay of 0.1 s + Exp(0.9 s) and a logical process, and schedules its successor there. Floating
// point is for the comparison only: the other programs draw with the same generator and formula, so their hash is the
// same when they ran the same history.
#include <sys/resource.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "sim/kernel.h"
#include "sim/wide_integer.h"

namespace {

using orrery::sim::CauseId;
using orrery::sim::Duration;
using orrery::sim::EntityId;
using orrery::sim::EventTag;
using orrery::sim::Kernel;
using orrery::sim::Time;
using orrery::sim::Uint128;

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
    return static_cast<std::uint32_t>((static_cast<Uint128>(next()) * bound) >> 64);
  }
  Duration delay() {
    const double unit = static_cast<double>((next() >> 11) + 1) * 0x1.0p-53;
    return Duration::nanoseconds(static_cast<std::int64_t>(0.1e9 - 0.9e9 * std::log(unit)));
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

/// The model: logical processes that do nothing but count and pass events on.
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

  void send(std::uint32_t from, std::uint32_t to, std::uint64_t payload, Duration delay) {
    kernel_.schedule_after(delay, EventTag{.entity = EntityId{to}},
                           [this, from, to, payload] { receive(from, to, payload); });
  }
  void receive(std::uint32_t from, std::uint32_t to, std::uint64_t payload) {
    static_cast<void>(from);
    ++visits_[to];
    hash_ = (hash_ ^ (static_cast<std::uint64_t>(kernel_.now().unix_nanoseconds()) + to)) * kPrime;
    kernel_.set_cause(CauseId{payload + 1});
    const Duration delay = generator_.delay();
    send(to, generator_.below(static_cast<std::uint32_t>(visits_.size())), payload, delay);
  }

  Kernel kernel_{Time()};
  Generator generator_;
  std::vector<std::uint64_t> visits_;
  std::uint64_t hash_ = 0;
};

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: %s lps population events seed\n", argv[0]);
    return 2;
  }
  const auto processes = static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10));
  const std::uint64_t population = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t events = std::strtoull(argv[3], nullptr, 10);
  if (processes == 0 || population == 0) {
    std::fprintf(stderr, "%s: lps and population are at least 1\n", argv[0]);
    return 2;
  }
  Phold model(processes, std::strtoull(argv[4], nullptr, 10));
  model.populate(population);
  const double start = cpu_seconds();
  model.run(events);
  const double seconds = cpu_seconds() - start;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("RESULT orrery %u %llu %llu %.6f %.0f %ld %016llx\n", processes,
              static_cast<unsigned long long>(population), static_cast<unsigned long long>(model.executed()), seconds,
              static_cast<double>(model.executed()) / seconds, usage.ru_maxrss,
              static_cast<unsigned long long>(model.hash()));
  return 0;
}
