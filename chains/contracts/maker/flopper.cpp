#include "chains/contracts/maker/flopper.h"

#include "chains/contracts/external_call.h"
#include "chains/contracts/maker/wards.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using namespace maker;

constexpr unsigned kBids = 1, kVat = 2, kGem = 3, kBeg = 4, kPad = 5, kTimes = 6, kKicks = 7, kLive = 8;
constexpr PackedField kTtl{0, 48}, kTau{48, 48};
constexpr unsigned kBid = 0, kLot = 1, kState = 2;                 // words of a bid
constexpr PackedField kGuy{0, 160}, kTic{160, 48}, kEnd{208, 48};  // of kState

const Event kKick("event Kick(uint256 id, uint256 lot, uint256 bid, address indexed gal)");
const ExternalFunction<void, Address, Address, Uint256> kMove("function move(address src, address dst, uint256 rad)");
const ExternalFunction<void, Address, Uint256> kMint("function mint(address usr, uint256 wad)");

Address vat(Execution& execution) { return load_address(execution, kVat); }
Address gem(Execution& execution) { return load_address(execution, kGem); }
Uint256 slot_of(Execution& execution, const Uint256& id) { return mapping_slot(execution, kBids, to_bytes32(id)); }
Uint256 now(Execution& execution) { return execution.block().timestamp; }
Uint256 tau_from_now(Execution& execution) { return later(execution, kTau.read(execution.load(kTimes))); }

void initialize(Execution& execution, Address vat_address, Address gem_address) {
  construct_wards(execution);
  store_address(execution, kVat, vat_address);
  store_address(execution, kGem, gem_address);
  execution.store(kBeg, kWad * 105 / 100);
  execution.store(kPad, kWad * 150 / 100);
  execution.store(kTimes, kTau.write(kTtl.write(0, 3 * 3'600), 2 * 86'400));
  execution.store(kLive, 1);
}
void require_auth(Execution& execution) { require_ward(execution, "Flopper/not-authorized"); }
void require_live(Execution& execution) { require(execution.load(kLive) == 1, "Flopper/not-live"); }
void file(Execution& execution, Bytes32 what, Uint256 data) {
  require_auth(execution);
  const Uint256 times = execution.load(kTimes);
  if (what == word_of("beg")) {
    execution.store(kBeg, data);
  } else if (what == word_of("pad")) {
    execution.store(kPad, data);
  } else if (what == word_of("ttl")) {
    execution.store(kTimes, kTtl.write(times, data));
  } else if (what == word_of("tau")) {
    execution.store(kTimes, kTau.write(times, data));
  } else {
    revert_with("Flopper/file-unrecognized-param");
  }
  note(execution);
}

Uint256 kick(Execution& execution, Address gal, Uint256 lot, Uint256 bid) {
  require_auth(execution);
  require_live(execution);
  const Uint256 kicks = execution.load(kKicks);
  require(kicks != ~Uint256(0), "Flopper/overflow");
  const Uint256 id = kicks + 1;
  execution.store(kKicks, id);
  const Uint256 slot = slot_of(execution, id);
  execution.store(slot + kBid, bid);
  execution.store(slot + kLot, lot);
  execution.store(slot + kState, kEnd.write(kGuy.write(0, to_uint256(gal)), tau_from_now(execution)));
  kKick.emit(execution, id, lot, bid, gal);
  return id;
}

/// Nobody bid: the same sum is offered more tokens for.
void tick(Execution& execution, Uint256 id) {
  const Uint256 slot = slot_of(execution, id);
  const Uint256 state = execution.load(slot + kState);
  require(kEnd.read(state) < now(execution), "Flopper/not-finished");
  require(kTic.read(state) == 0, "Flopper/bid-already-placed");
  execution.store(slot + kLot, mul(execution.load(kPad), execution.load(slot + kLot)) / kWad);
  execution.store(slot + kState, kEnd.write(state, tau_from_now(execution)));
  note(execution);
}

void dent(Execution& execution, Uint256 id, Uint256 lot, Uint256 bid) {
  require_live(execution);
  const Uint256 slot = slot_of(execution, id);
  const Uint256 state = execution.load(slot + kState), before = execution.load(slot + kLot);
  require(kGuy.read(state) != 0, "Flopper/guy-not-set");
  require(kTic.read(state) > now(execution) || kTic.read(state) == 0, "Flopper/already-finished-tic");
  require(kEnd.read(state) > now(execution), "Flopper/already-finished-end");
  require(bid == execution.load(slot + kBid), "Flopper/not-matching-bid");
  require(lot < before, "Flopper/lot-not-lower");
  require(mul(execution.load(kBeg), lot) <= mul(before, kWad), "Flopper/insufficient-decrease");
  kMove(execution, vat(execution), execution.sender(), to_address(kGuy.read(state)), bid);
  execution.store(slot + kLot, lot);
  const Uint256 bidder = kGuy.write(state, to_uint256(execution.sender()));
  execution.store(slot + kState, kTic.write(bidder, later(execution, kTtl.read(execution.load(kTimes)))));
  note(execution);
}

void deal(Execution& execution, Uint256 id) {
  require_live(execution);
  const Uint256 slot = slot_of(execution, id);
  const Uint256 state = execution.load(slot + kState);
  const Uint256 tic = kTic.read(state), time = now(execution);
  require(tic != 0 && (tic < time || kEnd.read(state) < time), "Flopper/not-finished");
  kMint(execution, gem(execution), to_address(kGuy.read(state)), execution.load(slot + kLot));
  for (unsigned word = kBid; word <= kState; ++word) execution.store(slot + word, 0);
  note(execution);
}

std::tuple<Uint256, Uint256, Address, UintN<48>, UintN<48>> bids(Execution& execution, Uint256 id) {
  const Uint256 slot = slot_of(execution, id);
  const Uint256 state = execution.load(slot + kState);
  return {execution.load(slot + kBid),
          execution.load(slot + kLot),
          to_address(kGuy.read(state)),
          {kTic.read_small(state)},
          {kEnd.read_small(state)}};
}
Uint256 kicks(Execution& execution) { return execution.load(kKicks); }
Uint256 live(Execution& execution) { return execution.load(kLive); }
Uint256 beg(Execution& execution) { return execution.load(kBeg); }
Uint256 pad(Execution& execution) { return execution.load(kPad); }
UintN<48> ttl(Execution& execution) { return {kTtl.read_small(execution.load(kTimes))}; }
UintN<48> tau(Execution& execution) { return {kTau.read_small(execution.load(kTimes))}; }

}  // namespace

