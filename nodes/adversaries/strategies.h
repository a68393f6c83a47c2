#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "chains/uint256.h"
#include "nodes/ocr2/adversary.h"
#include "sim/kernel.h"

/// Byzantine strategies, one small class each. Every one lets the oracle run its correct code and changes what leaves
/// it.
namespace orrery::nodes {

/// What all strategies have in common: the fault that put them there, and a call for each thing they did.
class Strategy : public Adversary {
 public:
  /// `did` may be empty.
  void placed_by(sim::CauseId fault, std::function<void()> did) {
    fault_ = fault;
    did_ = std::move(did);
  }
  void seize(Oracle& oracle) override { oracle_ = &oracle; }
  void add_waiting(std::vector<sim::Waiting>& waiting) const override;

 protected:
  /// "is Byzantine: silent".
  virtual std::string words() const = 0;
  void did() const {
    if (did_) did_();
  }
  Oracle& oracle() const { return *oracle_; }

 private:
  sim::CauseId fault_;
  std::function<void()> did_;
  Oracle* oracle_ = nullptr;
};

/// Sends nothing to anybody.
class Silent final : public Strategy {
 public:
  void send(const Ocr2MessagePtr& message, NodeIndex to, std::vector<Ocr2MessagePtr>& out) override;

 private:
  std::string words() const override { return "silent"; }
};

/// Sends only to some oracles; itself always.
class SelectiveSending final : public Strategy {
 public:
  explicit SelectiveSending(std::vector<sim::EntityId> to) : to_(std::move(to)) {}
  void send(const Ocr2MessagePtr& message, NodeIndex to, std::vector<Ocr2MessagePtr>& out) override;

 private:
  std::string words() const override { return "sends to some only"; }
  std::vector<sim::EntityId> to_;
};

/// As a leader, asks every second follower to report on another set of observations: one is missing from it, where
/// enough are left for the set to be valid.
class Equivocating final : public Strategy {
 public:
  void send(const Ocr2MessagePtr& message, NodeIndex to, std::vector<Ocr2MessagePtr>& out) override;

 private:
  std::string words() const override { return "tells different oracles different things"; }
  Ocr2MessagePtr original_, variant_;  // of the last ReportReq
};

/// Signs observations and reports so that nobody can verify it: the first byte of each signature is flipped.
class BadSignature final : public Strategy {
 public:
  void send(const Ocr2MessagePtr& message, NodeIndex to, std::vector<Ocr2MessagePtr>& out) override;

 private:
  std::string words() const override { return "signs wrongly"; }
};

/// Observes what it likes: a fixed value, or the true one scaled and shifted. Changes median observations only.
class LyingObservation final : public Strategy {
 public:
  struct Lie {
    std::optional<chains::Int256> value;     ///< in place of the true one
    std::int64_t scale_ppb = 1'000'000'000;  ///< of the true one, in parts per billion
    chains::Int256 offset = 0;               ///< added after scaling
  };
  explicit LyingObservation(Lie lie) : lie_(std::move(lie)) {}
  void observe(const ReportTimestamp& at, Bytes& observation) override;
  /// It takes part in every round, so it is not why one has no end.
  void add_waiting(std::vector<sim::Waiting>&) const override {}

 private:
  std::string words() const override { return "lies about what it observes"; }
  Lie lie_;
};

/// Repeats what another oracle observed in the last round it heard of, instead of observing itself.
class CopyingObservation final : public Strategy {
 public:
  explicit CopyingObservation(sim::EntityId victim) : victim_(victim) {}
  void receive(NodeIndex from, const Ocr2Message& message) override;
  void observe(const ReportTimestamp& at, Bytes& observation) override;
  /// It takes part in every round, so it is not why one has no end.
  void add_waiting(std::vector<sim::Waiting>&) const override {}

 private:
  std::string words() const override { return "copies another oracle's observations"; }
  sim::EntityId victim_;
  Bytes copied_;
};

}  // namespace orrery::nodes
