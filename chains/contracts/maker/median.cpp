#include "chains/contracts/maker/median.h"

#include "chains/contracts/maker/wards.h"
#include "chains/contracts/storage_layout.h"
#include "chains/crypto/hash.h"

namespace orrery::chains {
namespace {

using namespace maker;

constexpr unsigned kPrice = 1, kBar = 2, kOracles = 3, kReaders = 4, kSlots = 5;
constexpr PackedField kValue{0, 128}, kAge{128, 32};  // of kPrice
constexpr unsigned kPair = 0;                         // number of the immutable
constexpr Gas kGasSignature = 1'500;

const Event kLogMedianPrice("event LogMedianPrice(uint256 val, uint256 age)");

void initialize(Execution& execution, Bytes32 pair) {
  construct_wards(execution);
  execution.store(kBar, 1);
  execution.store(immutable_slot(kPair), to_uint256(pair));
}
void require_auth(Execution& execution) { require_ward(execution, "Contract is not authorized"); }
void rely(Execution& execution, Address account) {
  require_auth(execution);
  set_ward(execution, account, true);
}
void deny(Execution& execution, Address account) {
  require_auth(execution);
  set_ward(execution, account, false);
}

Bytes32 pair(Execution& execution) { return to_bytes32(execution.load_immutable(immutable_slot(kPair))); }
void require_reader(Execution& execution) {
  require(execution.load(mapping_slot(execution, kReaders, execution.sender())) == 1, "Contract is not whitelisted");
}
Uint256 value(Execution& execution) { return kValue.read(execution.load(kPrice)); }
Uint256 read(Execution& execution) {
  require_reader(execution);
  require(value(execution) > 0, "Invalid price feed");
  return value(execution);
}
std::tuple<Uint256, bool> peek(Execution& execution) {
  require_reader(execution);
  return {value(execution), value(execution) > 0};
}
std::uint32_t age(Execution& execution) { return static_cast<std::uint32_t>(kAge.read(execution.load(kPrice))); }

std::uint8_t slot_of(const Address& oracle) { return oracle.data[0]; }
Uint256 slot_place(Execution& execution, std::uint8_t slot) {
  return mapping_slot(execution, kSlots, to_bytes32(Uint256(slot)));
}

void poke(Execution& execution, std::vector<Uint256> values, std::vector<Uint256> ages, std::vector<UintN<8>> vs,
          std::vector<Bytes32> rs, std::vector<Bytes32> ss) {
  require(values.size() == execution.load(kBar), "Not enough signed messages");
  const std::size_t count = values.size();
  // An index beyond a list eats all gas in Solidity 0.5.
  if (ages.size() < count || vs.size() < count || rs.size() < count || ss.size() < count) throw OutOfGas{};
  std::array<bool, 256> seen{};
  Uint256 last = 0;
  const Uint256 before = age(execution);
  for (std::size_t i = 0; i < count; ++i) {
    execution.charge(kGasSignature);
    const Bytes32 hash = Median::signed_hash(values[i], ages[i], pair(execution));
    const Address signer = execution.recover(hash, static_cast<std::uint8_t>(vs[i].value), rs[i], ss[i]);
    require(execution.load(mapping_slot(execution, kOracles, signer)) == 1, "Signature by invalid oracle");
    require(ages[i] > before, "Stale message");
    require(values[i] >= last, "Messages not in order");
    last = values[i];
    require(!seen[slot_of(signer)], "Oracle already signed");
    seen[slot_of(signer)] = true;
  }
  const Uint256 middle = values[count / 2];
  const Uint256 word = kAge.write(kValue.write(execution.load(kPrice), middle), execution.block().timestamp);
  execution.store(kPrice, word);
  kLogMedianPrice.emit(execution, kValue.read(word), kAge.read(word));
}

void lift(Execution& execution, std::vector<Address> oracles) {
  require_auth(execution);
  for (const Address& oracle : oracles) {
    require(!oracle.is_zero(), "No oracle 0");
    const Uint256 place = slot_place(execution, slot_of(oracle));
    require(execution.load(place) == 0, "Signer already exists");
    execution.store(mapping_slot(execution, kOracles, oracle), 1);
    store_address(execution, place, oracle);
  }
}
void drop(Execution& execution, std::vector<Address> oracles) {
  require_auth(execution);
  for (const Address& oracle : oracles) {
    execution.store(mapping_slot(execution, kOracles, oracle), 0);
    execution.store(slot_place(execution, slot_of(oracle)), 0);
  }
}
void set_bar(Execution& execution, Uint256 bar) {
  require_auth(execution);
  require(bar > 0, "Quorum has to be greater than 0");
  require(bar % 2 != 0, "Quorum has to be an odd number");
  execution.store(kBar, bar);
}
void set_reader(Execution& execution, const Address& account, unsigned allowed) {
  require_auth(execution);
  execution.store(mapping_slot(execution, kReaders, account), allowed);
}
void kiss(Execution& execution, Address account) {
  require(!account.is_zero(), "No contract 0");
  set_reader(execution, account, 1);
}
void diss(Execution& execution, Address account) { set_reader(execution, account, 0); }

Uint256 bar(Execution& execution) { return execution.load(kBar); }
Uint256 is_oracle(Execution& execution, Address account) {
  return execution.load(mapping_slot(execution, kOracles, account));
}
Uint256 is_reader(Execution& execution, Address account) {
  return execution.load(mapping_slot(execution, kReaders, account));
}
Address slot(Execution& execution, UintN<8> number) {
  return load_address(execution, slot_place(execution, static_cast<std::uint8_t>(number.value)));
}

}  // namespace

Bytes32 Median::signed_hash(const Uint256& price, const Uint256& age, const Bytes32& pair) {
  const Bytes32 words[] = {to_bytes32(price), to_bytes32(age), pair};
  Bytes message;
  for (const Bytes32& word : words) message.insert(message.end(), word.data.begin(), word.data.end());
  const Bytes32 inner = keccak256(message);
  constexpr std::string_view kPrefix =
      "\x19"
      "Ethereum Signed Message:\n32";
  Bytes outer(kPrefix.begin(), kPrefix.end());
  outer.insert(outer.end(), inner.data.begin(), inner.data.end());
  return keccak256(outer);
}

Median::Median() {
  add({
      {"constructor(bytes32 wat)", handler_of(initialize)},
      {"function rely(address usr)", handler_of(rely), 400},
      {"function deny(address usr)", handler_of(deny), 400},
      {"function wards(address) view returns (uint256)", handler_of(is_ward), 400},
      {"function read() view returns (uint256)", handler_of(read), 400},
      {"function peek() view returns (uint256, bool)", handler_of(peek), 400},
      {"function age() view returns (uint32)", handler_of(age), 300},
      {"function wat() view returns (bytes32)", handler_of(pair), 250},
      {"function poke(uint256[] val_, uint256[] age_, uint8[] v, bytes32[] r, bytes32[] s)",
       handler_of(poke, AbiLocation::kCalldata), 1'500},
      {"function lift(address[] a)", handler_of(lift, AbiLocation::kCalldata), 900},
      {"function drop(address[] a)", handler_of(drop, AbiLocation::kCalldata), 900},
      {"function setBar(uint256 bar_)", handler_of(set_bar), 400},
      {"function kiss(address a)", handler_of(kiss), 400},
      {"function diss(address a)", handler_of(diss), 400},
      {"function bar() view returns (uint256)", handler_of(bar), 250},
      {"function orcl(address) view returns (uint256)", handler_of(is_oracle), 400},
      {"function bud(address) view returns (uint256)", handler_of(is_reader), 400},
      {"function slot(uint8) view returns (address)", handler_of(slot), 400},
  });
  add({&kLogMedianPrice});
}

}  // namespace orrery::chains
