#include "nodes/feeds/evm_contract_port.h"

#include <algorithm>

#include "sim/assert.h"

namespace orrery::nodes {

using chains::AbiReader;
using chains::AbiWriter;
using chains::RpcResult;

namespace {

// Selectors: spec ocr.md §8.6.
constexpr chains::Selector kTransmit = 0xb1dc65a4;
constexpr chains::Selector kLatestConfigDetails = 0x81ff7048;
constexpr chains::Selector kLatestConfigDigestAndEpoch = 0xafcb95d7;

Bytes32 config_set_topic() {
  return chains::topic_of("ConfigSet(uint32,bytes32,uint64,address[],address[],uint8,bytes,uint64,bytes)");
}

Bytes call_without_arguments(chains::Selector selector) { return AbiWriter(selector, 0).finish(); }

/// A failed result of another type, with the same reason.
template <class To, class From>
RpcResult<To> failed_as(const RpcResult<From>& from) {
  return {std::nullopt, from.failure, from.reason, from.revert_data, from.cause};
}
template <class To>
RpcResult<To> undecodable() {
  return {std::nullopt, chains::RpcFailure::kRejected, "the answer has another form than the contract's", {}, {}};
}

}  // namespace

Bytes transmit_input(const ReportTimestamp& at, const Bytes32& extra_hash, BytesView report,
                     const std::vector<AttributedSignature>& signatures) {
  ORRERY_ASSERT(signatures.size() <= 32, "rawVs has a byte for each of at most 32 signatures");
  Bytes32 epoch_and_round, raw_vs;
  for (int i = 0; i < 4; ++i) epoch_and_round.data[27 + i] = static_cast<std::uint8_t>(at.epoch >> (24 - 8 * i));
  epoch_and_round.data[31] = at.round;
  std::vector<Bytes32> rs, ss;
  for (const AttributedSignature& signature : signatures) {
    ORRERY_ASSERT(signature.signature.size() == 65, "a report signature is r, s and v");
    raw_vs.data[rs.size()] = signature.signature[64];
    rs.push_back(Bytes32{Bytes32::from(BytesView(signature.signature).first(32))});
    ss.push_back(Bytes32{Bytes32::from(BytesView(signature.signature).subspan(32, 32))});
  }
  return AbiWriter(kTransmit, 7)
      .word(at.config_digest)
      .word(epoch_and_round)
      .word(extra_hash)
      .bytes(report)
      .words(rs)
      .words(ss)
      .word(raw_vs)
      .finish();
}

std::optional<ContractConfig> decode_config_set(const chains::LogRecord& log) {
  if (log.topics.empty() || log.topics[0] != config_set_topic()) return std::nullopt;
  AbiReader reader(log.data, 9);
  ContractConfig config;
  reader.number(32);  // the block of the config before
  config.config_digest = reader.word();
  config.config_count = reader.number(64);
  config.signers = reader.addresses();
  config.transmitters = reader.addresses();
  config.f = static_cast<std::uint8_t>(reader.number(8));
  const BytesView onchain = reader.bytes();
  config.onchain_config.assign(onchain.begin(), onchain.end());
  config.offchain_config_version = reader.number(64);
  const BytesView offchain = reader.bytes();
  config.offchain_config.assign(offchain.begin(), offchain.end());
  if (!reader.ok()) return std::nullopt;
  return config;
}

/// One look: latestConfigDetails, then the head for its confirmations, then its log.
struct EvmContractPort::Tracking : std::enable_shared_from_this<Tracking> {
  Tracking(sim::Host& a_host, chains::RpcClient& a_rpc, const ContractPortSpec& a_spec)
      : host(a_host), rpc(a_rpc), spec(a_spec) {}

  sim::Host& host;
  chains::RpcClient& rpc;
  const ContractPortSpec spec;
  std::function<void(ContractConfig)> changed;
  std::uint64_t known_count = 0;
  sim::TimerId timer;

