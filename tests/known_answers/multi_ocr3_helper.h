#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::known_answers {

/// MultiOCR3Base of CCIP 1.6.0 behind the helper that its publisher tests it with: configurations of several OCR3
/// plugins, and reports that carry signatures or none. Source: spec/ocr.md §10.2.
class MultiOcr3Helper : public chains::SolidityContract {
 public:
  MultiOcr3Helper();
};

}  // namespace orrery::known_answers
