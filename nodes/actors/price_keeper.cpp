#include "nodes/actors/price_keeper.h"

namespace orrery::nodes {
namespace {

constexpr Gas kPokeGas = 250'000;

}  // namespace

void PriceKeeper::look() {
  if (is_busy()) return;
  read(spec_.system.osm, "pass()", [this](const Words& pass) {
    if (pass[0] == 0 || is_busy()) return;
    submit(spec_.system.osm, "poke()", kPokeGas, 1);
    submit(spec_.system.spotter, "poke(bytes32)", kPokeGas, 2, spec_.system.ilk);
  });
}

}  // namespace orrery::nodes