  void look() {
    timer = {};
    rpc.call(spec.contract, call_without_arguments(kLatestConfigDetails), if_alive<Bytes>(&Tracking::on_details));
  }

  void on_details(RpcResult<Bytes> details) {
    if (!details) return look_again(spec.retry);
    AbiReader reader(*details.value, 3);
    const std::uint64_t count = reader.number(32), block = reader.number(32);
    if (!reader.ok() || count <= known_count) return look_again(spec.poll);
    rpc.block_number([weak = weak_from_this(), block](const RpcResult<chains::Head>& head) {
      if (const auto self = weak.lock()) self->on_head(head, block);
    });
  }

  void on_head(const RpcResult<chains::Head>& head, std::uint64_t block) {
    if (!head || head.value->number + 1 < block + spec.confirmations) return look_again(spec.retry);
    rpc.logs({spec.contract, config_set_topic(), block, block},
             if_alive<std::vector<chains::LogRecord>>(&Tracking::on_logs));
  }

  void on_logs(RpcResult<std::vector<chains::LogRecord>> logs) {
    if (!logs) return look_again(spec.retry);
    std::optional<ContractConfig> newest;
    for (const auto& log : *logs.value) {
      if (auto config = decode_config_set(log)) newest = std::move(config);
    }
    look_again(newest ? spec.poll : spec.retry);
    if (!newest || newest->config_count <= known_count) return;
    known_count = newest->config_count;
    changed(std::move(*newest));
  }

  void look_again(sim::Duration after) {
    timer = host.set_timer(after, [this] { look(); });
  }

 private:
  template <class T>
  chains::RpcCallback<T> if_alive(void (Tracking::*member)(RpcResult<T>)) {
    return [weak = weak_from_this(), member](RpcResult<T> result) {
      if (const auto self = weak.lock()) (self.get()->*member)(std::move(result));
    };
  }
};

EvmContractPort::EvmContractPort(sim::Host& host, chains::RpcClient& rpc, Transmitter& transmitter,
                                 ContractPortSpec spec)
    : host_(host), rpc_(rpc), transmitter_(transmitter), spec_(spec) {}

EvmContractPort::~EvmContractPort() {
  if (tracking_ && tracking_->timer.is_set()) host_.cancel_timer(tracking_->timer);
}

void EvmContractPort::track_config(std::function<void(ContractConfig)> changed) {
  ORRERY_ASSERT(!tracking_, "a port is tracked once");
  tracking_ = std::make_shared<Tracking>(host_, rpc_, spec_);
  tracking_->changed = std::move(changed);
  tracking_->look();
}

void EvmContractPort::latest_config_digest_and_epoch(chains::RpcCallback<DigestAndEpoch> done) {
  rpc_.call(spec_.contract, call_without_arguments(kLatestConfigDigestAndEpoch),
            [done = std::move(done)](RpcResult<Bytes> answer) {
              if (!answer) return done(failed_as<DigestAndEpoch>(answer));
              AbiReader reader(*answer.value, 3);
              reader.boolean();  // scanLogs: the epoch is in the contract's state, never to be searched in logs
              const Bytes32 digest = reader.word();
              const auto epoch = static_cast<std::uint32_t>(reader.number(32));
              if (!reader.ok()) return done(undecodable<DigestAndEpoch>());
              done({DigestAndEpoch{digest, epoch}, {}, {}, {}, {}});
            });
}

void EvmContractPort::transmit(const ReportTimestamp& at, const Bytes32& extra_hash, const Bytes& report,
                               const std::vector<AttributedSignature>& signatures, PluginCallback<bool> done) {
  transmitter_.submit({.to = spec_.contract,
                       .input = transmit_input(at, extra_hash, report, signatures),
                       .gas_limit = spec_.transmit_gas_limit,
                       .job = spec_.job,
                       .about = spec_.feed},
                      done);
}

}  // namespace orrery::nodes