Flopper::Flopper() {
  add({
      {"constructor(address vat_, address gem_)", handler_of(initialize)},
      {"function rely(address usr)", handler_of(rely_of<require_auth>), 400},
      {"function deny(address usr)", handler_of(deny_of<require_auth>), 400},
      {"function wards(address) view returns (uint256)", handler_of(is_ward), 400},
      {"function file(bytes32 what, uint256 data)", handler_of(file), 500},
      {"function kick(address gal, uint256 lot, uint256 bid) returns (uint256 id)", handler_of(kick), 1'200},
      {"function tick(uint256 id)", handler_of(tick), 800},
      {"function dent(uint256 id, uint256 lot, uint256 bid)", handler_of(dent), 2'000},
      {"function deal(uint256 id)", handler_of(deal), 1'200},
      {"function bids(uint256) view returns (uint256 bid, uint256 lot, address guy, uint48 tic, uint48 end)",
       handler_of(bids), 700},
      {"function kicks() view returns (uint256)", handler_of(kicks), 250},
      {"function live() view returns (uint256)", handler_of(live), 250},
      {"function beg() view returns (uint256)", handler_of(beg), 250},
      {"function pad() view returns (uint256)", handler_of(pad), 250},
      {"function ttl() view returns (uint48)", handler_of(ttl), 250},
      {"function tau() view returns (uint48)", handler_of(tau), 250},
      {"function vat() view returns (address)", handler_of(vat), 250},
      {"function gem() view returns (address)", handler_of(gem), 250},
  });
  add({&kKick});
}

}  // namespace orrery::chains
