// Searches for schedules of faults that break OCR3: first, under random faults on any machines and Byzantine oracles
// up to f, there is never more than one outcome for a sequence number; then everything is healed, and outcomes must be
// committed again. A failing run prints its seed and the command that repeats it (ORRERY_SEED); ORRERY_SEEDS=N searches
// the first N seeds.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "sim/faults/machine_faults.h"
#include "sim/random.h"
#include "tests/nodes/ocr3/oracle_network.h"
#include "tests/nodes/ocr3/outcome_watch.h"

namespace orrery::nodes::ocr3::trial {
namespace {

using sim::Duration;

std::string repeat(std::uint64_t seed) {
  return "seed " + std::to_string(seed) + "; repeat with: ORRERY_SEED=" + std::to_string(seed) +
         " ./ocr3_test --gtest_filter=Ocr3RandomFaults.*";
}

/// Does by lot what a Byzantine oracle can do: drops, equivocates, sends nonsense, for as long as it is on.
class Chaotic final : public Adversary {
 public:
  explicit Chaotic(sim::Random random) : random_(random) {}
  void heal() { is_on_ = false; }
  void send(const PacketPtr& packet, NodeIndex, std::vector<PacketPtr>& out) override {
    if (!is_on_ || random_.below(3) != 0) return out.push_back(packet);
    Message content = packet->content();
    if (auto* const proposal = std::get_if<Proposal>(&content)) {
      std::reverse(proposal->observations.begin(), proposal->observations.end());
    } else if (auto* const start = std::get_if<EpochStart>(&content)) {
      start->highest_certified = {};
    } else if (auto* const request = std::get_if<EpochStartRequest>(&content)) {
      request->timestamp.seq_nr += 7;
    } else if (auto* const prepare = std::get_if<Prepare>(&content)) {
      prepare->signature[0] ^= 1;
    } else if (auto* const commit = std::get_if<Commit>(&content)) {
      commit->seq_nr += random_.below(3);
    } else {
      return;
    }
    out.push_back(std::make_shared<const Packet>(packet->config_digest(), std::move(content)));
  }

 private:
  sim::Random random_;
  bool is_on_ = true;
};

class Chaos {
 public:
  explicit Chaos(std::uint64_t seed) : random_(sim::Seed{seed}, "chaos"), n_(std::array{4, 7, 10}[random_.below(3)]) {
    OracleNetworkSpec spec;
    spec.n = n_;
    spec.f = (n_ - 1) / 3;
    spec.parameters = fast_parameters(n_);
    spec.parameters.r_max = random_.below(5) + 1;
    spec.seed = seed;
    spec.signatures = chains::SignatureMode::kModelled;
    spec.jitter_scale = Duration::microseconds(300);
    spec.plugin = [](NodeIndex) { return ListPluginSpec{.asks = true, .chains = true}; };
    spec.listener = &watch_;
    network_ = std::make_unique<OracleNetwork>(spec);
    for (int i = 0; i < spec.f; ++i) {
      if (random_.below(2) == 0) continue;
      byzantine_.push_back(std::make_unique<Chaotic>(sim::Random(sim::Seed{seed}, "byzantine-" + std::to_string(i))));
      network_->seat(i).adversaries.push_back(byzantine_.back().get());
    }
    sim::add_machine_faults(network_->world().faults());
    network_->start_all();
  }

  /// No disk is lost: an oracle that forgets its certificate is Byzantine, and f are already.
  void break_things(Duration length) {
    const auto end = network_->world().now() + length;
    const auto count = random_.below(12);
    for (std::uint64_t i = 0; i < count; ++i) break_something(end);
    network_->run_for(length);
  }
  void heal_and_settle() {
    for (auto& each : byzantine_) each->heal();
    network_->run_for(Duration::seconds(4));
  }

  OracleNetwork& network() { return *network_; }
  const OutcomeWatch& watch() const { return watch_; }

 private:
  void break_something(sim::Time end) {
    const std::string number = std::to_string(random_.below(static_cast<std::uint64_t>(n_)));
    switch (random_.below(5)) {
      case 0:
        return schedule("crash", "node-" + number, {}, end);
      case 1:
        return schedule("restart", "node-" + number, {}, end);
      case 2:
        return schedule("pause", "node-" + number, {}, end);
      case 3:
        return schedule("partition", "zone-" + number, {}, end);
      default:
        return schedule("loss", "zone-" + number,
                        {{"share", sim::Fraction{static_cast<std::uint32_t>(random_.below(900'000'000))}}}, end);
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
  OutcomeWatch watch_;
  std::vector<std::unique_ptr<Chaotic>> byzantine_;
  std::unique_ptr<OracleNetwork> network_;
};

void search(std::uint64_t seed) {
  SCOPED_TRACE(repeat(seed));
  Chaos chaos(seed);
  chaos.break_things(Duration::seconds(6));
  EXPECT_TRUE(chaos.watch().is_consistent()) << "two outcomes for one sequence number";
  chaos.heal_and_settle();
  const auto settled = chaos.network().highest_seq_nr();
  chaos.network().run_for(Duration::seconds(3));
  EXPECT_GT(chaos.network().highest_seq_nr(), settled + 3) << "healed, but it commits nothing";
  EXPECT_TRUE(chaos.watch().is_consistent()) << "two outcomes for one sequence number";
  EXPECT_TRUE(chaos.network().contract().refused().empty()) << chaos.network().contract().refused().front();
}

TEST(Ocr3RandomFaults, AreSafeAndHealable) {
  if (const char* given = std::getenv("ORRERY_SEED")) return search(std::strtoull(given, nullptr, 10));
  const char* const count = std::getenv("ORRERY_SEEDS");
  const std::uint64_t seeds = count == nullptr ? 40 : std::strtoull(count, nullptr, 10);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    search(seed);
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace orrery::nodes::ocr3::trial
