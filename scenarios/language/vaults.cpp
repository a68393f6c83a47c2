#include "scenarios/language/vaults.h"

namespace orrery::scenarios {

namespace {

constexpr char kVaultSystem[] = "the vault system";

}  // namespace

Section<VaultSystemEntry> vault_system_section() {
  using E = VaultSystemEntry;
  Section<E> section(
      "Vaults that lend dai against a collateral, and the auctions that take them apart: Maker's contracts of March "
      "2020 (docs/contracts.md). The defaults are that system's.");
  section.required("name", &E::name, "its name, such as \"maker\"")
      .required("chain", &E::chain, "the chain it is on")
      .required("price", &E::price, "the collateral's true price, by which losses are counted")
      .required("feed", &E::feed, "the medianizer or feed that prices the collateral")
      .optional("collateral", &E::collateral, "the name of its kind of vault, at most 32 characters")
      .optional("delay", &E::delay, "the security module: a price takes effect so much after it was taken")
      .optional("liquidation_ratio", &E::liquidation_ratio, "collateral below this multiple of its debt is auctioned")
      .optional("penalty", &E::penalty, "what auctions ask for on top of the debt")
      .optional("lot", &E::lot, "collateral of one auction at most, in tokens")
      .optional("bid_increase", &E::bid_increase, "how much better a bid must be than the one before")
      .optional("bid_lasts", &E::bid_lasts, "a bid that nobody beats for so long wins")
      .optional("auction_lasts", &E::auction_lasts, "bids are taken for so long")
      .optional("least_debt", &E::least_debt, "a vault owes at least so much dai, or nothing")
      .optional("debt_waits", &E::debt_waits, "auctions of collateral may pay for so long before a debt is sold")
      .optional("debt_lot", &E::debt_lot, "dai of debt that one auction sells")
      .optional("tokens_offered", &E::tokens_offered, "new tokens that it offers at most, at first")
      .optional("debt_bid_lasts", &E::debt_bid_lasts, "a bid for debt that nobody beats for so long wins")
      .optional("debt_auction_lasts", &E::debt_auction_lasts, "bids for debt are taken for so long");
  return section;
}

Section<VaultOwnersEntry> vault_owners_section() {
  using E = VaultOwnersEntry;
  Section<E> section("A population that opens a vault as soon as the system has a price, draws dai once, and waits.");
  add_holder_keys(section, "tokens of the collateral that each has");
  section.required("system", &E::system, kVaultSystem)
      .optional("lowest_ratio", &E::lowest_ratio, "collateral over debt begins between this")
      .optional("highest_ratio", &E::highest_ratio, "and this, evenly drawn");
  return section;
}

Section<VaultBitersEntry> vault_biters_section() {
  Section<VaultBitersEntry> section("Bots that have unsafe vaults auctioned.");
  add_population_keys(section);
  section.required("system", &VaultBitersEntry::system, kVaultSystem);
  return section;
}

namespace {

template <class T>
void add_bidder_keys(Section<T>& section, const std::string& providers) {
  add_holder_keys(section, "dai that each has");
  section.required("system", &T::system, kVaultSystem)
      .required("providers", &T::providers, providers)
      .optional("lowest_discount", &T::lowest_discount, "they bid below the market by between this")
      .optional("highest_discount", &T::highest_discount, "and this, evenly drawn")
      .optional("highest_gas_price", &T::highest_gas_price,
                "each offers a gas price of its own for ever, evenly drawn between gas_price and this");
}

}  // namespace

Section<AuctionKeepersEntry> auction_keepers_section() {
  using E = AuctionKeepersEntry;
  Section<E> section("Bots that bid for collateral with the dai that they brought, until it is spent.");
  add_bidder_keys(section, "where they read what the collateral sells for");
  section.optional("bids_dust", &E::bids_dust, "they bid almost nothing where nobody has bid, and nothing more");
  return section;
}

Section<DebtBiddersEntry> debt_bidders_section() {
  using E = DebtBiddersEntry;
  Section<E> section(
      "Bots that pay a system's debts for new tokens of its own: its recapitalisation. They bring dai, until it is "
      "spent.");
  add_bidder_keys(section, "where they read what the system's token sells for");
  section.required("price", &E::price, "the price of the system's token, such as \"MKR/USD\"");
  return section;
}

Section<PriceKeepersEntry> price_keepers_section() {
  Section<PriceKeepersEntry> section(
      "Bots that make a vault system take over the price of its security module when its delay has passed.");
  add_population_keys(section);
  section.required("system", &OfVaultSystem<PopulationEntry>::system, kVaultSystem);
  return section;
}

Section<VowKeepersEntry> vow_keepers_section() {
  Section<VowKeepersEntry> section(
      "Bots that keep a system's debts in order: when they have waited for debt_waits they pay them with what auctions "
      "have brought, and have the rest auctioned for new tokens.");
  add_population_keys(section);
  section.required("system", &OfVaultSystem<PopulationEntry>::system, kVaultSystem);
  return section;
}

Section<PanicSellersEntry> panic_sellers_section() {
  using E = PanicSellersEntry;
  Section<E> section("A crowd whose demand for a chain's blocks follows the fall of a price.");
  section.required("chain", &E::chain, "the chain that they crowd")
      .required("price", &E::price, "the price whose fall they fear")
      .optional("per_percent", &E::per_percent,
                "for each per cent of the fall the usual price of gas grows by this share of itself")
      .optional("memory", &E::memory, "the fall is from the highest price of this time");
  return section;
}

}  // namespace orrery::scenarios
