#pragma once

#include "nodes/ocr2/messages.h"
#include "nodes/ocr2/protobuf.h"

/// Field by field, what each OCR2 message puts into a protobuf sink. Source: spec/ocr.md §3.9.
namespace orrery::nodes {

template <class Sink>
void put_place(Sink& sink, const Ocr2Message& message) {
  sink.number(1, message.epoch());
  sink.number(2, message.round());
}

template <class Sink>
void put_signed_observation(Sink& sink, std::uint32_t field, BytesView observation, BytesView signature) {
  sink.message(field, [&](auto& inner) {
    inner.bytes(1, observation);
    inner.bytes(2, signature);
  });
}

template <class Sink>
void put_fields(Sink& sink, const NewEpoch& message) {
  sink.number(1, message.epoch());
}

template <class Sink>
void put_fields(Sink& sink, const ObserveReq& message) {
  put_place(sink, message);
  sink.bytes(3, message.query());
}

template <class Sink>
void put_fields(Sink& sink, const Observe& message) {
  put_place(sink, message);
  const auto& signed_observation = message.signed_observation();
  put_signed_observation(sink, 3, signed_observation.observation, signed_observation.signature);
}

template <class Sink>
void put_fields(Sink& sink, const ReportReq& message) {
  put_place(sink, message);
  sink.bytes(3, message.query());
  for (std::size_t i = 0; i < message.observations().size(); ++i) {
    const AttributedObservation& each = message.observations()[i];
    sink.message(4, [&](auto& attributed) {
      put_signed_observation(attributed, 1, each.observation, message.signatures()[i]);
      attributed.number(2, each.observer.value);
    });
  }
}

template <class Sink>
void put_fields(Sink& sink, const Report& message) {
  put_place(sink, message);
  sink.message(3, [&](auto& inner) {
    inner.number(3, message.skip() ? 1 : 0);
    inner.bytes(4, message.report());
    inner.bytes(5, message.signature());
  });
}

template <class Sink>
void put_final(Sink& sink, const Ocr2Message& place, const AttestedReport& attested) {
  put_place(sink, place);
  sink.bytes(4, attested.extra_hash);
  sink.message(5, [&](auto& inner) {
    inner.bytes(3, attested.report);
    for (const auto& each : attested.signatures)
      inner.message(4, [&](auto& signature) {
        signature.bytes(1, each.signature);
        signature.number(2, each.signer.value);
      });
  });
}

template <class Sink>
void put_fields(Sink& sink, const Final& message) {
  put_final(sink, message, *message.attested());
}

template <class Sink>
void put_fields(Sink& sink, const FinalEcho& message) {
  sink.message(1, [&](auto& inner) { put_final(inner, message, *message.attested()); });
}

/// The wrapper's field of a message type: 2 for NewEpoch to 8 for FinalEcho.
constexpr std::uint32_t wrapper_field(Ocr2Message::Type type) { return 2 + static_cast<std::uint32_t>(type); }

/// Bytes of the wrapper around one message. Takes the concrete type, so that constructors can call it.
template <class M>
std::size_t wrapped_size(const M& message) {
  ProtobufSize size;
  size.message(wrapper_field(message.type()), [&](auto& inner) { put_fields(inner, message); });
  return size.size();
}

}  // namespace orrery::nodes
