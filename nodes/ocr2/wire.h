#pragma once

#include "nodes/ocr2/messages.h"

/// The exact protobuf encoding of OCR2's messages. Source: spec/ocr.md §3.9.
namespace orrery::nodes {

Bytes encode(const Ocr2Message& message);

/// The message that arrived on the stream of `config_digest`. Null when the bytes are no message: broken protobuf, no
/// message inside, a missing part, a context hash that is not 32 bytes. Unknown fields are passed over. Epochs and
/// rounds that are too large lose their upper bits, as in the real implementation.
Ocr2MessagePtr decode_ocr2_message(BytesView bytes, const Bytes32& config_digest);

}  // namespace orrery::nodes
