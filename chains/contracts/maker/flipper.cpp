#include "chains/contracts/maker/flipper.h"

#include "chains/contracts/external_call.h"
#include "chains/contracts/maker/wards.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using namespace maker;

constexpr unsigned kBids = 1, kVat = 2, kIlk = 3, kBeg = 4, kTimes = 5, kKicks = 6;
constexpr PackedField kTtl{0, 48}, kTau{48, 48};
constexpr unsigned kBid = 0, kLot = 1, kState = 2, kUsr = 3, kGal = 4, kTab = 5;  // words of a bid
constexpr PackedField kGuy{0, 160}, kTic{160, 48}, kEnd{208, 48};                 // of kState

const Event kKick(
    "event Kick(uint256 id, uint256 lot, uint256 bid, uint256 tab, address indexed usr, address indexed gal)");
const ExternalFunction<void, Address, Address, Uint256> kMove("function move(address src, address dst, uint256 rad)");
const ExternalFunction<void, Bytes32, Address, Address, Uint256> kFlux(
    "function flux(bytes32 ilk, address src, address dst, uint256 wad)");

Address vat(Execution& execution) { return load_address(execution, kVat); }
Bytes32 ilk(Execution& execution) { return to_bytes32(execution.load(kIlk)); }
Uint256 slot_of(Execution& execution, const Uint256& id) { return mapping_slot(execution, kBids, to_bytes32(id)); }
Uint256 now(Execution& execution) { return execution.block().timestamp; }
Uint256 ttl_from_now(Execution& execution) { return later(execution, kTtl.read(execution.load(kTimes))); }
Uint256 tau_from_now(Execution& execution) { return later(execution, kTau.read(execution.load(kTimes))); }

void initialize(Execution& execution, Address vat_address, Bytes32 ilk_name) {
  store_address(execution, kVat, vat_address);
  execution.store(kIlk, to_uint256(ilk_name));
  execution.store(kBeg, kWad * 105 / 100);
  execution.store(kTimes, kTau.write(kTtl.write(0, 3 * 3'600), 2 * 86'400));
  construct_wards(execution);
}
void require_auth(Execution& execution) { require_ward(execution, "Flipper/not-authorized"); }
void file(Execution& execution, Bytes32 what, Uint256 data) {
  require_auth(execution);
  const Uint256 times = execution.load(kTimes);
  if (what == word_of("beg")) {
    execution.store(kBeg, data);
  } else if (what == word_of("ttl")) {
    execution.store(kTimes, kTtl.write(times, data));
  } else if (what == word_of("tau")) {
    execution.store(kTimes, kTau.write(times, data));
  } else {
    revert_with("Flipper/file-unrecognized-param");
  }
  note(execution);
}

Uint256 kick(Execution& execution, Address usr, Address gal, Uint256 tab, Uint256 lot, Uint256 bid) {
  require_auth(execution);
  const Uint256 kicks = execution.load(kKicks);
  require(kicks != ~Uint256(0), "Flipper/overflow");
  const Uint256 id = kicks + 1;
  execution.store(kKicks, id);
  const Uint256 slot = slot_of(execution, id);
  execution.store(slot + kBid, bid);
  execution.store(slot + kLot, lot);
  execution.store(slot + kState, kEnd.write(kGuy.write(0, to_uint256(execution.sender())), tau_from_now(execution)));
  store_address(execution, slot + kUsr, usr);
  store_address(execution, slot + kGal, gal);
  execution.store(slot + kTab, tab);
  kFlux(execution, vat(execution), ilk(execution), execution.sender(), execution.self(), lot);
  kKick.emit(execution, id, lot, bid, tab, usr, gal);
  return id;
}

void tick(Execution& execution, Uint256 id) {
  const Uint256 slot = slot_of(execution, id) + kState;
  const Uint256 state = execution.load(slot);
  require(kEnd.read(state) < now(execution), "Flipper/not-finished");
  require(kTic.read(state) == 0, "Flipper/bid-already-placed");
  execution.store(slot, kEnd.write(state, tau_from_now(execution)));
  note(execution);
}

/// What a bid of either kind asks of the auction; returns its state word.
Uint256 require_open(Execution& execution, const Uint256& slot) {
  const Uint256 state = execution.load(slot + kState);
  require(kGuy.read(state) != 0, "Flipper/guy-not-set");
  require(kTic.read(state) > now(execution) || kTic.read(state) == 0, "Flipper/already-finished-tic");
  require(kEnd.read(state) > now(execution), "Flipper/already-finished-end");
  return state;
}
/// The sender becomes the bidder and its bid stands for another ttl.
void take_place(Execution& execution, const Uint256& slot, const Uint256& state) {
  const Uint256 bidder = kGuy.write(state, to_uint256(execution.sender()));
  execution.store(slot + kState, kTic.write(bidder, ttl_from_now(execution)));
}

void tend(Execution& execution, Uint256 id, Uint256 lot, Uint256 bid) {
  const Uint256 slot = slot_of(execution, id);
  const Uint256 state = require_open(execution, slot);
  const Uint256 tab = execution.load(slot + kTab), before = execution.load(slot + kBid);
  require(lot == execution.load(slot + kLot), "Flipper/lot-not-matching");
  require(bid <= tab, "Flipper/higher-than-tab");
  require(bid > before, "Flipper/bid-not-higher");
  require(mul(bid, kWad) >= mul(execution.load(kBeg), before) || bid == tab, "Flipper/insufficient-increase");
  const Address books = vat(execution);
  kMove(execution, books, execution.sender(), to_address(kGuy.read(state)), before);
  kMove(execution, books, execution.sender(), load_address(execution, slot + kGal), Uint256(bid - before));
  execution.store(slot + kBid, bid);
  take_place(execution, slot, state);
  note(execution);
}

void dent(Execution& execution, Uint256 id, Uint256 lot, Uint256 bid) {
  const Uint256 slot = slot_of(execution, id);
  const Uint256 state = require_open(execution, slot);
  const Uint256 before = execution.load(slot + kLot);
  require(bid == execution.load(slot + kBid), "Flipper/not-matching-bid");
  require(bid == execution.load(slot + kTab), "Flipper/tend-not-finished");
  require(lot < before, "Flipper/lot-not-lower");
  require(mul(execution.load(kBeg), lot) <= mul(before, kWad), "Flipper/insufficient-decrease");
  const Address books = vat(execution);
  kMove(execution, books, execution.sender(), to_address(kGuy.read(state)), bid);
  kFlux(execution, books, ilk(execution), execution.self(), load_address(execution, slot + kUsr),
        Uint256(before - lot));
  execution.store(slot + kLot, lot);
  take_place(execution, slot, state);
  note(execution);
}

void forget(Execution& execution, const Uint256& slot) {
  for (unsigned word = kBid; word <= kTab; ++word) execution.store(slot + word, 0);
}

void deal(Execution& execution, Uint256 id) {
  const Uint256 slot = slot_of(execution, id);
  const Uint256 state = execution.load(slot + kState);
  const Uint256 tic = kTic.read(state), time = now(execution);
  require(tic != 0 && (tic < time || kEnd.read(state) < time), "Flipper/not-finished");
  kFlux(execution, vat(execution), ilk(execution), execution.self(), to_address(kGuy.read(state)),
        execution.load(slot + kLot));
  forget(execution, slot);
  note(execution);
}

/// Calls an auction off: the lot goes to the ward that asks, who pays the bidder back.
void yank(Execution& execution, Uint256 id) {
  require_auth(execution);
  const Uint256 slot = slot_of(execution, id);
  const Uint256 state = execution.load(slot + kState), bid = execution.load(slot + kBid);
  require(kGuy.read(state) != 0, "Flipper/guy-not-set");
  require(bid < execution.load(slot + kTab), "Flipper/already-dent-phase");
  kFlux(execution, vat(execution), ilk(execution), execution.self(), execution.sender(), execution.load(slot + kLot));
  kMove(execution, vat(execution), execution.sender(), to_address(kGuy.read(state)), bid);
  forget(execution, slot);
  note(execution);
}

std::tuple<Uint256, Uint256, Address, UintN<48>, UintN<48>, Address, Address, Uint256> bids(Execution& execution,
                                                                                            Uint256 id) {
  const Uint256 slot = slot_of(execution, id);
  const Uint256 state = execution.load(slot + kState);
  return {execution.load(slot + kBid),
          execution.load(slot + kLot),
          to_address(kGuy.read(state)),
          {kTic.read_small(state)},
          {kEnd.read_small(state)},
          load_address(execution, slot + kUsr),
          load_address(execution, slot + kGal),
          execution.load(slot + kTab)};
}
Uint256 beg(Execution& execution) { return execution.load(kBeg); }
UintN<48> ttl(Execution& execution) { return {kTtl.read_small(execution.load(kTimes))}; }
UintN<48> tau(Execution& execution) { return {kTau.read_small(execution.load(kTimes))}; }
Uint256 kicks(Execution& execution) { return execution.load(kKicks); }

}  // namespace

