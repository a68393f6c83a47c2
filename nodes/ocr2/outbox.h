#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "nodes/ocr2/adversary.h"
#include "nodes/ocr2/messages.h"
#include "nodes/ocr2/oracle_journal.h"
#include "sim/host.h"

namespace orrery::nodes {

/// Sends one oracle's messages to the oracles of its instance, itself among them, through what adversaries stand on it.
/// `M` is the protocol's message as it travels, `A` its adversary, `J` its journal.
template <class M, class A, class J>
class BasicOutbox {
 public:
  using MessagePtr = std::shared_ptr<const M>;
  using Adversaries = std::vector<A*>;

  /// `adversaries` may be null and must outlive the outbox.
  BasicOutbox(sim::Host& host, sim::Port port, std::vector<sim::HostPort> oracles, const Adversaries* adversaries,
              const J& journal)
      : host_(host), port_(port), oracles_(std::move(oracles)), adversaries_(adversaries), journal_(journal) {}

  void broadcast(MessagePtr message) {
    if (adversaries_ == nullptr || adversaries_->empty()) return broadcast_really(std::move(message));
    std::vector<std::vector<MessagePtr>> copies;
    for (std::size_t i = 0; i < oracles_.size(); ++i)
      copies.push_back(after_adversaries(message, NodeIndex{static_cast<std::uint8_t>(i)}));
    const bool untouched = std::all_of(copies.begin(), copies.end(),
                                       [&](const auto& out) { return out.size() == 1 && out.front() == message; });
    if (untouched) return broadcast_really(std::move(message));
    for (std::size_t i = 0; i < copies.size(); ++i)
      for (auto& copy : copies[i]) send_really(NodeIndex{static_cast<std::uint8_t>(i)}, std::move(copy));
  }
  void send(NodeIndex to, MessagePtr message) {
    if (adversaries_ == nullptr || adversaries_->empty()) return send_really(to, std::move(message));
    for (auto& copy : after_adversaries(message, to)) send_really(to, std::move(copy));
  }
  /// Where an oracle lives.
  const sim::HostPort& address(NodeIndex oracle) const { return oracles_[oracle.value]; }

 private:
  std::vector<MessagePtr> after_adversaries(const MessagePtr& message, NodeIndex to) const {
    std::vector<MessagePtr> out{message};
    for (A* const adversary : *adversaries_) {
      std::vector<MessagePtr> next;
      for (const auto& each : out) adversary->send(each, to, next);
      out = std::move(next);
    }
    return out;
  }
  void send_really(NodeIndex to, MessagePtr message) {
    if (auto* const listener = journal_.listener()) listener->sent(journal_.name(), *message, to);
    host_.send(port_, oracles_[to.value], std::move(message));
  }
  void broadcast_really(MessagePtr message) {
    if (auto* const listener = journal_.listener()) listener->sent(journal_.name(), *message, std::nullopt);
    host_.broadcast(port_, oracles_, std::move(message));
  }

  sim::Host& host_;
  sim::Port port_;
  std::vector<sim::HostPort> oracles_;
  const Adversaries* adversaries_;
  const J& journal_;
};

using Outbox = BasicOutbox<Ocr2Message, Adversary, OracleJournal>;

}  // namespace orrery::nodes
