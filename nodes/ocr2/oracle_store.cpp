#include "nodes/ocr2/oracle_store.h"

#include "nodes/ocr2/protobuf.h"
#include "nodes/ocr2/wire.h"

namespace orrery::nodes {
namespace {

// Records are protobuf, since the codec is there and passes over fields that a newer version adds.
template <class Handle>
bool read(BytesView bytes, Handle&& handle) {
  ProtobufReader reader(bytes);
  ProtobufField field;
  while (reader.next(field))
    if (!handle(field)) return false;
  return reader.is_valid();
}

template <class Fixed>
bool take(BytesView bytes, Fixed& out) {
  if (bytes.size() != sizeof(out.data)) return false;
  out = Fixed::from(bytes);
  return true;
}

void append_hex(std::string& out, std::uint32_t value, int digits) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (int i = digits - 1; i >= 0; --i) out += kDigits[value >> (4 * i) & 15];
}

bool take_config_field(const ProtobufField& field, ContractConfig& config) {
  const auto take_address = [&](std::vector<chains::Address>& list) {
    chains::Address address;
    if (!take(field.bytes, address)) return false;
    list.push_back(address);
    return true;
  };
  if (field.is_bytes(1)) return take(field.bytes, config.config_digest);
  if (field.is_number(2)) config.config_count = field.value;
  if (field.is_bytes(3)) return take_address(config.signers);
  if (field.is_bytes(4)) return take_address(config.transmitters);
  if (field.is_number(5)) config.f = static_cast<std::uint8_t>(field.value);
  if (field.is_bytes(6)) config.onchain_config.assign(field.bytes.begin(), field.bytes.end());
  if (field.is_number(7)) config.offchain_config_version = field.value;
  if (field.is_bytes(8)) config.offchain_config.assign(field.bytes.begin(), field.bytes.end());
  return true;
}

}  // namespace

bool OracleStore::save(const std::string& key, BytesView value) {
  return storage_.put(key, value) == sim::StorageStatus::kOk && storage_.sync() == sim::StorageStatus::kOk;
}

std::string OracleStore::key(const Bytes32& config_digest, std::string_view rest) const {
  return prefix_ + chains::to_hex(config_digest) + "/" + std::string(rest);
}

std::string OracleStore::pending_key(const ReportTimestamp& at) const {
  std::string rest = "pending/";
  append_hex(rest, at.epoch, 8);
  append_hex(rest, at.round, 2);
  return key(at.config_digest, rest);
}

bool OracleStore::save_config(const ContractConfig& config) {
  return save(prefix_ + "config", protobuf_bytes([&](auto& sink) {
                sink.bytes(1, config.config_digest);
                sink.number(2, config.config_count);
                for (const auto& signer : config.signers) sink.element(3, signer);
                for (const auto& transmitter : config.transmitters) sink.element(4, transmitter);
                sink.number(5, config.f);
                sink.bytes(6, config.onchain_config);
                sink.number(7, config.offchain_config_version);
                sink.bytes(8, config.offchain_config);
              }));
}

std::optional<ContractConfig> OracleStore::load_config() const {
  const auto bytes = storage_.get(prefix_ + "config");
  ContractConfig config;
  if (!bytes || !read(*bytes, [&](const ProtobufField& field) { return take_config_field(field, config); }))
    return std::nullopt;
  return config;
}

bool OracleStore::save_pacemaker(const Bytes32& config_digest, const PacemakerState& state) {
  return save(key(config_digest, "pacemaker"), protobuf_bytes([&](auto& sink) {
                sink.number(1, state.epoch);
                sink.number(2, state.highest_sent);
                sink.packed(3, state.highest_received);
              }));
}

std::optional<PacemakerState> OracleStore::load_pacemaker(const Bytes32& config_digest) const {
  const auto bytes = storage_.get(key(config_digest, "pacemaker"));
  PacemakerState state;
  const bool valid = bytes && read(*bytes, [&](const ProtobufField& field) {
                       if (field.is_number(1)) state.epoch = static_cast<std::uint32_t>(field.value);
                       if (field.is_number(2)) state.highest_sent = static_cast<std::uint32_t>(field.value);
                       if (!field.is_bytes(3)) return true;
                       const auto values = ProtobufReader::packed(field.bytes);
                       if (values) state.highest_received.assign(values->begin(), values->end());
                       return values.has_value();
                     });
  return valid ? std::optional(state) : std::nullopt;
}

bool OracleStore::save_pending(const PendingTransmission& pending) {
  return save(pending_key(pending.report->at), protobuf_bytes([&](auto& sink) {
                sink.number(1, static_cast<std::uint64_t>(pending.due.unix_nanoseconds()));
                sink.bytes(2, encode(Final(pending.report)));
              }));
}

bool OracleStore::erase_pending(const ReportTimestamp& at) {
  return storage_.erase(pending_key(at)) == sim::StorageStatus::kOk && storage_.sync() == sim::StorageStatus::kOk;
}

std::vector<PendingTransmission> OracleStore::load_pending(const Bytes32& config_digest) const {
  std::vector<PendingTransmission> result;
  for (const auto& each : storage_.keys(key(config_digest, "pending/"))) {
    const auto bytes = storage_.get(each);
    PendingTransmission pending;
    const bool valid = bytes && read(*bytes, [&](const ProtobufField& field) {
                         if (field.is_number(1))
                           pending.due = sim::Time::from_unix_nanoseconds(static_cast<std::int64_t>(field.value));
                         if (!field.is_bytes(2)) return true;
                         const auto message = decode_ocr2_message(field.bytes, config_digest);
                         if (!message || message->type() != Ocr2Message::Type::kFinal) return false;
                         pending.report = static_cast<const Final&>(*message).attested();
                         return true;
                       });
    if (valid && pending.report) result.push_back(std::move(pending));
  }
  return result;
}

}  // namespace orrery::nodes
