#include "chains/ledger/ledgers.h"

#include <string>
#include <utility>

#include "chains/ledger/uptime_feed.h"
#include "sim/input_error.h"

namespace orrery::chains {
namespace {

template <class T, class NameOf>
T* find_named(const std::vector<std::unique_ptr<T>>& things, std::string_view name, NameOf&& name_of) {
  for (const auto& thing : things)
    if (name_of(*thing) == name) return thing.get();
  return nullptr;
}

template <class T, class NameOf>
T& require_named(const std::vector<std::unique_ptr<T>>& things, std::string_view name, const char* what,
                 NameOf&& name_of) {
  if (T* found = find_named(things, name, name_of)) return *found;
  std::vector<std::string> names;
  for (const auto& thing : things) names.push_back(name_of(*thing));
  throw sim::InputError("", "there is no " + std::string(what) + " \"" + std::string(name) + "\"",
                        sim::did_you_mean(name, names));
}

const std::string& name_of_chain(const Chain& chain) { return chain.name(); }
const std::string& name_of_endpoint(const RpcService& endpoint) { return endpoint.spec().name; }

}  // namespace

Ledgers::Ledgers(sim::World& world, Signatures& signatures, std::vector<ContractKind> kinds)
    : world_(world), signatures_(signatures), code_(std::move(kinds)), tables_(add_chain_tables(world.journal())) {
  if (code_.find(kUptimeFeed) == nullptr) code_.add(uptime_feed_kind());
}

Ledgers::~Ledgers() = default;

Chain& Ledgers::add_chain(ChainSpec spec) {
  const auto find = [this](std::string_view name) { return find_chain(name); };
  chains_.push_back(std::make_unique<Chain>(world_, std::move(spec), code_, signatures_, tables_, find));
  return *chains_.back();
}

RpcService& Ledgers::add_endpoint(RpcEndpointSpec spec) {
  Chain& serves = chain(spec.chain);
  endpoints_.push_back(std::make_unique<RpcService>(serves, std::move(spec)));
  return *endpoints_.back();
}

void Ledgers::start_all() {
  for (const auto& chain : chains_) chain->start();
}

Chain* Ledgers::find_chain(std::string_view name) const { return find_named(chains_, name, name_of_chain); }

RpcService* Ledgers::find_endpoint(std::string_view name) const {
  return find_named(endpoints_, name, name_of_endpoint);
}

Chain& Ledgers::chain(std::string_view name) const { return require_named(chains_, name, "chain", name_of_chain); }

RpcService& Ledgers::endpoint(std::string_view name) const {
  return require_named(endpoints_, name, "RPC endpoint", name_of_endpoint);
}

}  // namespace orrery::chains
