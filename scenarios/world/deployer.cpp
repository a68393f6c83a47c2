#include "scenarios/world/deployer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "chains/encoding/abi_error.h"
#include "chains/encoding/abi_type.h"
#include "sim/assert.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

// One block takes each of these whatever a preset's gas limit is.
constexpr chains::Gas kDeploymentGas = 8'000'000;
constexpr chains::Gas kCallGas = 6'000'000;
// Enough for any base fee that a preset starts with.
constexpr std::uint64_t kFeePerGas = 1'000'000'000'000;

/// What set-up transactions offer; the deployer is funded to match.
std::uint64_t fee_per_gas(const chains::Chain& chain) {
  return std::max<std::uint64_t>(kFeePerGas, chain.spec().fees.initial_base_fee);
}

}  // namespace

chains::PrivateKey key_named(std::string_view name) {
  const std::string seed = fmt::format("orrery/key/{}", name);
  return chains::PrivateKey::from_seed({reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size()});
}

Deployer::Deployer(chains::Chain& chain)
    : chain_(chain), key_(chain.signatures().key_pair(key_named(chain.name() + "/deployer"))) {}

chains::Address Deployer::deploy(std::string_view kind, std::string_view types,
                                 const std::vector<chains::AbiValue>& arguments) {
  const chains::Address address = chains::create_address(key_.address, nonce_);
  add(fmt::format("deployment of {}", kind), std::nullopt,
      chains::deployment_input(kind, chains::abi_encode(chains::AbiType::parse_list(types), arguments)),
      kDeploymentGas);
  return address;
}

void Deployer::call(const chains::Address& to, std::string_view signature,
                    const std::vector<chains::AbiValue>& arguments) {
  const auto parsed = chains::AbiSignature::parse(signature);
  const chains::Selector selector = parsed.selector();
  const std::array<std::uint8_t, 4> head = {
      static_cast<std::uint8_t>(selector >> 24), static_cast<std::uint8_t>(selector >> 16),
      static_cast<std::uint8_t>(selector >> 8), static_cast<std::uint8_t>(selector)};
  chains::Bytes input = chains::concat({head, chains::abi_encode(parsed.inputs, arguments)});
  add(fmt::format("call of {}", parsed.name), to, std::move(input), kCallGas);
}

void Deployer::add(std::string what, std::optional<chains::Address> to, chains::Bytes input, chains::Gas gas_limit) {
  chains::Transaction transaction;
  transaction.chain_id = chain_.spec().chain_id;
  transaction.nonce = nonce_++;
  transaction.max_priority_fee = 0;
  transaction.max_fee = fee_per_gas(chain_);
  transaction.gas_limit = gas_limit;
  transaction.to = to;
  transaction.input = std::move(input);
  transactions_.push_back(chains::sign(transaction, key_, chain_.signatures()));
  what_.push_back(std::move(what));
}

void Deployer::run() {
  chain_.fund(key_.address, chains::Uint256(fee_per_gas(chain_)) * kDeploymentGas * (transactions_.size() + 1));
  const auto placed = chain_.bootstrap(transactions_);
  ORRERY_ASSERT(placed.size() == what_.size(), "every set-up transaction has an outcome");
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (placed[i].outcome.ok) continue;
    throw sim::InputError(chain_.name(), fmt::format("{} was refused by its contract: {}", what_[i],
                                                     chains::to_text(chains::decode_revert(placed[i].outcome.output))));
  }
}

}  // namespace orrery::scenarios
