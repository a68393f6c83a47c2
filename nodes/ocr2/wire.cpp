#include "nodes/ocr2/wire.h"

#include <optional>

#include "nodes/ocr2/wire_fields.h"

namespace orrery::nodes {
namespace {

void assign(Bytes& out, BytesView bytes) { out.assign(bytes.begin(), bytes.end()); }

// Each occurrence of an embedded message merges into what earlier ones left, as protobuf says. `handle` sees every
// field; false from it, or broken input, makes the whole message invalid.
template <class Handle>
bool read_fields(BytesView bytes, Handle&& handle) {
  ProtobufReader reader(bytes);
  ProtobufField field;
  while (reader.next(field))
    if (!handle(field)) return false;
  return reader.is_valid();
}

struct SignedObservationFields {
  bool present = false;
  SignedObservation value;

  bool merge(BytesView bytes) {
    present = true;
    return read_fields(bytes, [&](const ProtobufField& field) {
      if (field.is_bytes(1)) assign(value.observation, field.bytes);
      if (field.is_bytes(2)) assign(value.signature, field.bytes);
      return true;
    });
  }
};

/// Every field that any of the messages has; which ones count depends on the type.
struct Fields {
  explicit Fields(Ocr2Message::Type which) : type(which) {}

  Ocr2Message::Type type;
  std::uint64_t epoch = 0, round = 0;
  Bytes query;
  SignedObservationFields observation;
  std::vector<AttributedObservation> observations;
  std::vector<Bytes> signatures;
  bool has_report = false, skip = false;
  Bytes report, signature, extra_hash;
  std::vector<AttributedSignature> report_signatures;
  bool has_final = false;

  bool merge(BytesView bytes);

