#include "chains/contracts/amm/pair_token.h"

#include "chains/contracts/storage_layout.h"
#include "chains/crypto/hash.h"

namespace orrery::chains::pair_token {

const Event kTransfer("event Transfer(address indexed from, address indexed to, uint256 value)");
const Event kApproval("event Approval(address indexed owner, address indexed spender, uint256 value)");

namespace {

const Bytes32 kPermitType =
    keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
const Bytes32 kDomainType =
    keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

Uint256 balance_slot(Execution& execution, const Address& account) {
  return mapping_slot(execution, kBalances, account);
}
Uint256 allowance_slot(Execution& execution, const Address& owner, const Address& spender) {
  return mapping_slot(execution, mapping_slot(execution, kAllowances, owner), spender);
}
void move(Execution& execution, const Address& from, const Address& to, const Uint256& amount) {
  const Uint256 source = balance_slot(execution, from);
  execution.store(source, subtract(execution.load(source), amount));
  const Uint256 target = balance_slot(execution, to);
  execution.store(target, add(execution.load(target), amount));
  kTransfer.emit(execution, from, to, amount);
}
void set_allowance(Execution& execution, const Address& owner, const Address& spender, const Uint256& amount) {
  execution.store(allowance_slot(execution, owner, spender), amount);
  kApproval.emit(execution, owner, spender, amount);
}

Uint256 allowance(Execution& execution, Address owner, Address spender) {
  return execution.load(allowance_slot(execution, owner, spender));
}
bool approve(Execution& execution, Address spender, Uint256 amount) {
  set_allowance(execution, execution.sender(), spender, amount);
  return true;
}
bool transfer(Execution& execution, Address to, Uint256 amount) {
  move(execution, execution.sender(), to, amount);
  return true;
}
bool transfer_from(Execution& execution, Address from, Address to, Uint256 amount) {
  const Uint256 slot = allowance_slot(execution, from, execution.sender());
  const Uint256 allowed = execution.load(slot);
  if (allowed != ~Uint256(0)) execution.store(slot, subtract(allowed, amount));
  move(execution, from, to, amount);
  return true;
}

Bytes32 domain_separator(Execution& execution) { return to_bytes32(execution.load(kDomainSeparator)); }
Uint256 nonces(Execution& execution, Address owner) { return execution.load(mapping_slot(execution, kNonces, owner)); }
void permit(Execution& execution, Address owner, Address spender, Uint256 value, Uint256 deadline, std::uint8_t v,
            Bytes32 r, Bytes32 s) {
  require(deadline >= execution.block().timestamp, "UniswapV2: EXPIRED");
  const Uint256 slot = mapping_slot(execution, kNonces, owner), nonce = execution.load(slot);
  execution.store(slot, nonce + 1);
  const Bytes32 message = execution.keccak(abi::encode(kPermitType, owner, spender, value, nonce, deadline));
  Bytes preimage{0x19, 0x01};
  const Bytes32 domain = domain_separator(execution);
  preimage.insert(preimage.end(), domain.data.begin(), domain.data.end());
  preimage.insert(preimage.end(), message.data.begin(), message.data.end());
  const Address signer = execution.recover(execution.keccak(preimage), v, r, s);
  require(!signer.is_zero() && signer == owner, "UniswapV2: INVALID_SIGNATURE");
  set_allowance(execution, owner, spender, value);
}

std::string name(Execution&) { return "Uniswap V2"; }
std::string symbol(Execution&) { return "UNI-V2"; }
std::uint8_t decimals(Execution&) { return 18; }
Bytes32 permit_type(Execution&) { return kPermitType; }

}  // namespace

Uint256 add(const Uint256& a, const Uint256& b) {
  const Uint256 sum = a + b;
  require(sum >= a, "ds-math-add-overflow");
  return sum;
}
Uint256 subtract(const Uint256& a, const Uint256& b) {
  require(b <= a, "ds-math-sub-underflow");
  return a - b;
}
Uint256 multiply(const Uint256& a, const Uint256& b) {
  const Uint256 product = a * b;
  require(b == 0 || product / b == a, "ds-math-mul-overflow");
  return product;
}

void construct(Execution& execution) {
  const Bytes32 name_hash = keccak256("Uniswap V2"), version_hash = keccak256("1");
  const Bytes32 separator = execution.keccak(
      abi::encode(kDomainType, name_hash, version_hash, Uint256(execution.block().chain_id), execution.self()));
  execution.store(kDomainSeparator, to_uint256(separator));
}
Uint256 total_supply(Execution& execution) { return execution.load(kTotalSupply); }
Uint256 balance_of(Execution& execution, Address account) { return execution.load(balance_slot(execution, account)); }
void mint(Execution& execution, const Address& to, const Uint256& amount) {
  execution.store(kTotalSupply, add(total_supply(execution), amount));
  const Uint256 slot = balance_slot(execution, to);
  execution.store(slot, add(execution.load(slot), amount));
  kTransfer.emit(execution, Address{}, to, amount);
}
void burn(Execution& execution, const Address& from, const Uint256& amount) {
  const Uint256 slot = balance_slot(execution, from);
  execution.store(slot, subtract(execution.load(slot), amount));
  execution.store(kTotalSupply, subtract(total_supply(execution), amount));
  kTransfer.emit(execution, from, Address{}, amount);
}

std::vector<FunctionEntry> functions() {
  return {
      {"function name() pure returns (string)", handler_of(name), 400},
      {"function symbol() pure returns (string)", handler_of(symbol), 400},
      {"function decimals() pure returns (uint8)", handler_of(decimals), 250},
      {"function totalSupply() view returns (uint256)", handler_of(total_supply), 250},
      {"function balanceOf(address owner) view returns (uint256)", handler_of(balance_of), 350},
      {"function allowance(address owner, address spender) view returns (uint256)", handler_of(allowance), 450},
      {"function approve(address spender, uint256 value) returns (bool)", handler_of(approve), 500},
      {"function transfer(address to, uint256 value) returns (bool)", handler_of(transfer), 700},
      {"function transferFrom(address from, address to, uint256 value) returns (bool)", handler_of(transfer_from), 900},
      {"function DOMAIN_SEPARATOR() view returns (bytes32)", handler_of(domain_separator), 250},
      {"function PERMIT_TYPEHASH() pure returns (bytes32)", handler_of(permit_type), 250},
      {"function nonces(address owner) view returns (uint256)", handler_of(nonces), 350},
      {"function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, "
       "bytes32 s)",
       handler_of(permit), 1'500},
  };
}

}  // namespace orrery::chains::pair_token
