#include "nodes/ocr2/protocol_instance.h"

#include <algorithm>

namespace orrery::nodes {
namespace {

constexpr std::ptrdiff_t kEarlyPerSender = 10;  // the transport's incoming buffer

}  // namespace

ProtocolInstance::ProtocolInstance(const Foundation& base, OracleStore& store, ContractPort& contract)
    : base_(base),
      contract_(contract),
      limits_(network_limits(base.config.offchain, base.config.n, base.info)),
      allowances_(base.config.n),
      transmission_(base, store, contract),
      finalization_(base, [this](const AttestedReportPtr& report) { transmission_.on_finalized(report); }),
      pacemaker_(base, store, [this](std::uint32_t epoch, NodeIndex leader) { begin_epoch(epoch, leader); }),
      link_(std::make_shared<Link>(Link{this})),
      future_(base.config.n) {}

ProtocolInstance::~ProtocolInstance() {
  base_.host.cancel_timer(contract_deadline_);
  link_->instance = nullptr;
}

void ProtocolInstance::start() {
  if (auto* const listener = base_.journal.listener())
    listener->instance_started(base_.journal.name(), base_.config.config_digest);
  transmission_.start();
  contract_deadline_ = base_.host.set_timer(base_.local.blockchain_timeout, [this] {
    contract_deadline_ = {};
    base_.journal.note(sim::Level::kProtocol, "warning", "the contract did not answer in time: starting without it");
    begin(std::nullopt);
  });
  read_contract();
}

void ProtocolInstance::read_contract() {
  contract_.latest_config_digest_and_epoch([link = link_](chains::RpcResult<DigestAndEpoch> result) {
    ProtocolInstance* const instance = link->instance;
    if (instance == nullptr || instance->begun_) return;
    if (!result) {
      instance->base_.journal.note(sim::Level::kProtocol, "warning",
                                   "could not read the contract's epoch: starting without it");
      return instance->begin(std::nullopt);
    }
    const bool is_ours = result.value->config_digest == instance->base_.config.config_digest;
    instance->begin(is_ours ? std::optional(result.value->epoch) : std::nullopt);
  });
}

void ProtocolInstance::begin(std::optional<std::uint32_t> contract_epoch) {
  begun_ = true;
  base_.host.cancel_timer(contract_deadline_);
  pacemaker_.start(contract_epoch);
  for (const Early& each : std::exchange(early_, {})) dispatch(each.from, each.message);
}

void ProtocolInstance::begin_epoch(std::uint32_t epoch, NodeIndex leader) {
  if (generation_) generation_->abandon();
  generation_ = std::make_unique<ReportGeneration>(
      base_, epoch, leader,
      GenerationEvents{[this] { pacemaker_.on_progress(); }, [this] { pacemaker_.on_change_leader(); },
                       [this](const AttestedReportPtr& report) { finalization_.on_final(report); }});
  generation_->start();
  future_.release(pacemaker_.epoch(),
                  [this](NodeIndex from, const Ocr2MessagePtr& message) { dispatch(from, message); });
}

void ProtocolInstance::on_message(NodeIndex from, const Ocr2MessagePtr& message) {
  if (!is_admitted(from, *message)) return;
  if (begun_) return dispatch(from, message);
  const auto is_from = [from](const Early& each) { return each.from == from; };
  if (std::count_if(early_.begin(), early_.end(), is_from) >= kEarlyPerSender)
    early_.erase(std::find_if(early_.begin(), early_.end(), is_from));
  early_.push_back({from, message});
}

bool ProtocolInstance::is_admitted(NodeIndex from, const Ocr2Message& message) {
  if (!base_.is_self(from)) {
    const std::size_t bytes = message.payload_bytes();
    if (bytes > limits_.max_message_bytes) {
      base_.journal.drop(from, message, "larger than any message may be");
      return false;
    }
    if (!allowances_[from.value].admit(limits_, base_.host.now(), bytes)) {
      base_.journal.drop(from, message, "its sender used up its allowance");
      return false;
    }
  }
  if (is_within_plugin_limits(message, base_.info)) return true;
  base_.journal.drop(from, message, "a part of it is larger than the plugin allows");
  return false;
}

void ProtocolInstance::dispatch(NodeIndex from, const Ocr2MessagePtr& message) {
  if (message->type() == Ocr2Message::Type::kNewEpoch)
    return pacemaker_.on_new_epoch(from, static_cast<const NewEpoch&>(*message));
  if (message->type() == Ocr2Message::Type::kFinalEcho)
    return finalization_.on_final_echo(from, static_cast<const FinalEcho&>(*message));
  if (message->epoch() == pacemaker_.epoch()) return generation_->on_message(from, message);
  if (message->epoch() > pacemaker_.epoch()) return keep_for_later(from, message);
  base_.journal.pass_over(from, *message, "an epoch that is over");
}

void ProtocolInstance::keep_for_later(NodeIndex from, const Ocr2MessagePtr& message) {
  future_.keep(from, message, [&](const Ocr2Message& oldest) {
    base_.journal.drop(from, oldest, "newer ones of epochs to come wait");
  });
}

void ProtocolInstance::add_waiting(std::vector<sim::Waiting>& waiting) const {
  if (!begun_) {
    waiting.push_back({"its contract's epoch, before it starts", {}, base_.host.id()});
    return;
  }
  pacemaker_.add_waiting(waiting);
  generation_->add_waiting(waiting);
  transmission_.add_waiting(waiting);
}

}  // namespace orrery::nodes
