#pragma once

#include <cstdint>
#include <memory>

#include "nodes/ocr3/messages.h"
#include "sim/message.h"

namespace orrery::nodes::ocr3 {

/// One message of one protocol instance as it travels: an immutable object with the size of its exact encoding in a
/// frame of the transport. The config digest is no field of the encoding: it is the stream that carries the message.
class Packet final : public sim::Message {
 public:
  Packet(const Bytes32& config_digest, ocr3::Message content, bool resend = false);

  /// The message as one of OCR3's, or null.
  static const Packet* cast(const sim::Message& message);

  const Bytes32& config_digest() const { return config_digest_; }
  const ocr3::Message& content() const { return content_; }
  /// The content as an M, or null.
  template <class M>
  const M* get() const {
    return std::get_if<M>(&content_);
  }
  /// 0 for messages of report attestation, which belong to no epoch.
  std::uint64_t epoch() const { return epoch_; }
  /// 0 for messages of an epoch as a whole.
  std::uint64_t seq_nr() const { return seq_nr_; }

  const sim::MessageKind& kind() const override;
  std::size_t size_bytes() const override;
  std::size_t payload_bytes() const { return payload_bytes_; }
  void mix_into(sim::HistoryDigest& digest) const override { digest.mix(history_word_); }
  sim::Position position() const override;
  std::string detail() const override;
  bool is_resend() const override { return resend_; }

 private:
  Bytes32 config_digest_;
  ocr3::Message content_;
  std::uint64_t epoch_ = 0, seq_nr_ = 0;
  std::uint64_t history_word_;  // of the encoding
  std::size_t payload_bytes_;
  bool resend_;
};
using PacketPtr = std::shared_ptr<const Packet>;

}  // namespace orrery::nodes::ocr3
