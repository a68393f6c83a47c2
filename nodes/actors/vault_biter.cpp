#include "nodes/actors/vault_biter.h"

#include "nodes/actors/noted_call.h"

namespace orrery::nodes {
namespace {

constexpr Gas kBiteGas = 700'000;
constexpr std::string_view kFrob = "frob(bytes32,address,address,address,int256,int256)";
constexpr std::string_view kGrab = "grab(bytes32,address,address,address,int256,int256)";

}  // namespace

VaultBiter::VaultBiter(sim::Host& host, const VaultBiterSpec& spec)
    : ChainActor(host, spec),
      spec_(spec),
      // All of them: asked for by topic, an old frob would be where the search begins each time.
      follower_(spec_.system.vat, std::nullopt) {}

void VaultBiter::look() {
  follower_.follow(
      rpc_,
      [this](const chains::LogRecord& log, bool has_moved) {
        if (!has_moved) on_change(log);  // what it changed is counted already
      },
      [this] {
        read(
            spec_.system.vat, "ilks(bytes32)",
            [this](const Words& ilk) {
              if (ilk.size() == 5) bite_unsafe(ilk[1], ilk[2]);
            },
            spec_.system.ilk);
      });
}

void VaultBiter::on_change(const chains::LogRecord& log) {
  static const chains::Bytes32 kFrobTopic = note_topic(kFrob), kGrabTopic = note_topic(kGrab);
  if (log.topics.empty() || (log.topics.front() != kFrobTopic && log.topics.front() != kGrabTopic)) return;
  const NotedCall call(log);
  if (!call.is_whole() || chains::to_bytes32(call.argument(0)) != spec_.system.ilk) return;
  const auto number = static_cast<std::uint32_t>(vaults_.size() + 1);
  const auto [place, is_new] = vaults_.try_emplace(chains::to_address(call.argument(1)));
  if (is_new) place->second.job = number;
  // Both changes are signed; words wrap as they do.
  place->second.ink += call.argument(4);
  place->second.art += call.argument(5);
}

void VaultBiter::bite_unsafe(const Uint256& rate, const Uint256& spot) {
  if (spot == 0) return;
  std::size_t under_way = transmitter().pending();
  for (const auto& [owner, vault] : vaults_) {
    if (under_way >= spec_.most_open) return;
    if (vault.ink * spot >= vault.art * rate) continue;
    const Uint256 lots = (vault.ink + spec_.system.lump - 1) / spec_.system.lump;
    for (std::size_t n = open(vault.job); n < lots && under_way < spec_.most_open; ++n, ++under_way)
      submit(spec_.system.cat, "bite(bytes32,address)", kBiteGas, vault.job, spec_.system.ilk, owner);
  }
}

}  // namespace orrery::nodes
