#include "nodes/feeds/medianizer.h"

#include <algorithm>
#include <iterator>

#include "chains/contracts/abi_types.h"
#include "chains/contracts/maker/median.h"
#include "chains/contracts/signature.h"
#include "chains/crypto/costs.h"
#include "sim/assert.h"

namespace orrery::nodes {
namespace {

const SignedPrice& signed_price_in(const sim::MessagePtr& message) { return *sim::message_cast<SignedPrice>(*message); }

}  // namespace

MedianSigner::MedianSigner(sim::Host& host, const MedianSignerSpec& spec)
    : host_(host), spec_(spec), port_(host.port("medianizer/" + spec.name)), reader_(host, "medianizer/" + spec.name) {}

void MedianSigner::start() {
  host_.listen(port_, [this](sim::HostPort from, const sim::MessagePtr& message) {
    const auto* ask = sim::message_cast<SignedPriceAsk>(*message);
    if (ask == nullptr) return;
    reader_.read(spec_.price, [this, from, round = ask->round](const PriceReading& reading) {
      if (reading.price) sign(from, round, *reading.price);
    });
  });
}

void MedianSigner::sign(sim::HostPort relayer, std::uint64_t round, const Price& price) {
  const chains::Int256 answer = to_answer(price, Price::kDecimals);
  if (answer <= 0) return;
  const auto value = static_cast<Uint256>(answer);
  const auto age = static_cast<std::uint64_t>(host_.now().unix_seconds());
  host_.spend(chains::kSecp256k1SignCost);
  const auto signature =
      spec_.signatures->sign_secp256k1(*spec_.key, chains::Median::signed_hash(value, Uint256(age), spec_.pair));
  host_.send(port_, relayer, std::make_shared<SignedPrice>(round, value, age, signature));
}

MedianRelayer::MedianRelayer(sim::Host& host, const MedianRelayerSpec& spec)
    : host_(host),
      spec_(spec),
      port_(host.port("medianizer-relayer/" + spec.name)),
      rpc_(host, "medianizer-relayer", spec_.chain.endpoints, spec_.chain.rpc),
      transmitter_(host, rpc_, spec_.chain, "medianizer-relayer") {
  const sim::Port signers = host.port("medianizer/" + spec_.name);
  for (const sim::EntityId signer : spec_.signers) addresses_.push_back({signer, signers});
  ORRERY_ASSERT(spec_.bar % 2 == 1, "a median is of an odd number");
}

void MedianRelayer::start() {
  host_.listen(port_, [this](sim::HostPort from, const sim::MessagePtr& message) {
    const auto* price = sim::message_cast<SignedPrice>(*message);
    if (price == nullptr || !is_open_ || price->round != round_) return;
    if (std::ranges::find(heard_, from.host) != heard_.end()) return;
    heard_.push_back(from.host);
    answers_.push_back(message);
    if (answers_.size() == addresses_.size()) judge();
  });
  transmitter_.start();
  poll();
}

void MedianRelayer::poll() {
  host_.set_timer(spec_.poll, [this] { poll(); });
  if (transmitter_.pending() != 0 || is_open_) return;
  static const chains::Bytes32 kLogMedianPrice = chains::topic_of("LogMedianPrice(uint256,uint256)");
  // The price itself may be read by chosen contracts only; its logs by everybody.
  rpc_.logs({.address = spec_.contract, .topic0 = kLogMedianPrice, .from_block = next_block_, .to_block = {}},
            [this](const chains::RpcResult<std::vector<chains::LogRecord>>& result) {
              if (is_open_) return;
              lacks_ = result ? "" : "no median read from the chain: " + words_of(result.failure, result.reason);
              lacks_because_ = result.cause;
              missed_.clear();
              if (!result) return;
              if (!result.value->empty() && result.value->back().data.size() == 64) {
                const chains::LogRecord& last = result.value->back();
                next_block_ = last.block_number;
                value_ = chains::to_uint256(BytesView(last.data).first(32));
                age_ = static_cast<std::uint64_t>(chains::to_uint256(BytesView(last.data).subspan(32, 32)));
              }
              ask();
            });
}

void MedianRelayer::ask() {
  is_open_ = true;
  answers_.clear();
  heard_.clear();
  round_ = static_cast<std::uint64_t>(host_.now().unix_nanoseconds());
  host_.broadcast(port_, addresses_, std::make_shared<SignedPriceAsk>(round_));
  host_.set_timer(spec_.timeout, [this, round = round_] {
    if (is_open_ && round == round_) judge();
  });
}

void MedianRelayer::judge() {
  is_open_ = false;
  std::vector<const SignedPrice*> prices;
  for (const sim::MessagePtr& answer : answers_)
    if (signed_price_in(answer).age > age_) prices.push_back(&signed_price_in(answer));
  if (prices.size() < spec_.bar) {
    lacks_ = shortage(prices.size());
    missed_ = unheard();
    return;
  }
  std::ranges::stable_sort(prices, {}, [](const SignedPrice* price) { return price->value; });
  // The middle ones, so that the contract's median is that of all.
  const auto first = prices.begin() + static_cast<std::ptrdiff_t>((prices.size() - spec_.bar) / 2);
  const std::vector<const SignedPrice*> chosen(first, first + static_cast<std::ptrdiff_t>(spec_.bar));
  const Uint256& median = chosen[spec_.bar / 2]->value;
  const Uint256 apart = median > value_ ? median - value_ : value_ - median;
  const auto now = static_cast<std::uint64_t>(host_.now().unix_seconds());
  const bool has_expired = now > age_ + static_cast<std::uint64_t>(spec_.expiry.whole_seconds());
  if (has_expired || apart * static_cast<std::uint64_t>(kOnePpb) >= value_ * spec_.spread.parts_per_billion)
    submit(chosen);
}

void MedianRelayer::submit(const std::vector<const SignedPrice*>& chosen) {
  std::vector<Uint256> values, ages;
  std::vector<chains::UintN<8>> vs;
  std::vector<Bytes32> rs, ss;
  for (const SignedPrice* price : chosen) {
    values.push_back(price->value);
    ages.push_back(Uint256(price->age));
    vs.push_back({27u + price->signature.data[64]});  // as the ecrecover precompile wants it
    rs.push_back(Bytes32{Bytes32::from(BytesView(price->signature).first(32))});
    ss.push_back(Bytes32{Bytes32::from(BytesView(price->signature).subspan(32, 32))});
  }
  transmitter_.submit(
      {.to = spec_.contract,
       .input = chains::abi::encode_with_selector(
           chains::selector_of("poke(uint256[],uint256[],uint8[],bytes32[],bytes32[])"), values, ages, vs, rs, ss),
       .gas_limit = spec_.gas_limit,
       .job = 0,
       .about = spec_.feed},
      [](const PluginResult<bool>&) {});
}

std::vector<sim::EntityId> MedianRelayer::unheard() const {
  std::vector<sim::EntityId> signers;
  std::ranges::copy_if(spec_.signers, std::back_inserter(signers),
                       [this](sim::EntityId signer) { return std::ranges::find(heard_, signer) == heard_.end(); });
  return signers;
}

std::string MedianRelayer::shortage(std::size_t prices) const {
  return "signed prices newer than the median: " + std::to_string(prices) + " of " + std::to_string(spec_.bar);
}

void MedianRelayer::add_waiting(std::vector<sim::Waiting>& waiting) const {
  if (is_open_) {
    for (const sim::EntityId signer : unheard()) waiting.push_back({shortage(answers_.size()), {}, signer});
  } else {
    if (!lacks_.empty()) waiting.push_back({lacks_, lacks_because_, {}});
    for (const sim::EntityId signer : missed_) waiting.push_back({lacks_, {}, signer});
  }
  transmitter_.add_waiting(waiting);
}

}  // namespace orrery::nodes