 private:
  using Type = Ocr2Message::Type;
  bool merge_final(BytesView bytes);
  bool take_attributed_observation(BytesView bytes);
  bool merge_attested_one(BytesView bytes);
  bool merge_attested_many(BytesView bytes);
};

bool Fields::take_attributed_observation(BytesView bytes) {
  SignedObservationFields signed_observation;
  std::uint64_t observer = 0;
  const bool valid = read_fields(bytes, [&](const ProtobufField& field) {
    if (field.is_number(2)) observer = field.value;
    return !field.is_bytes(1) || signed_observation.merge(field.bytes);
  });
  if (!valid || !signed_observation.present) return false;
  observations.push_back(
      {std::move(signed_observation.value.observation), NodeIndex{static_cast<std::uint8_t>(observer)}});
  signatures.push_back(std::move(signed_observation.value.signature));
  return true;
}

bool Fields::merge_attested_one(BytesView bytes) {
  has_report = true;
  return read_fields(bytes, [&](const ProtobufField& field) {
    if (field.is_number(3)) skip = field.value != 0;
    if (field.is_bytes(4)) assign(report, field.bytes);
    if (field.is_bytes(5)) assign(signature, field.bytes);
    return true;
  });
}

bool Fields::merge_attested_many(BytesView bytes) {
  has_report = true;
  return read_fields(bytes, [&](const ProtobufField& field) {
    if (field.is_bytes(3)) assign(report, field.bytes);
    if (!field.is_bytes(4)) return true;
    AttributedSignature each;
    const bool valid = read_fields(field.bytes, [&](const ProtobufField& inner) {
      if (inner.is_bytes(1)) assign(each.signature, inner.bytes);
      if (inner.is_number(2)) each.signer.value = static_cast<std::uint8_t>(inner.value);
      return true;
    });
    report_signatures.push_back(std::move(each));
    return valid;
  });
}

bool Fields::merge_final(BytesView bytes) {
  has_final = true;
  return read_fields(bytes, [&](const ProtobufField& field) {
    if (field.is_number(1)) epoch = field.value;
    if (field.is_number(2)) round = field.value;
    if (field.is_bytes(4)) assign(extra_hash, field.bytes);
    return !field.is_bytes(5) || merge_attested_many(field.bytes);
  });
}

bool Fields::merge(BytesView bytes) {
  if (type == Type::kFinal) return merge_final(bytes);
  return read_fields(bytes, [&](const ProtobufField& field) {
    if (type == Type::kFinalEcho) return !field.is_bytes(1) || merge_final(field.bytes);
    if (field.is_number(1)) epoch = field.value;
    if (field.is_number(2)) round = field.value;
    if (type == Type::kNewEpoch) return true;
    if (field.is_bytes(3)) {
      if (type == Type::kObserve) return observation.merge(field.bytes);
      if (type == Type::kReport) return merge_attested_one(field.bytes);
      assign(query, field.bytes);
    }
    return type != Type::kReportReq || !field.is_bytes(4) || take_attributed_observation(field.bytes);
  });
}

Ocr2MessagePtr make(Fields&& fields, const Bytes32& config_digest) {
  using Type = Ocr2Message::Type;
  const ReportTimestamp at{config_digest, static_cast<std::uint32_t>(fields.epoch),
                           static_cast<std::uint8_t>(fields.round)};
  const auto attested = [&]() -> AttestedReportPtr {
    if (!fields.has_final || !fields.has_report || fields.extra_hash.size() != 32) return nullptr;
    return std::make_shared<const AttestedReport>(at, Bytes32::from(fields.extra_hash), std::move(fields.report),
                                                  std::move(fields.report_signatures));
  };
  switch (fields.type) {
    case Type::kNewEpoch:
      return std::make_shared<const NewEpoch>(config_digest, at.epoch, /*resend=*/false);
    case Type::kObserveReq:
      return std::make_shared<const ObserveReq>(at, std::move(fields.query));
    case Type::kObserve:
      if (!fields.observation.present) return nullptr;
      return std::make_shared<const Observe>(at, std::move(fields.observation.value));
    case Type::kReportReq:
      return std::make_shared<const ReportReq>(at, std::move(fields.query), std::move(fields.observations),
                                               std::move(fields.signatures));
    case Type::kReport:
      if (!fields.has_report) return nullptr;
      return std::make_shared<const Report>(at, fields.skip, std::move(fields.report), std::move(fields.signature));
    case Type::kFinal: {
      auto report = attested();
      return report ? std::make_shared<const Final>(std::move(report)) : nullptr;
    }
    case Type::kFinalEcho: {
      auto report = attested();
      return report ? std::make_shared<const FinalEcho>(std::move(report)) : nullptr;
    }
  }
  return nullptr;
}

template <class M>
Bytes wrapped_bytes(const Ocr2Message& message) {
  return protobuf_bytes([&](auto& sink) {
    sink.message(wrapper_field(message.type()),
                 [&](auto& inner) { put_fields(inner, static_cast<const M&>(message)); });
  });
}

}  // namespace

Bytes encode(const Ocr2Message& message) {
  switch (message.type()) {
    case Ocr2Message::Type::kNewEpoch:
      return wrapped_bytes<NewEpoch>(message);
    case Ocr2Message::Type::kObserveReq:
      return wrapped_bytes<ObserveReq>(message);
    case Ocr2Message::Type::kObserve:
      return wrapped_bytes<Observe>(message);
    case Ocr2Message::Type::kReportReq:
      return wrapped_bytes<ReportReq>(message);
    case Ocr2Message::Type::kReport:
      return wrapped_bytes<Report>(message);
    case Ocr2Message::Type::kFinal:
      return wrapped_bytes<Final>(message);
    case Ocr2Message::Type::kFinalEcho:
      return wrapped_bytes<FinalEcho>(message);
  }
  return {};
}

Ocr2MessagePtr decode_ocr2_message(BytesView bytes, const Bytes32& config_digest) {
  std::optional<Fields> fields;  // the last of the wrapper's alternatives counts
  const bool valid = read_fields(bytes, [&](const ProtobufField& field) {
    if (field.type != ProtobufField::Type::kBytes || field.number < 2 || field.number > 8) return true;
    const auto type = static_cast<Ocr2Message::Type>(field.number - 2);
    if (!fields || fields->type != type) fields.emplace(type);
    return fields->merge(field.bytes);
  });
  if (!valid || !fields) return nullptr;
  return make(std::move(*fields), config_digest);
}

}  // namespace orrery::nodes
