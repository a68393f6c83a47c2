#include "scenarios/language/governance.h"

namespace orrery::scenarios {

namespace {

Section<ProposalEntry> proposal_section() {
  using E = ProposalEntry;
  Section<E> section("A decision: from then on the market prices an asset by another source, right or wrong.");
  section.required("market", &E::market, "the lending market")
      .required("asset", &E::name, "the asset of it that gets another price source")
      .required("at", &E::at, "when the governor sends the transaction")
      .optional("about", &E::about, "the words with which `orrery why` names it");
  add_price_source_keys(section);
  return section;
}

}  // namespace

Section<GovernorEntry> governor_section() {
  using E = GovernorEntry;
  Section<E> section(
      "Who carries out what the owners of a chain's markets decided: a machine with the owners' account, which pays "
      "its "
      "gas like everybody. One a chain.");
  section.required("name", &E::name, "its name, which is its machine's")
      .required("chain", &E::chain, "the chain")
      .required("zone", &E::zone, "where it stands")
      .required("rpc", &E::rpc, "its RPC endpoints, preferred one first")
      .tables("proposal", &E::proposals, proposal_section());
  return section;
}

}  // namespace orrery::scenarios
