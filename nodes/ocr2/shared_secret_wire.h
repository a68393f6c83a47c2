#pragma once

#include <string>

#include "nodes/ocr2/protobuf.h"
#include "nodes/ocr2/shared_secret.h"

namespace orrery::nodes {

/// Puts the fields of SharedSecretEncryptionsProto, which both protocols' configs embed, into a sink.
template <class Sink>
void put_shared_secret(Sink& sink, const SharedSecretEncryptions& secret) {
  sink.bytes(1, secret.diffie_hellman_point);
  sink.bytes(2, secret.shared_secret_hash);
  for (const auto& encryption : secret.encryptions) sink.element(3, encryption);
}

/// Takes one occurrence of the embedded message into `secret`. The last occurrence's scalars win, repeated ones add up,
/// as protobuf merges. False with `why` when it is broken or a part has the wrong length.
bool take_shared_secret(sim::BytesView bytes, SharedSecretEncryptions& secret, bool& has_point, bool& has_hash,
                        std::string& why);

}  // namespace orrery::nodes
