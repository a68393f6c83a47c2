#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "chains/crypto/signatures.h"
#include "nodes/ocr3/contract.h"
#include "sim/host.h"

/// A contract in a few lines, for tests of the protocol alone.
namespace orrery::nodes::ocr3::trial {

/// Checks what a contract checks of a report's sender and signatures, and keeps what it accepted, each report once. Its
/// oracles share it without a chain between them.
class SmallContract {
 public:
  struct Accepted {
    ReportPlace at;
    Report report;
    chains::Address sender;
    sim::Time time;
    std::vector<AttributedSignature> signatures;
  };

  SmallContract(chains::Signatures& signatures, ReportDigest digest) : signatures_(signatures), digest_(digest) {}

  void configure(ContractConfig config) {
    config_ = std::move(config);
    taken_.clear();
    for (const auto& changed : trackers_) changed(config_);
  }
  void track(std::function<void(ContractConfig)> changed) {
    if (!config_.config_digest.is_zero()) changed(config_);
    trackers_.push_back(std::move(changed));
  }
  bool has(ReportPlace at) const { return taken_.contains(at); }
  const std::vector<Accepted>& accepted() const { return accepted_; }
  const std::vector<const char*>& refused() const { return refused_; }

  void transmit(const chains::Address& sender, sim::Time now, const Bytes32& config_digest, ReportPlace at,
                const Report& report, const std::vector<AttributedSignature>& signatures) {
    if (const char* const problem = problem_of(sender, config_digest, at, report, signatures)) {
      refused_.push_back(problem);
      return;
    }
    taken_.insert(at);
    accepted_.push_back({at, report, sender, now, signatures});
  }

 private:
  const char* problem_of(const chains::Address& sender, const Bytes32& config_digest, ReportPlace at,
                         const Report& report, const std::vector<AttributedSignature>& signatures) {
    if (config_digest != config_.config_digest) return "config digest mismatch";
    if (has(at)) return "stale report";
    const auto is_in = [](const auto& list, const auto& each) {
      return std::find(list.begin(), list.end(), each) != list.end();
    };
    if (!is_in(config_.transmitters, sender)) return "unauthorized transmitter";
    if (static_cast<int>(signatures.size()) != config_.f + 1) return "wrong number of signatures";
    const Bytes32 digest = digest_(config_digest, at.seq_nr, report.report);
    std::set<chains::Address> signers;
    for (const auto& each : signatures) {
      const auto signer = signatures_.recover_secp256k1(digest, chains::Secp256k1Signature::from(each.signature));
      if (!signer || !is_in(config_.signers, *signer)) return "signature error";
      if (!signers.insert(*signer).second) return "duplicate signer";
    }
    return nullptr;
  }

  chains::Signatures& signatures_;
  ReportDigest digest_;
  ContractConfig config_;
  std::set<ReportPlace> taken_;
  std::vector<Accepted> accepted_;
  std::vector<const char*> refused_;
  std::vector<std::function<void(ContractConfig)>> trackers_;
};

/// One oracle's port to a SmallContract, which answers at once. Goes with its host's incarnation.
class SmallContractPort final : public ContractPort {
 public:
  SmallContractPort(sim::Host& host, SmallContract& contract, const chains::Address& account)
      : host_(host), contract_(contract), account_(account), alive_(std::make_shared<bool>(true)) {}
  ~SmallContractPort() override { *alive_ = false; }

  void track_config(std::function<void(ContractConfig)> changed) override {
    contract_.track([alive = alive_, changed = std::move(changed)](ContractConfig config) {
      if (*alive) changed(std::move(config));
    });
  }
  void transmit(const Bytes32& config_digest, ReportPlace at, const Report& report,
                const std::vector<AttributedSignature>& signatures, PluginCallback<bool> done) override {
    contract_.transmit(account_, host_.now(), config_digest, at, report, signatures);
    done({true, {}, {}});
  }

 private:
  sim::Host& host_;
  SmallContract& contract_;
  chains::Address account_;
  std::shared_ptr<bool> alive_;
};

}  // namespace orrery::nodes::ocr3::trial
