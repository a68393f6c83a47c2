#include "nodes/ocr3/store.h"

#include "nodes/ocr2/protobuf.h"

namespace orrery::nodes::ocr3 {
namespace {

constexpr std::string_view kProtocol = "ocr3";

}  // namespace

Store::Store(sim::Storage& storage, std::string_view network)
    : storage_(storage), configs_(storage, network, kProtocol), prefix_(kProtocol) {
  prefix_.append("/").append(network).append("/");
}

std::string Store::key(const Bytes32& config_digest, std::string_view rest) const {
  return prefix_ + chains::to_hex(config_digest) + "/" + std::string(rest);
}

bool Store::save(const std::string& key, BytesView value) {
  return storage_.put(key, value) == sim::StorageStatus::kOk && storage_.sync() == sim::StorageStatus::kOk;
}

bool Store::save_pacemaker(const Bytes32& config_digest, const PacemakerState& state) {
  return save(key(config_digest, "pacemaker"), protobuf_bytes([&](auto& sink) {
                sink.number(1, state.epoch);
                sink.number(2, state.highest_sent_wish);
              }));
}

std::optional<PacemakerState> Store::load_pacemaker(const Bytes32& config_digest) const {
  const auto bytes = storage_.get(key(config_digest, "pacemaker"));
  if (!bytes) return std::nullopt;
  PacemakerState state;
  ProtobufReader reader(*bytes);
  ProtobufField field;
  while (reader.next(field)) {
    if (field.is_number(1)) state.epoch = field.value;
    if (field.is_number(2)) state.highest_sent_wish = field.value;
  }
  return reader.is_valid() ? std::optional(state) : std::nullopt;
}

bool Store::save_certificate(const Bytes32& config_digest, const Certificate& certificate) {
  return save(key(config_digest, "certificate"), encode(certificate));
}

std::optional<Certificate> Store::load_certificate(const Bytes32& config_digest) const {
  const auto bytes = storage_.get(key(config_digest, "certificate"));
  return bytes ? decode_certificate(*bytes) : std::nullopt;
}

}  // namespace orrery::nodes::ocr3
