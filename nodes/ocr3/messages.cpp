#include "nodes/ocr3/messages.h"

#include "nodes/ocr2/protobuf.h"

namespace orrery::nodes::ocr3 {
namespace {

constexpr std::uint32_t kFirstMessageField = 17;

// Encoding: what each part puts into a sink.

template <class Sink>
void put(Sink& sink, const Certificate& certificate) {
  sink.number(1, certificate.epoch);
  sink.number(2, certificate.seq_nr);
  if (!certificate.is_commit) sink.bytes(3, certificate.inputs_digest);
  sink.bytes(certificate.is_commit ? 3 : 4, certificate.outcome);
  for (const auto& each : certificate.signatures)
    sink.message(certificate.is_commit ? 4 : 5, [&](auto& inner) {
      inner.bytes(1, each.signature);
      inner.number(2, each.signer.value);
    });
}

template <class Sink>
void put_choice(Sink& sink, const Certificate& certificate) {
  sink.message(certificate.is_commit ? 2 : 1, [&](auto& inner) { put(inner, certificate); });
}

template <class Sink>
void put_either(Sink& sink, std::uint32_t field, const Certificate& certificate) {
  sink.message(field, [&](auto& either) { put_choice(either, certificate); });
}

template <class Sink>
void put(Sink& sink, std::uint32_t field, const SignedTimestamp& timestamp) {
  sink.message(field, [&](auto& outer) {
    outer.message(1, [&](auto& inner) {
      inner.number(1, timestamp.seq_nr);
      inner.number(2, timestamp.committed ? 1 : 0);
      inner.number(3, timestamp.epoch);
    });
    outer.bytes(2, timestamp.signature);
    outer.bytes(3, timestamp.signature31);
  });
}

template <class Sink>
void put(Sink& sink, std::uint32_t field, const SignedObservation& observation) {
  sink.message(field, [&](auto& inner) {
    inner.bytes(1, observation.observation);
    inner.bytes(2, observation.signature);
  });
}

template <class Sink, class M>
void put_place(Sink& sink, const M& message) {
  sink.number(1, message.epoch);
  sink.number(2, message.seq_nr);
}

template <class Sink>
void put_fields(Sink& sink, const NewEpochWish& message) {
  sink.number(1, message.epoch);
}
template <class Sink>
void put_fields(Sink& sink, const EpochStartRequest& message) {
  sink.number(1, message.epoch);
  put_either(sink, 2, message.highest_certified);
  put(sink, 3, message.timestamp);
}
template <class Sink>
void put_fields(Sink& sink, const EpochStart& message) {
  sink.number(1, message.epoch);
  sink.message(2, [&](auto& proof) {
    put_either(proof, 1, message.highest_certified);
    for (const auto& each : message.proof)
      proof.message(2, [&](auto& attributed) {
        put(attributed, 1, each.timestamp);
        attributed.number(2, each.signer.value);
      });
  });
  sink.bytes(3, message.signature31);
}
template <class Sink>
void put_fields(Sink& sink, const RoundStart& message) {
  put_place(sink, message);
  sink.bytes(3, message.query);
  sink.bytes(4, message.signature31);
}
template <class Sink>
void put_fields(Sink& sink, const Observation& message) {
  put_place(sink, message);
  put(sink, 3, message.observation);
}
template <class Sink>
void put_fields(Sink& sink, const Proposal& message) {
  put_place(sink, message);
  for (const auto& each : message.observations)
    sink.message(3, [&](auto& attributed) {
      put(attributed, 1, each.observation);
      attributed.number(2, each.observer.value);
    });
  sink.bytes(4, message.signature31);
}
template <class Sink>
void put_fields(Sink& sink, const Prepare& message) {
  put_place(sink, message);
  sink.bytes(3, message.signature);
}
template <class Sink>
void put_fields(Sink& sink, const Commit& message) {
  put_place(sink, message);
  sink.bytes(3, message.signature);
}
template <class Sink>
void put_fields(Sink& sink, const ReportSignatures& message) {
  sink.number(1, message.seq_nr);
  for (const auto& signature : message.signatures) sink.element(2, signature);
}
template <class Sink>
void put_fields(Sink& sink, const CertifiedCommitRequest& message) {
  sink.number(1, message.seq_nr);
}
template <class Sink>
void put_fields(Sink& sink, const CertifiedCommit& message) {
  sink.message(1, [&](auto& inner) { put(inner, message.commit); });
}

}  // namespace

Bytes encode(const Message& message) {
  const auto field = kFirstMessageField + static_cast<std::uint32_t>(message.index());
  return std::visit(
      [field](const auto& each) {
        return protobuf_bytes([&](auto& sink) { sink.message(field, [&](auto& inner) { put_fields(inner, each); }); });
      },
      message);
}

Bytes encode(const Certificate& certificate) {
  return protobuf_bytes([&](auto& sink) { put_choice(sink, certificate); });
}

}  // namespace orrery::nodes::ocr3
