#include "nodes/ocr2/oracle.h"

#include "nodes/ocr2/foundation.h"
#include "nodes/ocr2/oracle_store.h"
#include "nodes/ocr2/protocol_instance.h"

namespace orrery::nodes {

/// A running config, in the order in which its parts need each other.
struct Oracle::Instance {
  InstanceConfig config;
  MadePlugin made;
  Outbox outbox;
  OracleStore store;
  Foundation base;
  ProtocolInstance protocol;

  Instance(Oracle& oracle, InstanceConfig understood, MadePlugin plugin, std::vector<sim::HostPort> addresses)
      : config(std::move(understood)),
        made(std::move(plugin)),
        outbox(oracle.host_, oracle.port_, std::move(addresses), adversaries_of(oracle), oracle.journal_),
        store(oracle.host_.storage(), oracle.spec_.network),
        base{oracle.host_, config, oracle.spec_.keys, oracle.spec_.local,    *oracle.spec_.signatures, *made.plugin,
             made.info,    outbox, oracle.journal_,   adversaries_of(oracle)},
        protocol(base, store, *oracle.contract_) {}

  static const Adversaries* adversaries_of(const Oracle& oracle) {
    return oracle.spec_.seat == nullptr ? nullptr : &oracle.spec_.seat->adversaries;
  }
};

Oracle::Oracle(sim::Host& host, OracleSpec spec)
    : host_(host),
      spec_(std::move(spec)),
      port_(host.port("ocr2/" + spec_.network)),
      journal_(host, spec_.tables, spec_.network_entity, spec_.listener) {
  ORRERY_ASSERT(spec_.signatures != nullptr && spec_.peers != nullptr, "an oracle needs signatures and peers");
}

Oracle::~Oracle() {
  if (spec_.seat != nullptr && spec_.seat->running == this) spec_.seat->running = nullptr;
}

void Oracle::start() {
  host_.listen(port_, [this](sim::HostPort from, const sim::MessagePtr& message) { on_message(from, message); });
  contract_ = spec_.make_contract_port(host_);
  if (spec_.seat != nullptr) {
    spec_.seat->running = this;
    for (Adversary* const adversary : spec_.seat->adversaries) adversary->seize(*this);
  }
  // What is stored comes first, so that a node runs even when no endpoint of its chain answers.
  if (const auto stored = OracleStore(host_.storage(), spec_.network).load_config())
    on_config(*stored, /*is_new=*/false);
  contract_->track_config([this](const ContractConfig& config) { on_config(config, /*is_new=*/true); });
}

void Oracle::on_config(const ContractConfig& config, bool is_new) {
  if (config.config_digest == config_digest_) return;
  config_digest_ = config.config_digest;
  instance_.reset();
  run(config);
  if (is_new && !OracleStore(host_.storage(), spec_.network).save_config(config))
    journal_.note(sim::Level::kProtocol, "warning", "could not store the contract's config");
}

void Oracle::run(const ContractConfig& config) {
  std::string why;
  auto understood = understand_config(config, spec_.keys, why);
  if (!understood) return journal_.note(sim::Level::kSummary, "warning", "does not run its contract's config: " + why);
  std::string unknown;
  if (!peers_.find(understood->oracles, *spec_.peers, port_, unknown))
    return journal_.note(sim::Level::kSummary, "warning", "does not know the peer " + unknown + " of its config");
  MadePlugin made = spec_.make_plugin(host_, PluginRequest::of(*understood));
  if (!made.plugin)
    return journal_.note(sim::Level::kSummary, "warning", "has no plugin for its config: " + made.error);
  journal_.set_index(understood->self);
  instance_ = std::make_unique<Instance>(*this, std::move(*understood), std::move(made), peers_.addresses());
  instance_->protocol.start();
}

void Oracle::on_message(sim::HostPort from, const sim::MessagePtr& message) {
  const Ocr2Message* const ours = Ocr2Message::cast(*message);
  if (ours == nullptr || instance_ == nullptr || ours->config_digest() != config_digest_) return;
  const auto sender = peers_.index_of(from);
  if (!sender) return;
  if (spec_.seat != nullptr)
    for (Adversary* const adversary : spec_.seat->adversaries) adversary->receive(*sender, *ours);
  instance_->protocol.on_message(*sender, std::static_pointer_cast<const Ocr2Message>(message));
}

bool Oracle::is_running() const { return instance_ != nullptr; }

const InstanceConfig& Oracle::config() const {
  ORRERY_ASSERT(instance_ != nullptr, "only a running oracle has a config");
  return instance_->config;
}

std::uint32_t Oracle::epoch() const {
  ORRERY_ASSERT(instance_ != nullptr, "only a running oracle is in an epoch");
  return instance_->protocol.epoch();
}

NodeIndex Oracle::leader() const {
  ORRERY_ASSERT(instance_ != nullptr, "only a running oracle has a leader");
  return instance_->protocol.leader();
}

sim::EntityId Oracle::peer_host(NodeIndex oracle) const {
  ORRERY_ASSERT(instance_ != nullptr, "only a running oracle has peers");
  return instance_->outbox.address(oracle).host;
}

void Oracle::add_waiting(std::vector<sim::Waiting>& waiting) const {
  if (spec_.seat != nullptr)
    for (const Adversary* const adversary : spec_.seat->adversaries) adversary->add_waiting(waiting);
  if (instance_ != nullptr) return instance_->protocol.add_waiting(waiting);
  waiting.push_back({"a config of its contract that it is part of", {}, host_.id()});
}

}  // namespace orrery::nodes
