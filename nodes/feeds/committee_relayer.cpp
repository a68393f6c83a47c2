#include "nodes/feeds/committee_relayer.h"

#include <algorithm>
#include <bit>

#include "chains/crypto/costs.h"
#include "chains/encoding/abi.h"
#include "sim/assert.h"

namespace orrery::nodes {

using chains::Int256;

namespace {

Bytes submit_input(const Int256& answer, std::uint64_t timestamp,
                   const std::vector<chains::Secp256k1Signature>& signatures) {
  std::vector<Bytes32> rs, ss;
  std::vector<Uint256> vs;
  for (const auto& signature : signatures) {
    rs.push_back(Bytes32{Bytes32::from(BytesView(signature).first(32))});
    ss.push_back(Bytes32{Bytes32::from(BytesView(signature).subspan(32, 32))});
    vs.push_back(27 + signature.data[64]);  // as the ecrecover precompile wants it
  }
  return chains::AbiWriter(chains::selector_of("submit(int256,uint256,bytes32[],bytes32[],uint8[])"), 5)
      .signed_number(answer)
      .number(timestamp)
      .words(rs)
      .words(ss)
      .unsigned_numbers(vs)
      .finish();
}

}  // namespace

CommitteeRelayer::CommitteeRelayer(sim::Host& host, const CommitteeRelayerSpec& spec)
    : host_(host),
      spec_(spec),
      port_(host.port(committee_service(spec.feed) + "/relayer")),
      rpc_(host, spec_.feed.name, spec_.chain.endpoints, spec_.chain.rpc),
      transmitter_(host, rpc_, spec_.chain, spec_.feed.name),
      reader_(host, committee_service(spec.feed) + "/relayer") {
  ORRERY_ASSERT(spec_.members.size() <= 64 && spec_.threshold >= 1, "a committee has at most 64 members");
  const sim::Port members = host.port(committee_service(spec.feed));
  for (const auto& member : spec_.members) addresses_.push_back({member.host, members});
}

void CommitteeRelayer::start() {
  host_.listen(port_, [this](sim::HostPort from, const sim::MessagePtr& message) { on_message(from, *message); });
  transmitter_.start();
  poll();
}

void CommitteeRelayer::poll() {
  host_.set_timer(spec_.poll, [this] { poll(); });
  if (!is_its_turn() || stage_ != Stage::kIdle || transmitter_.pending() != 0) return;
  reader_.read(spec_.price, [this](const PriceReading& reading) { on_price(reading); });
}

bool CommitteeRelayer::is_its_turn() const {
  const std::int64_t turn = host_.now().unix_nanoseconds() / spec_.turn.length.count_nanoseconds();
  return turn % spec_.turn.count == spec_.turn.index;
}

void CommitteeRelayer::on_price(const PriceReading& reading) {
  missed_.clear();
  lacks_ = reading.price ? kLatestAnswer : reading.error;
  lacks_because_ = reading.price ? host_.journal().cause() : reading.cause;
  if (!reading.price) return;
  const Int256 own = to_answer(*reading.price, spec_.feed.decimals);
  read_latest_answer(rpc_, spec_.feed.contract, [this, own](const chains::RpcResult<LatestAnswer>& latest) {
    lacks_ = lack_of(latest);
    lacks_because_ = latest.cause;
    if (!latest) return;
    latest_ = *latest.value;
    if (is_push_due(spec_.rule, latest_, own, host_.now()) && stage_ == Stage::kIdle) ask_members();
  });
}

void CommitteeRelayer::ask_members() {
  stage_ = Stage::kViews;
  round_ = static_cast<std::uint64_t>(host_.now().unix_nanoseconds());
  heard_ = 0;
  views_.clear();
  set_deadline(spec_.view_timeout);
  host_.broadcast(port_, addresses_, std::make_shared<CommitteeAsk>(round_));
}

void CommitteeRelayer::on_message(sim::HostPort from, const sim::Message& message) {
  const auto found = std::find(addresses_.begin(), addresses_.end(), from);
  if (found == addresses_.end()) return;
  const auto member = static_cast<std::size_t>(found - addresses_.begin());
  if ((heard_ >> member & 1) != 0) return;
  if (const auto* view = sim::message_cast<CommitteeView>(message)) {
    if (stage_ == Stage::kViews && view->round == round_) on_view(member, *view);
  } else if (const auto* signature = sim::message_cast<CommitteeSignature>(message)) {
    if (stage_ == Stage::kSignatures && signature->round == round_) on_signature(member, *signature);
  }
}

void CommitteeRelayer::on_view(std::size_t member, const CommitteeView& view) {
  heard_ |= std::uint64_t{1} << member;
  views_.push_back(view.answer);
  if (views_.size() == spec_.members.size()) propose();
}

void CommitteeRelayer::propose() {
  std::sort(views_.begin(), views_.end());
  answer_ = views_[views_.size() / 2];
  if (!is_push_due(spec_.rule, latest_, answer_, host_.now())) return end_attempt({});  // only the relayer saw a reason
  timestamp_ = static_cast<std::uint64_t>(host_.now().unix_seconds());
  hash_ = committee_hash(spec_.feed, answer_, timestamp_);
  stage_ = Stage::kSignatures;
  heard_ = 0;
  signatures_.clear();
  set_deadline(spec_.signature_timeout);
  host_.broadcast(port_, addresses_, std::make_shared<CommitteeProposal>(round_, answer_, timestamp_));
}

void CommitteeRelayer::on_signature(std::size_t member, const CommitteeSignature& message) {
  host_.spend(chains::kSecp256k1RecoverCost);
  const auto signer = spec_.chain.signatures->recover_secp256k1(hash_, message.signature);
  if (!signer || *signer != spec_.members[member].signer) return;
  heard_ |= std::uint64_t{1} << member;
  signatures_.push_back(message.signature);
  if (signatures_.size() == spec_.threshold) submit();
}

void CommitteeRelayer::submit() {
  end_attempt({});
  transmitter_.submit({.to = spec_.feed.contract,
                       .input = submit_input(answer_, timestamp_, signatures_),
                       .gas_limit = spec_.gas_limit,
                       .job = 0,
                       .about = spec_.entity},
                      [this](const PluginResult<bool>& result) {
                        lacks_ = result.error;
                        lacks_because_ = result.cause;
                      });
}

void CommitteeRelayer::end_attempt(std::string lacks) {
  stage_ = Stage::kIdle;
  if (deadline_.is_set()) host_.cancel_timer(deadline_);
  lacks_ = std::move(lacks);
  lacks_because_ = host_.journal().cause();
}

void CommitteeRelayer::set_deadline(sim::Duration after) {
  if (deadline_.is_set()) host_.cancel_timer(deadline_);
  deadline_ = host_.set_timer(after, [this] {
    deadline_ = {};
    if (stage_ == Stage::kViews && views_.size() >= spec_.threshold) return propose();
    missed_ = unheard();
    end_attempt(shortage());
  });
}

std::vector<sim::EntityId> CommitteeRelayer::unheard() const {
  std::vector<sim::EntityId> members;
  for (std::size_t i = 0; i < spec_.members.size(); ++i)
    if ((heard_ >> i & 1) == 0) members.push_back(spec_.members[i].host);
  return members;
}

std::size_t CommitteeRelayer::heard_count() const { return static_cast<std::size_t>(std::popcount(heard_)); }

std::string CommitteeRelayer::shortage() const {
  return std::string(stage_ == Stage::kViews ? "views" : "signatures") +
         " of members: " + std::to_string(heard_count()) + " of " + std::to_string(spec_.threshold);
}

void CommitteeRelayer::add_waiting(std::vector<sim::Waiting>& waiting) const {
  if (stage_ == Stage::kIdle) {
    if (!lacks_.empty()) waiting.push_back({lacks_, lacks_because_, {}});
    for (const sim::EntityId member : missed_) waiting.push_back({lacks_, {}, member});
  } else {
    for (const sim::EntityId member : unheard()) waiting.push_back({shortage(), {}, member});
  }
  reader_.add_waiting(waiting);
  transmitter_.add_waiting(waiting);
}

}  // namespace orrery::nodes
