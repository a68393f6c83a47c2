#include "chains/contracts/maker/osm.h"

#include "chains/contracts/external_call.h"
#include "chains/contracts/maker/wards.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using namespace maker;

constexpr unsigned kStopped = 1, kSource = 2, kTimes = 3, kCurrent = 4, kNext = 5, kReaders = 6;
constexpr PackedField kHop{0, 16}, kTaken{16, 64};     // of kTimes
constexpr PackedField kValue{0, 128}, kHas{128, 128};  // of a price

const Event kLogValue("event LogValue(bytes32 val)");
const ExternalFunction<std::tuple<Bytes32, bool>> kPeek("function peek() returns (bytes32, bool)");

void initialize(Execution& execution, Address source) {
  construct_wards(execution);
  store_address(execution, kSource, source);
  execution.store(kTimes, kHop.write(0, 3'600));
}
void require_auth(Execution& execution) { require_ward(execution, "OSM/not-authorized"); }
void require_reader(Execution& execution) {
  require(execution.load(mapping_slot(execution, kReaders, execution.sender())) == 1, "OSM/contract-not-whitelisted");
}
void stop(Execution& execution) {
  require_auth(execution);
  execution.store(kStopped, 1);
  note(execution);
}
void resume(Execution& execution) {
  require_auth(execution);
  execution.store(kStopped, 0);
  note(execution);
}
void forget(Execution& execution) {
  require_auth(execution);
  execution.store(kCurrent, 0);
  execution.store(kNext, 0);
  execution.store(kStopped, 1);
  note(execution);
}
void change(Execution& execution, Address source) {
  require_auth(execution);
  store_address(execution, kSource, source);
  note(execution);
}
void step(Execution& execution, std::uint16_t seconds) {
  require_auth(execution);
  require(seconds > 0, "OSM/ts-is-zero");
  execution.store(kTimes, kHop.write(execution.load(kTimes), seconds));
  note(execution);
}

Uint256 era(Execution& execution) { return execution.block().timestamp; }
bool pass(Execution& execution) {
  const Uint256 times = execution.load(kTimes);
  return era(execution) >= add(kTaken.read(times), kHop.read(times));
}
void poke(Execution& execution) {
  require(execution.load(kStopped) == 0, "OSM/is-stopped");
  require(pass(execution), "OSM/not-passed");
  const auto [price, ok] = kPeek(execution, load_address(execution, kSource));
  if (ok) {
    execution.store(kCurrent, execution.load(kNext));
    execution.store(kNext, kHas.write(kValue.write(0, to_uint256(price)), 1));
    const Uint256 times = execution.load(kTimes), time = era(execution);
    execution.store(kTimes, kTaken.write(times, time - time % kHop.read(times)));
    kLogValue.emit(execution, to_bytes32(kValue.read(execution.load(kCurrent))));
  }
  note(execution);
}

std::tuple<Bytes32, bool> price_in(Execution& execution, unsigned slot) {
  require_reader(execution);
  const Uint256 word = execution.load(slot);
  return {to_bytes32(kValue.read(word)), kHas.read(word) == 1};
}
std::tuple<Bytes32, bool> peek(Execution& execution) { return price_in(execution, kCurrent); }
std::tuple<Bytes32, bool> peep(Execution& execution) { return price_in(execution, kNext); }
Bytes32 read(Execution& execution) {
  const auto [value, has] = peek(execution);
  require(has, "OSM/no-current-value");
  return value;
}
void kiss(Execution& execution, Address account) {
  require_auth(execution);
  require(!account.is_zero(), "OSM/no-contract-0");
  execution.store(mapping_slot(execution, kReaders, account), 1);
  note(execution);
}
void diss(Execution& execution, Address account) {
  require_auth(execution);
  execution.store(mapping_slot(execution, kReaders, account), 0);
  note(execution);
}
Uint256 is_reader(Execution& execution, Address account) {
  return execution.load(mapping_slot(execution, kReaders, account));
}
Uint256 stopped(Execution& execution) { return execution.load(kStopped); }
Address source(Execution& execution) { return load_address(execution, kSource); }
std::uint16_t hop(Execution& execution) { return static_cast<std::uint16_t>(kHop.read(execution.load(kTimes))); }
std::uint64_t taken(Execution& execution) { return kTaken.read_small(execution.load(kTimes)); }

}  // namespace

Osm::Osm() {
  add({
      {"constructor(address src_)", handler_of(initialize)},
      {"function rely(address usr)", handler_of(rely_of<require_auth>), 400},
      {"function deny(address usr)", handler_of(deny_of<require_auth>), 400},
      {"function wards(address) view returns (uint256)", handler_of(is_ward), 400},
      {"function stop()", handler_of(stop), 400},
      {"function start()", handler_of(resume), 400},
      {"function void()", handler_of(forget), 600},
      {"function change(address src_)", handler_of(change), 500},
      {"function step(uint16 ts)", handler_of(step), 500},
      {"function poke()", handler_of(poke), 1'500},
      {"function pass() view returns (bool ok)", handler_of(pass), 400},
      {"function peek() view returns (bytes32, bool)", handler_of(peek), 400},
      {"function peep() view returns (bytes32, bool)", handler_of(peep), 400},
      {"function read() view returns (bytes32)", handler_of(read), 400},
      {"function kiss(address a)", handler_of(kiss), 500},
      {"function diss(address a)", handler_of(diss), 500},
      {"function bud(address) view returns (uint256)", handler_of(is_reader), 400},
      {"function stopped() view returns (uint256)", handler_of(stopped), 250},
      {"function src() view returns (address)", handler_of(source), 250},
      {"function hop() view returns (uint16)", handler_of(hop), 250},
      {"function zzz() view returns (uint64)", handler_of(taken), 250},
  });
  add({&kLogValue});
}

}  // namespace orrery::chains
