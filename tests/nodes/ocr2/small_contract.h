#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "chains/crypto/signatures.h"
#include "nodes/ocr2/contract.h"
#include "nodes/ocr2/median_codec.h"
#include "nodes/ocr2/signed_payloads.h"
#include "sim/world.h"

namespace orrery::tests {

using namespace nodes;

/// A contract in a few lines, for tests of the protocol alone: checks what the aggregator checks of a report's place,
/// sender and signatures, in its order (spec/ocr.md §8.2.1-7), and keeps what it accepted. Its oracles share it without
/// a chain between them; each read and write may take some time.
class SmallContract {
 public:
  struct Accepted {
    ReportTimestamp at;
    Bytes report;
    chains::Address sender;
    sim::Time time;
    std::vector<AttributedSignature> signatures;
  };

  explicit SmallContract(chains::Signatures& signatures) : signatures_(signatures) {}

  void configure(ContractConfig config) {
    config_ = std::move(config);
    latest_ = {};
    for (const auto& changed : trackers_) changed(config_);
  }
  void track(std::function<void(ContractConfig)> changed) {
    if (!config_.config_digest.is_zero()) changed(config_);
    trackers_.push_back(std::move(changed));
  }
  const ContractConfig& config() const { return config_; }
  /// epoch << 8 | round of the last accepted report.
  std::uint64_t latest() const { return latest_; }
  const std::vector<Accepted>& accepted() const { return accepted_; }
  const std::vector<const char*>& refused() const { return refused_; }

  /// Empty when accepted, else the reason.
  const char* transmit(const chains::Address& sender, sim::Time now, const ReportTimestamp& at,
                       const Bytes32& extra_hash, const Bytes& report,
                       const std::vector<AttributedSignature>& signatures) {
    const char* const problem = problem_of(sender, at, extra_hash, report, signatures);
    if (problem != nullptr) {
      refused_.push_back(problem);
      return problem;
    }
    latest_ = std::uint64_t{at.epoch} << 8 | at.round;
    accepted_.push_back({at, report, sender, now, signatures});
    return nullptr;
  }

 private:
  const char* problem_of(const chains::Address& sender, const ReportTimestamp& at, const Bytes32& extra_hash,
                         const Bytes& report, const std::vector<AttributedSignature>& signatures) {
    if (latest_ >= (std::uint64_t{at.epoch} << 8 | at.round)) return "stale report";
    if (std::find(config_.transmitters.begin(), config_.transmitters.end(), sender) == config_.transmitters.end())
      return "unauthorized transmitter";
    if (at.config_digest != config_.config_digest) return "configDigest mismatch";
    if (static_cast<int>(signatures.size()) != config_.f + 1) return "wrong number of signatures";
    const Bytes32 digest = report_digest(at, extra_hash, report);
    std::set<chains::Address> signers;
    for (const auto& each : signatures) {
      const auto signer = signatures_.recover_secp256k1(digest, chains::Secp256k1Signature::from(each.signature));
      if (!signer || std::find(config_.signers.begin(), config_.signers.end(), *signer) == config_.signers.end())
        return "signature error";
      if (!signers.insert(*signer).second) return "duplicate signer";
    }
    return nullptr;
  }

  chains::Signatures& signatures_;
  ContractConfig config_;
  std::uint64_t latest_ = 0;
  std::vector<Accepted> accepted_;
  std::vector<const char*> refused_;
  std::vector<std::function<void(ContractConfig)>> trackers_;
};

/// One oracle's port to a SmallContract. Goes with its host's incarnation.
class SmallContractPort final : public ContractPort {
 public:
  SmallContractPort(sim::Host& host, SmallContract& contract, const chains::Address& account, sim::Duration delay)
      : host_(host), contract_(contract), account_(account), delay_(delay), alive_(std::make_shared<bool>(true)) {}
  ~SmallContractPort() override { *alive_ = false; }

  void track_config(std::function<void(ContractConfig)> changed) override {
    contract_.track([alive = alive_, changed = std::move(changed)](ContractConfig config) {
      if (*alive) changed(std::move(config));
    });
  }
  void latest_config_digest_and_epoch(chains::RpcCallback<DigestAndEpoch> done) override {
    later([this, done = std::move(done)] {
      chains::RpcResult<DigestAndEpoch> result;
      result.value =
          DigestAndEpoch{contract_.config().config_digest, static_cast<std::uint32_t>(contract_.latest() >> 8)};
      done(std::move(result));
    });
  }
  void transmit(const ReportTimestamp& at, const Bytes32& extra_hash, const Bytes& report,
                const std::vector<AttributedSignature>& signatures, PluginCallback<bool> done) override {
    later([=, this] {
      contract_.transmit(account_, host_.now(), at, extra_hash, report, signatures);
      done({true, {}, {}});
    });
  }
  chains::Address from_account() const override { return account_; }

 private:
  template <class F>
  void later(F&& work) {
    if (delay_ == sim::Duration::zero()) return work();
    auto shared = std::make_shared<std::remove_cvref_t<F>>(std::forward<F>(work));
    host_.set_timer(delay_, [alive = alive_, shared] {
      if (*alive) (*shared)();
    });
  }

  sim::Host& host_;
  SmallContract& contract_;
  chains::Address account_;
  sim::Duration delay_;
  std::shared_ptr<bool> alive_;
};

}  // namespace orrery::tests
