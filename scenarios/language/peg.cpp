#include "scenarios/language/peg.h"

namespace orrery::scenarios {

Section<PegModuleEntry> peg_module_section() {
  using E = PegModuleEntry;
  Section<E> section(
      "A peg-stability module with the interface of Maker's: it gives its own stablecoin (the coin) one for one for "
      "another (the gem), whatever that one costs elsewhere.");
  section.required("name", &E::name, "its name, such as \"psm\"")
      .required("chain", &E::chain, "the chain it is on")
      .required("gem_price", &E::gem_price, "the true price of what it takes in")
      .required("coin_price", &E::coin_price, "the true price of what it gives")
      .required("coins", &E::coins, "coins that it can give: its debt ceiling")
      .optional("guard", &E::guard, "a feed of the gem: with `lowest`, the module takes nothing in below that answer")
      .optional("lowest", &E::lowest, "answers of the guard at or below it close the module");
  return section;
}

Section<PegArbitrageursEntry> peg_arbitrageurs_section() {
  using E = PegArbitrageursEntry;
  Section<E> section(
      "Those who have the gem of a peg-stability module and bring it there while it costs less elsewhere than what the "
      "module gives for it.");
  section.required("name", &E::name, "the name of the population; its machines are name/0, name/1, ...")
      .required("module", &E::module, "the peg-stability module")
      .optional("count", &E::count, "how many there are")
      .required("zone", &E::zone, "where their machines stand")
      .required("rpc", &E::rpc, "their RPC endpoints, preferred one first")
      .optional("leans_on", &E::leans_on, "services that must answer for them to work")
      .required("providers", &E::providers, "where they read what both coins cost")
      .optional("poll", &E::poll, "how often each looks")
      .optional("starts_within", &E::starts_within, "each begins at a random time until then")
      .optional("holds", &E::holds, "tokens of the gem that each has")
      .optional("holds_at_most", &E::holds_at_most, "each draws between holds and this; default: all hold the same")
      .optional("step", &E::step, "tokens that one transaction brings at most")
      .optional("margin", &E::margin, "share by which the gem must be cheaper");
  return section;
}

}  // namespace orrery::scenarios
