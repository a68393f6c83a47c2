#include "nodes/ocr3/oracle.h"

#include <utility>

#include "nodes/ocr3/foundation.h"
#include "nodes/ocr3/protocol_instance.h"
#include "nodes/ocr3/store.h"

namespace orrery::nodes::ocr3 {

/// A running config, in the order in which its parts need each other.
struct Oracle::Instance {
  InstanceConfig config;
  MadePlugin made;
  Outbox outbox;
  Store store;
  Foundation base;
  ProtocolInstance protocol;

  Instance(Oracle& oracle, InstanceConfig understood, MadePlugin plugin)
      : config(std::move(understood)),
        made(std::move(plugin)),
        outbox(oracle.host_, oracle.port_, oracle.peers_.addresses(), adversaries_of(oracle), oracle.journal_),
        store(oracle.host_.storage(), oracle.spec_.network),
        base{.host = oracle.host_,
             .config = config,
             .keys = oracle.spec_.keys,
             .local = oracle.spec_.local,
             .signatures = *oracle.spec_.signatures,
             .plugin = *made.plugin,
             .info = made.info,
             .report_digest = oracle.spec_.report_digest,
             .outbox = outbox,
             .journal = oracle.journal_,
             .adversaries = adversaries_of(oracle)},
        protocol(base, store, *oracle.contract_) {}

  static const Adversaries* adversaries_of(const Oracle& oracle) {
    return oracle.spec_.seat == nullptr ? nullptr : &oracle.spec_.seat->adversaries;
  }
};

Oracle::Oracle(sim::Host& host, OracleSpec spec)
    : host_(host),
      spec_(std::move(spec)),
      port_(host.port("ocr3/" + spec_.network)),
      journal_(host, spec_.tables, spec_.network_entity, spec_.listener) {
  ORRERY_ASSERT(spec_.signatures != nullptr && spec_.peers != nullptr, "an oracle needs signatures and peers");
  ORRERY_ASSERT(spec_.report_digest != nullptr, "an oracle must know what its contract wants signed");
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
  if (const auto stored = Store(host_.storage(), spec_.network).load_config()) on_config(*stored, /*is_new=*/false);
  contract_->track_config([this](const ContractConfig& config) { on_config(config, /*is_new=*/true); });
}

void Oracle::on_config(const ContractConfig& config, bool is_new) {
  if (config.config_digest == config_digest_) return;
  config_digest_ = config.config_digest;
  instance_.reset();
  run(config);
  if (is_new && !Store(host_.storage(), spec_.network).save_config(config))
    journal_.note(sim::Level::kProtocol, "warning", "could not store the contract's config");
}

void Oracle::run(const ContractConfig& config) {
  const auto refuse = [this](const std::string& why) { journal_.note(sim::Level::kSummary, "warning", why); };
  std::string why;
  auto understood = ocr3::understand_config(config, spec_.keys, why);
  if (!understood) return refuse("does not run its contract's config: " + why);
  if (!peers_.find(understood->oracles, *spec_.peers, port_, why))
    return refuse("does not know the peer " + why + " of its config");
  MadePlugin made = spec_.make_plugin(host_, PluginRequest::of(*understood));
  if (!made.plugin) return refuse("has no plugin for its config: " + made.error);
  if (const auto problem = limits_problem(made.info); !problem.empty())
    return refuse("cannot run its plugin " + made.info.name + ": " + problem);
  journal_.set_index(understood->self);
  instance_ = std::make_unique<Instance>(*this, std::move(*understood), std::move(made));
  instance_->protocol.start();
}

void Oracle::on_message(sim::HostPort from, const sim::MessagePtr& message) {
  const Packet* const ours = Packet::cast(*message);
  if (ours == nullptr || instance_ == nullptr || ours->config_digest() != config_digest_) return;
  const auto sender = peers_.index_of(from);
  if (!sender) return;
  if (spec_.seat != nullptr)
    for (Adversary* const adversary : spec_.seat->adversaries) adversary->receive(*sender, *ours);
  instance_->protocol.on_packet(*sender, std::static_pointer_cast<const Packet>(message));
}

const Oracle::Instance& Oracle::instance() const {
  ORRERY_ASSERT(instance_ != nullptr, "only a running oracle has a config, an epoch and outcomes");
  return *instance_;
}

const InstanceConfig& Oracle::config() const { return instance().config; }
std::uint64_t Oracle::epoch() const { return instance().protocol.epoch(); }
NodeIndex Oracle::leader() const { return instance().protocol.leader(); }
const OutcomeChain& Oracle::chain() const { return instance().protocol.chain(); }

void Oracle::add_waiting(std::vector<sim::Waiting>& waiting) const {
  if (spec_.seat != nullptr)
    for (const Adversary* const adversary : spec_.seat->adversaries) adversary->add_waiting(waiting);
  if (instance_ != nullptr) return instance_->protocol.add_waiting(waiting);
  waiting.push_back({"a config of its contract that it is part of", {}, host_.id()});
}

}  // namespace orrery::nodes::ocr3
