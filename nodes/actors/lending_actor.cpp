#include "nodes/actors/lending_actor.h"

#include "chains/contracts/abi_types.h"

namespace orrery::nodes {
namespace {

using chains::selector_of;
namespace abi = chains::abi;

constexpr Gas kApproveGas = 80'000, kPoolGas = 800'000;
constexpr unsigned kVariableRate = 2;

TransmitterSpec named(TransmitterSpec spec) {
  spec.name = "actor";
  return spec;
}

}  // namespace

LendingActor::LendingActor(sim::Host& host, const LendingActorSpec& spec)
    : host_(host),
      spec_(spec),
      rpc_(host, "actor", spec_.endpoints, spec_.rpc),
      transmitter_(host, rpc_, *spec_.signatures, named(spec_.transmitter), spec_.tables, /*listener=*/nullptr) {}

void LendingActor::start() {
  transmitter_.start();
  const sim::Duration first = host_.random("start").between(sim::Duration::zero(), spec_.latest_start);
  host_.set_timer(first, [this] { tick(); });
}

void LendingActor::tick() {
  if (retired_) return;
  host_.set_timer(spec_.poll, [this] { tick(); });
  look();
}

void LendingActor::add_waiting(std::vector<sim::Waiting>& waiting) const { transmitter_.add_waiting(waiting); }

void LendingActor::read_account(const Address& user, OnAccount done) {
  rpc_.call(spec_.pool, abi::encode_with_selector(selector_of("getUserAccountData(address)"), user),
            [done = std::move(done)](const chains::RpcResult<Bytes>& result) {
              if (!result || result.value->size() != 6 * 32) return;
              const auto word = [&](std::size_t i) {
                return chains::to_uint256(chains::BytesView(*result.value).subspan(i * 32, 32));
              };
              done({word(0), word(1), word(2), word(3), word(4), word(5)});
            });
}

void LendingActor::read_oracle(const Address& token, OnWord done) {
  rpc_.call(spec_.oracle, abi::encode_with_selector(selector_of("getAssetPrice(address)"), token),
            [done = std::move(done)](const chains::RpcResult<Bytes>& result) {
              if (result && result.value->size() == 32) done(chains::to_uint256(*result.value));
            });
}

void LendingActor::read_balance(const Address& token, const Address& holder, OnWord done) {
  rpc_.call(token, abi::encode_with_selector(selector_of("balanceOf(address)"), holder),
            [done = std::move(done)](const chains::RpcResult<Bytes>& result) {
              if (result && result.value->size() == 32) done(chains::to_uint256(*result.value));
            });
}

void LendingActor::submit(const Address& to, Bytes input, Gas gas_limit, std::uint32_t job) {
  transmitter_.submit({.to = to, .input = std::move(input), .gas_limit = gas_limit, .job = job},
                      [](const PluginResult<bool>&) {});
}

void LendingActor::approve(const LendingAsset& asset) {
  submit(asset.token,
         abi::encode_with_selector(selector_of("approve(address,uint256)"), spec_.pool, Uint256(~Uint256(0))),
         kApproveGas);
}
void LendingActor::supply(const LendingAsset& asset, const Uint256& amount) {
  submit(spec_.pool,
         abi::encode_with_selector(selector_of("supply(address,uint256,address,uint16)"), asset.token, amount, self(),
                                   std::uint16_t(0)),
         kPoolGas);
}
void LendingActor::borrow_value(const LendingAsset& asset, const Uint256& value, const Uint256& price) {
  if (price == 0) return;
  Uint256 unit = 1;
  for (int i = 0; i < asset.decimals; ++i) unit *= 10;
  const Uint256 amount = value * unit / price;
  if (amount != 0) borrow(asset, amount);
}
void LendingActor::borrow(const LendingAsset& asset, const Uint256& amount) {
  submit(spec_.pool,
         abi::encode_with_selector(selector_of("borrow(address,uint256,uint256,uint16,address)"), asset.token, amount,
                                   Uint256(kVariableRate), std::uint16_t(0), self()),
         kPoolGas);
}
void LendingActor::liquidate(const Address& user, const Uint256& amount, std::uint32_t job) {
  submit(spec_.pool,
         abi::encode_with_selector(selector_of("liquidationCall(address,address,address,uint256,bool)"),
                                   spec_.collateral.token, spec_.debt.token, user, amount, false),
         kPoolGas, job);
}

}  // namespace orrery::nodes
