#pragma once

#include <cstdint>

#include "chains/bytes.h"
#include "chains/crypto/aes.h"

namespace orrery::nodes {

/// The 16-byte secret that all oracles of a network share and nobody else knows.
using SharedSecret = chains::Bytes16;

/// What the shared secret is used for: who leads an epoch, who transmits when.
struct SelectionKeys {
  chains::Bytes16 leader;
  chains::Bytes16 transmission_order;
};

/// OCR2's keys; they do not depend on the config digest. Source: spec/ocr.md §2.3.2.
SelectionKeys ocr2_selection_keys(const SharedSecret& secret);
/// OCR3's keys. Source: spec/ocr.md §2.3.3.
SelectionKeys ocr3_selection_keys(const SharedSecret& secret, const chains::Bytes32& config_digest);

/// The oracle that leads `epoch` in OCR2: an independent draw an epoch, so that one oracle may lead several in a row.
/// Source: spec/ocr.md §3.3.
std::uint8_t ocr2_leader(const chains::Bytes16& leader_key, std::uint32_t epoch, std::uint8_t n);
/// The oracle that leads `epoch` in OCR3: each leads once in every span of n epochs. Source: spec/ocr.md §5.2.
std::uint8_t ocr3_leader(const chains::Bytes16& leader_key, std::uint64_t epoch, std::uint8_t n);

}  // namespace orrery::nodes
