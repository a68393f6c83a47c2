#include "nodes/ocr2/outbox.h"

#include <algorithm>
#include <utility>

namespace orrery::nodes {

void Outbox::broadcast(Ocr2MessagePtr message) {
  if (adversaries_ == nullptr || adversaries_->empty()) return broadcast_really(std::move(message));
  std::vector<std::vector<Ocr2MessagePtr>> copies;
  for (std::size_t i = 0; i < oracles_.size(); ++i)
    copies.push_back(after_adversaries(message, NodeIndex{static_cast<std::uint8_t>(i)}));
  const bool untouched = std::all_of(copies.begin(), copies.end(),
                                     [&](const auto& out) { return out.size() == 1 && out.front() == message; });
  if (untouched) return broadcast_really(std::move(message));
  for (std::size_t i = 0; i < copies.size(); ++i)
    for (auto& copy : copies[i]) send_really(NodeIndex{static_cast<std::uint8_t>(i)}, std::move(copy));
}

void Outbox::send(NodeIndex to, Ocr2MessagePtr message) {
  if (adversaries_ == nullptr || adversaries_->empty()) return send_really(to, std::move(message));
  for (auto& copy : after_adversaries(message, to)) send_really(to, std::move(copy));
}

std::vector<Ocr2MessagePtr> Outbox::after_adversaries(const Ocr2MessagePtr& message, NodeIndex to) const {
  std::vector<Ocr2MessagePtr> out{message};
  for (Adversary* const adversary : *adversaries_) {
    std::vector<Ocr2MessagePtr> next;
    for (const auto& each : out) adversary->send(each, to, next);
    out = std::move(next);
  }
  return out;
}

void Outbox::send_really(NodeIndex to, Ocr2MessagePtr message) {
  if (auto* const listener = journal_.listener()) listener->sent(journal_.name(), *message, to);
  host_.send(port_, oracles_[to.value], std::move(message));
}

void Outbox::broadcast_really(Ocr2MessagePtr message) {
  if (auto* const listener = journal_.listener()) listener->sent(journal_.name(), *message, std::nullopt);
  host_.broadcast(port_, oracles_, std::move(message));
}

}  // namespace orrery::nodes
