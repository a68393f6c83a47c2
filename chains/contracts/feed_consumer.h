#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// A contract that acts on a feed's answer and keeps what it acted on: with the checks of spec/ocr.md §9.5, or without.
/// ABI: docs/contracts.md.
class FeedConsumer : public SolidityContract {
 public:
  FeedConsumer();
};

}  // namespace orrery::chains
