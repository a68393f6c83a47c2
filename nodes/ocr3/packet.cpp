#include "nodes/ocr3/packet.h"

#include <functional>
#include <iterator>
#include <string>

#include "nodes/ocr2/messages.h"

namespace orrery::nodes::ocr3 {
namespace {

// In the order of Message.
constexpr sim::MessageKind kKinds[] = {{"new-epoch-wish"},    {"epoch-start-request"},
                                       {"epoch-start"},       {"round-start"},
                                       {"observation"},       {"proposal"},
                                       {"prepare"},           {"commit"},
                                       {"report-signatures"}, {"certified-commit-request"},
                                       {"certified-commit"}};
static_assert(std::size(kKinds) == std::variant_size_v<Message>);

template <class M>
std::uint64_t epoch_of(const M& message) {
  if constexpr (requires { message.epoch; })
    return message.epoch;
  else
    return 0;
}

template <class M>
std::uint64_t seq_nr_of(const M& message) {
  if constexpr (requires { message.seq_nr; })
    return message.seq_nr;
  else if constexpr (requires { message.commit.seq_nr; })
    return message.commit.seq_nr;
  else
    return 0;
}

std::string text_of(const Certificate& certificate) {
  if (certificate.is_genesis()) return "genesis";
  return std::string(certificate.is_commit ? "commit" : "prepare") + " of outcome " +
         std::to_string(certificate.seq_nr);
}

}  // namespace

Packet::Packet(const Bytes32& config_digest, ocr3::Message content, bool resend)
    : config_digest_(config_digest), content_(std::move(content)), resend_(resend) {
  std::visit(
      [this](const auto& message) {
        epoch_ = epoch_of(message);
        seq_nr_ = seq_nr_of(message);
      },
      content_);
  const Bytes bytes = encode(content_);
  payload_bytes_ = bytes.size();
  sim::HistoryDigest digest;
  digest.mix(BytesView(bytes));
  history_word_ = digest.word();
}

const Packet* Packet::cast(const sim::Message& message) {
  const sim::MessageKind* const kind = &message.kind();
  const bool is_ours = std::less_equal<>()(std::begin(kKinds), kind) && std::less<>()(kind, std::end(kKinds));
  return is_ours ? static_cast<const Packet*>(&message) : nullptr;
}

const sim::MessageKind& Packet::kind() const { return kKinds[content_.index()]; }

std::size_t Packet::size_bytes() const { return Ocr2Message::kFrameBytes + payload_bytes_; }

sim::Position Packet::position() const {
  const auto or_none = [](std::uint64_t number) { return number == 0 ? -1 : static_cast<std::int64_t>(number); };
  return {or_none(epoch_), or_none(seq_nr_)};
}

std::string Packet::detail() const {
  if (const auto* const request = get<EpochStartRequest>()) return text_of(request->highest_certified);
  if (const auto* const start = get<EpochStart>()) return text_of(start->highest_certified);
  if (const auto* const proposal = get<Proposal>())
    return std::to_string(proposal->observations.size()) + " observations";
  if (const auto* const signatures = get<ReportSignatures>())
    return std::to_string(signatures->signatures.size()) + " reports";
  return {};
}

}  // namespace orrery::nodes::ocr3
