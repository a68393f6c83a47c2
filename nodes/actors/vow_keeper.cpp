#include "nodes/actors/vow_keeper.h"

#include <algorithm>

#include "nodes/actors/noted_call.h"

namespace orrery::nodes {
namespace {

constexpr Gas kReleaseGas = 120'000, kPayGas = 200'000, kSellGas = 350'000;
constexpr std::uint32_t kPay = 0, kSell = 1, kFirstRelease = 2;  // jobs

}  // namespace

VowKeeper::VowKeeper(sim::Host& host, const VowKeeperSpec& spec)
    : ChainActor(host, spec), spec_(spec), follower_(spec_.system.vow, std::nullopt), next_job_(kFirstRelease) {}

void VowKeeper::look() {
  follower_.follow(
      rpc_, [this](const chains::LogRecord& log, bool /*has_moved*/) { on_log(log); },
      [this] {
        release();
        settle();
      });
}

void VowKeeper::on_log(const chains::LogRecord& log) {
  static const chains::Bytes32 kQueue = note_topic("fess(uint256)"), kRelease = note_topic("flog(uint256)");
  const NotedCall call(log);
  if (!call.is_whole()) return;
  if (log.topics.front() == kQueue && queued_.try_emplace(log.block_timestamp, next_job_).second) ++next_job_;
  if (log.topics.front() == kRelease) queued_.erase(static_cast<std::uint64_t>(call.argument(0)));
}

void VowKeeper::release() {
  const auto ripe = static_cast<std::uint64_t>(host_.now().unix_seconds() - spec_.system.debt_waits.whole_seconds());
  for (const auto& [era, job] : queued_) {
    if (era > ripe || transmitter().pending() >= spec_.most_open) return;
    if (open(job) == 0) submit(spec_.system.vow, "flog(uint256)", kReleaseGas, job, Uint256(era));
  }
}

void VowKeeper::settle() {
  const Address &vat = spec_.system.vat, &vow = spec_.system.vow;
  const auto then_sin = [this, vat, vow](const Uint256& dai, const Uint256& queued, const Uint256& in_auctions) {
    read(
        vat, "sin(address)",
        [this, dai, queued, in_auctions](const Words& sin) {
          // Read one after the other, so a block may have come in between.
          const Uint256 elsewhere = queued + in_auctions;
          const Uint256 free_debt = sin[0] > elsewhere ? Uint256(sin[0] - elsewhere) : Uint256(0);
          dai != 0 ? pay(dai, free_debt, in_auctions) : sell(free_debt);
        },
        vow);
  };
  const auto then_ash = [this, vow, then_sin](const Uint256& dai, const Uint256& queued) {
    read(vow, "Ash()", [then_sin, dai, queued](const Words& ash) { then_sin(dai, queued, ash[0]); });
  };
  read(
      vat, "dai(address)",
      [this, vow, then_ash](const Words& dai) {
        read(vow, "Sin()", [then_ash, dai](const Words& queued) { then_ash(dai[0], queued[0]); });
      },
      vow);
}

void VowKeeper::pay(const Uint256& dai, const Uint256& free_debt, const Uint256& in_auctions) {
  if (open(kPay) != 0) return;
  if (in_auctions != 0) {
    submit(spec_.system.vow, "kiss(uint256)", kPayGas, kPay, std::min(dai, in_auctions));
  } else if (free_debt != 0) {
    submit(spec_.system.vow, "heal(uint256)", kPayGas, kPay, std::min(dai, free_debt));
  }
}

void VowKeeper::sell(const Uint256& free_debt) {
  if (spec_.system.sump == 0) return;
  for (Uint256 sold = spec_.system.sump * (open(kSell) + 1); sold <= free_debt; sold += spec_.system.sump) {
    if (transmitter().pending() >= spec_.most_open) return;
    submit(spec_.system.vow, "flop()", kSellGas, kSell);
  }
}

}  // namespace orrery::nodes