Flipper::Flipper() {
  add({
      {"constructor(address vat_, bytes32 ilk_)", handler_of(initialize)},
      {"function rely(address usr)", handler_of(rely_of<require_auth>), 400},
      {"function deny(address usr)", handler_of(deny_of<require_auth>), 400},
      {"function wards(address) view returns (uint256)", handler_of(is_ward), 400},
      {"function file(bytes32 what, uint256 data)", handler_of(file), 500},
      {"function kick(address usr, address gal, uint256 tab, uint256 lot, uint256 bid) returns (uint256 id)",
       handler_of(kick), 1'500},
      {"function tick(uint256 id)", handler_of(tick), 700},
      {"function tend(uint256 id, uint256 lot, uint256 bid)", handler_of(tend), 2'500},
      {"function dent(uint256 id, uint256 lot, uint256 bid)", handler_of(dent), 2'500},
      {"function deal(uint256 id)", handler_of(deal), 1'500},
      {"function yank(uint256 id)", handler_of(yank), 1'500},
      {"function bids(uint256) view returns (uint256 bid, uint256 lot, address guy, uint48 tic, uint48 end, "
       "address usr, address gal, uint256 tab)",
       handler_of(bids), 900},
      {"function beg() view returns (uint256)", handler_of(beg), 250},
      {"function ttl() view returns (uint48)", handler_of(ttl), 250},
      {"function tau() view returns (uint48)", handler_of(tau), 250},
      {"function kicks() view returns (uint256)", handler_of(kicks), 250},
      {"function vat() view returns (address)", handler_of(vat), 250},
      {"function ilk() view returns (bytes32)", handler_of(ilk), 250},
  });
  add({&kKick});
}

}  // namespace orrery::chains
