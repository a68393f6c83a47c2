#include <optional>

#include "nodes/ocr2/protobuf.h"
#include "nodes/ocr3/messages.h"

namespace orrery::nodes::ocr3 {
namespace {

constexpr std::uint32_t kFirstField = 17;

void assign(Bytes& out, BytesView bytes) { out.assign(bytes.begin(), bytes.end()); }

// `handle` sees every field; false from it, or broken input, makes the whole message invalid.
template <class Handle>
bool read(BytesView bytes, Handle&& handle) {
  ProtobufReader reader(bytes);
  ProtobufField field;
  while (reader.next(field))
    if (!handle(field)) return false;
  return reader.is_valid();
}

bool take_signature(BytesView bytes, std::vector<AttributedSignature>& signatures) {
  AttributedSignature& each = signatures.emplace_back();
  return read(bytes, [&](const ProtobufField& field) {
    if (field.is_bytes(1)) assign(each.signature, field.bytes);
    if (field.is_number(2)) each.signer.value = static_cast<std::uint8_t>(field.value);
    return true;
  });
}

bool take_certificate(BytesView bytes, bool is_commit, Certificate& certificate) {
  certificate.is_commit = is_commit;
  bool has_inputs = is_commit;
  const bool valid = read(bytes, [&](const ProtobufField& field) {
    if (field.is_number(1)) certificate.epoch = field.value;
    if (field.is_number(2)) certificate.seq_nr = field.value;
    if (!is_commit && field.is_bytes(3)) {
      has_inputs = field.bytes.size() == 32;
      if (has_inputs) certificate.inputs_digest = Bytes32::from(field.bytes);
    }
    if (field.is_bytes(is_commit ? 3 : 4)) assign(certificate.outcome, field.bytes);
    return !field.is_bytes(is_commit ? 4 : 5) || take_signature(field.bytes, certificate.signatures);
  });
  return valid && has_inputs;
}

bool take_either(BytesView bytes, std::optional<Certificate>& certificate) {
  return read(bytes, [&](const ProtobufField& field) {
    if (!field.is_bytes(1) && !field.is_bytes(2)) return true;
    return take_certificate(field.bytes, /*is_commit=*/field.number == 2, certificate.emplace());
  });
}

bool take_timestamp(BytesView bytes, SignedTimestamp& timestamp) {
  bool has_timestamp = false;
  const bool valid = read(bytes, [&](const ProtobufField& field) {
    if (field.is_bytes(2)) assign(timestamp.signature, field.bytes);
    if (field.is_bytes(3)) assign(timestamp.signature31, field.bytes);
    if (!field.is_bytes(1)) return true;
    has_timestamp = true;
    return read(field.bytes, [&](const ProtobufField& inner) {
      if (inner.is_number(1)) timestamp.seq_nr = inner.value;
      if (inner.is_number(2)) timestamp.committed = inner.value != 0;
      if (inner.is_number(3)) timestamp.epoch = inner.value;
      return true;
    });
  });
  return valid && has_timestamp;
}

bool take_observation(BytesView bytes, SignedObservation& observation) {
  return read(bytes, [&](const ProtobufField& field) {
    if (field.is_bytes(1)) assign(observation.observation, field.bytes);
    if (field.is_bytes(2)) assign(observation.signature, field.bytes);
    return true;
  });
}

// Messages that begin with epoch and sequence number.
template <class M>
void take_place(const ProtobufField& field, M& message) {
  if (field.is_number(1)) message.epoch = field.value;
  if (field.is_number(2)) message.seq_nr = field.value;
}

bool take(BytesView bytes, NewEpochWish& message) {
  return read(bytes, [&](const ProtobufField& field) {
    if (field.is_number(1)) message.epoch = field.value;
    return true;
  });
}

bool take(BytesView bytes, EpochStartRequest& message) {
  std::optional<Certificate> certificate;
  bool has_timestamp = false;
  const bool valid = read(bytes, [&](const ProtobufField& field) {
    if (field.is_number(1)) message.epoch = field.value;
    if (field.is_bytes(2)) return take_either(field.bytes, certificate);
    if (!field.is_bytes(3)) return true;
    has_timestamp = true;
    return take_timestamp(field.bytes, message.timestamp);
  });
  if (certificate) message.highest_certified = std::move(*certificate);
  return valid && certificate && has_timestamp;
}

bool take_proof(BytesView bytes, std::optional<Certificate>& certificate, std::vector<AttributedTimestamp>& proof) {
  return read(bytes, [&](const ProtobufField& field) {
    if (field.is_bytes(1)) return take_either(field.bytes, certificate);
    if (!field.is_bytes(2)) return true;
    AttributedTimestamp& each = proof.emplace_back();
    bool has_timestamp = false;
    const bool valid = read(field.bytes, [&](const ProtobufField& inner) {
      if (inner.is_number(2)) each.signer.value = static_cast<std::uint8_t>(inner.value);
      if (!inner.is_bytes(1)) return true;
      has_timestamp = true;
      return take_timestamp(inner.bytes, each.timestamp);
    });
    return valid && has_timestamp;
  });
}

bool take(BytesView bytes, EpochStart& message) {
  std::optional<Certificate> certificate;
  const bool valid = read(bytes, [&](const ProtobufField& field) {
    if (field.is_number(1)) message.epoch = field.value;
    if (field.is_bytes(3)) assign(message.signature31, field.bytes);
    return !field.is_bytes(2) || take_proof(field.bytes, certificate, message.proof);
  });
  if (certificate) message.highest_certified = std::move(*certificate);
  return valid && certificate;
}

bool take(BytesView bytes, RoundStart& message) {
  return read(bytes, [&](const ProtobufField& field) {
    take_place(field, message);
    if (field.is_bytes(3)) assign(message.query, field.bytes);
    if (field.is_bytes(4)) assign(message.signature31, field.bytes);
    return true;
  });
}

bool take(BytesView bytes, Observation& message) {
  bool has_observation = false;
  const bool valid = read(bytes, [&](const ProtobufField& field) {
    take_place(field, message);
    if (!field.is_bytes(3)) return true;
    has_observation = true;
    return take_observation(field.bytes, message.observation);
  });
  return valid && has_observation;
}

bool take(BytesView bytes, Proposal& message) {
  return read(bytes, [&](const ProtobufField& field) {
    take_place(field, message);
    if (field.is_bytes(4)) assign(message.signature31, field.bytes);
    if (!field.is_bytes(3)) return true;
    AttributedSignedObservation& each = message.observations.emplace_back();
    bool has_observation = false;
    const bool valid = read(field.bytes, [&](const ProtobufField& inner) {
      if (inner.is_number(2)) each.observer.value = static_cast<std::uint8_t>(inner.value);
      if (!inner.is_bytes(1)) return true;
      has_observation = true;
      return take_observation(inner.bytes, each.observation);
    });
    return valid && has_observation;
  });
}

template <class M>
bool take_signed(BytesView bytes, M& message) {
  return read(bytes, [&](const ProtobufField& field) {
    take_place(field, message);
    if (field.is_bytes(3)) assign(message.signature, field.bytes);
    return true;
  });
}
bool take(BytesView bytes, Prepare& message) { return take_signed(bytes, message); }
bool take(BytesView bytes, Commit& message) { return take_signed(bytes, message); }

bool take(BytesView bytes, ReportSignatures& message) {
  return read(bytes, [&](const ProtobufField& field) {
    if (field.is_number(1)) message.seq_nr = field.value;
    if (field.is_bytes(2)) assign(message.signatures.emplace_back(), field.bytes);
    return true;
  });
}

bool take(BytesView bytes, CertifiedCommitRequest& message) {
  return read(bytes, [&](const ProtobufField& field) {
    if (field.is_number(1)) message.seq_nr = field.value;
    return true;
  });
}

bool take(BytesView bytes, CertifiedCommit& message) {
  bool has_commit = false;
  const bool valid = read(bytes, [&](const ProtobufField& field) {
    if (!field.is_bytes(1)) return true;
    has_commit = true;
    return take_certificate(field.bytes, /*is_commit=*/true, message.commit);
  });
  return valid && has_commit;
}

// The message of the wrapper's field kFirstField + index.
template <std::size_t I = 0>
bool take_alternative(std::size_t index, BytesView bytes, std::optional<Message>& message) {
  if constexpr (I == std::variant_size_v<Message>) {
    return true;
  } else {
    if (index != I) return take_alternative<I + 1>(index, bytes, message);
    return take(bytes, message.emplace(std::in_place_index<I>).template emplace<I>());
  }
}

}  // namespace

std::optional<Message> decode_message(BytesView bytes) {
  std::optional<Message> message;
  const bool valid = read(bytes, [&](const ProtobufField& field) {
    if (field.type != ProtobufField::Type::kBytes || field.number < kFirstField) return true;
    return take_alternative(field.number - kFirstField, field.bytes, message);
  });
  return valid ? message : std::nullopt;
}

std::optional<Certificate> decode_certificate(BytesView bytes) {
  std::optional<Certificate> certificate;
  return take_either(bytes, certificate) ? certificate : std::nullopt;
}

}  // namespace orrery::nodes::ocr3
