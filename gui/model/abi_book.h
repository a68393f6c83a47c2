#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "chains/contracts/signature.h"
#include "chains/encoding/abi.h"

namespace orrery::gui {

/// The functions and events of every contract that this build knows, for telling calldata and logs in words.
class AbiBook {
 public:
  AbiBook();

  enum class Values : std::uint8_t { kShort, kWhole };

  /// "transfer(0x52…, 17)"; "" when the selector is unknown or the data does not decode.
  std::string call_text(chains::BytesView input, Values values = Values::kShort) const;
  /// "transmit"; "" when unknown.
  std::string call_name(chains::BytesView input) const;
  /// "AnswerUpdated(392561265065, 7, 1760940024)"; "" when unknown. `topics` begin with topic 0.
  std::string log_text(const std::vector<chains::Bytes>& topics, chains::BytesView data,
                       Values values = Values::kShort) const;
  std::string log_name(chains::BytesView topic0) const;

 private:
  std::map<chains::Selector, chains::Signature> functions_;
  std::map<chains::Bytes, chains::Signature> events_;
};

}  // namespace orrery::gui
