#pragma once

#include "chains/contracts/answer_feed.h"

namespace orrery::chains {

/// The baseline of one server: whatever the one updater says is the answer. ABI: docs/contracts.md.
class SingleOracle : public AnswerFeed {
 public:
  SingleOracle();

 private:
  static void initialize(Execution& execution, Address updater, std::uint8_t decimals, std::string description);
  static void update(Execution& execution, Int256 answer);
  static void set_updater(Execution& execution, Address updater);
  static Address updater(Execution& execution);
};

}  // namespace orrery::chains
