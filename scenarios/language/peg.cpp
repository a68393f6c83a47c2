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
  add_holder_keys(section, "tokens of the gem that each has");
  section.required("module", &E::module, "the peg-stability module")
      .required("providers", &E::providers, "where they read what both coins cost")
      .optional("step", &E::step, "tokens that one transaction brings at most")
      .optional("margin", &E::margin, "share by which the gem must be cheaper");
  return section;
}

}  // namespace orrery::scenarios
