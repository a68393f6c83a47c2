// Searches for schedules of faults that break the protocol: first, under random faults on any machines, no answer
// leaves the honest range and the contract only goes forward; then everything is healed, and the network must report
// again. A failing run prints its seed and the command that repeats it (ORRERY_SEED); ORRERY_SEEDS=N searches the first
// N seeds.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "nodes/adversaries/byzantine_faults.h"
#include "sim/faults/machine_faults.h"
#include "sim/random.h"
#include "tests/nodes/ocr2/median_network.h"

namespace orrery::tests {
namespace {

using sim::Duration;

constexpr int kLow = 1000, kHigh = 2000;

chains::Int256 honest_price(sim::Time now, NodeIndex oracle) {
  return kLow + (now.unix_nanoseconds() / 1'000'000 + oracle.value * 61) % (kHigh - kLow + 1);
}

std::string repeat(std::uint64_t seed) {
  return "seed " + std::to_string(seed) + "; repeat with: ORRERY_SEED=" + std::to_string(seed) +
         " ./ocr2_test --gtest_filter=RandomFaults.*";
}

class Chaos {
 public:
  explicit Chaos(std::uint64_t seed)
      : random_(sim::Seed{seed}, "chaos"),
        n_(std::array{4, 7, 10}[random_.below(3)]),
        network_(n_, honest_price, [&](OracleNetworkSpec& spec) {
          spec.seed = seed;
          spec.signatures = chains::SignatureMode::kModelled;
          spec.jitter_scale = Duration::microseconds(300);
          spec.contract_delay = Duration::milliseconds(random_.between(0, 30));
        }) {
    for (int i = 0; i < n_; ++i)
      registry_.add({network_->host(i).id(), "test-feed", &network_->seat(i), network_->keys(i)});
    sim::add_machine_faults(network_->world().faults());
    add_byzantine_faults(network_->world().faults(), registry_);
    network_->start_all();
  }

  /// Faults for `length`; Byzantine ones on the first f oracles only, all others anywhere.
  void break_things(Duration length) {
    const auto end = network_->world().now() + length;
    const int f = (n_ - 1) / 3;
    for (int i = 0; i < f; ++i)
      if (random_.below(2) == 0) be_byzantine("node-" + std::to_string(i), end);
    const auto count = random_.below(12);
    for (std::uint64_t i = 0; i < count; ++i) break_something(end);
    network_->run_for(length);
  }

  void heal_and_settle() { network_->run_for(Duration::seconds(4)); }

  MedianNetwork& network() { return network_; }

 private:
  void be_byzantine(std::string node, sim::Time end) {
    constexpr const char* kKinds[] = {"byzantine-silent", "byzantine-equivocate", "byzantine-bad-signature",
                                      "byzantine-lie"};
    const std::string kind = kKinds[random_.below(4)];
    sim::Parameters parameters;
    if (kind == "byzantine-lie") parameters.emplace("offset", std::string("7"));
    schedule(kind.c_str(), std::move(node), std::move(parameters), end);
  }

  void break_something(sim::Time end) {
    const std::string node = "node-" + std::to_string(random_.below(static_cast<std::uint64_t>(n_)));
    const std::string other = "zone-" + std::to_string(random_.below(static_cast<std::uint64_t>(n_)));
    switch (random_.below(6)) {
      case 0:
        return schedule("crash", node, {}, end);
      case 1:
        return schedule("restart", node, {}, end);
      case 2:
        return schedule("pause", node, {}, end);
      case 3:
        return schedule("partition", other, {}, end);
      case 4:
        return schedule("loss", other,
                        {{"share", sim::Fraction{static_cast<std::uint32_t>(random_.below(900'000'000))}}}, end);
      default:
        return schedule("disk-loss", node, {}, end);
    }
  }

  // Somewhere within what is left until `end`.
  void schedule(const char* kind, std::string target, sim::Parameters parameters, sim::Time end) {
    const auto now = network_->world().now();
    const auto start = now + random_.between(Duration::zero(), (end - now) / 2);
    const auto stop = start + random_.between(Duration::milliseconds(1), end - start);
    auto& faults = network_->world().faults();
    ASSERT_NE(faults.find(kind), nullptr) << kind;
    faults.schedule(network_->world(), {.kind = kind,
                                        .target = std::move(target),
                                        .start = start,
                                        .end = stop,
                                        .parameters = std::move(parameters),
                                        .about = {}});
  }

  sim::Random random_;
  int n_;
  MedianNetwork network_;
  OracleRegistry registry_;
};

void search(std::uint64_t seed) {
  SCOPED_TRACE(repeat(seed));
  Chaos chaos(seed);
  chaos.break_things(Duration::seconds(6));
  for (const auto& answer : chaos.network().answers()) {
    EXPECT_GE(answer, kLow);
    EXPECT_LE(answer, kHigh);
  }
  std::uint64_t last = 0;
  for (const auto& each : chaos.network()->contract().accepted()) {
    const auto place = std::uint64_t{each.at.epoch} << 8 | each.at.round;
    EXPECT_GT(place, last) << "the contract goes forward";
    last = place;
  }
  chaos.heal_and_settle();
  const auto settled = chaos.network().answers().size();
  chaos.network()->run_for(Duration::seconds(3));
  EXPECT_GT(chaos.network().answers().size(), settled + 3) << "healed, but it does not report";
}

TEST(RandomFaults, AreSafeAndHealable) {
  if (const char* given = std::getenv("ORRERY_SEED")) return search(std::strtoull(given, nullptr, 10));
  const char* const count = std::getenv("ORRERY_SEEDS");
  const std::uint64_t seeds = count == nullptr ? 40 : std::strtoull(count, nullptr, 10);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    search(seed);
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace orrery::tests
