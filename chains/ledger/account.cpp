#include "chains/ledger/account.h"

#include <string>
#include <utility>

#include "chains/crypto/hash.h"
#include "chains/ledger/code_book.h"

namespace orrery::chains {

Account::Account(Signatures& signatures, std::string_view name)
    : signatures_(signatures),
      key_(signatures.key_pair(PrivateKey::from_seed(bytes_of("orrery account " + std::string(name))))) {}

SignedTransaction Account::sign(std::uint64_t chain_id, std::optional<Address> to, Bytes input, Gas gas_limit,
                                Fees fees, const Uint256& value) {
  return sign_at(nonce_++, chain_id, to, std::move(input), gas_limit, fees, value);
}

SignedTransaction Account::sign_at(std::uint64_t nonce, std::uint64_t chain_id, std::optional<Address> to, Bytes input,
                                   Gas gas_limit, Fees fees, const Uint256& value) const {
  Transaction body;
  body.chain_id = chain_id;
  body.nonce = nonce;
  body.max_priority_fee = fees.max_priority_fee;
  body.max_fee = fees.max_fee;
  body.gas_limit = gas_limit;
  body.to = to;
  body.value = value;
  body.input = std::move(input);
  return chains::sign(body, key_, signatures_);
}

SignedTransaction Account::deploy(std::uint64_t chain_id, std::string_view kind, BytesView arguments, Gas gas_limit,
                                  Fees fees, Address& address) {
  address = create_address(key_.address, nonce_);
  return sign(chain_id, std::nullopt, deployment_input(kind, arguments), gas_limit, fees);
}

}  // namespace orrery::chains
