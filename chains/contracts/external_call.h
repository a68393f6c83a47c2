#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>

#include "chains/contract.h"
#include "chains/contracts/abi_types.h"
#include "chains/contracts/signature.h"

namespace orrery::chains {

/// A function of another contract, called as compiled Solidity does: a failed call passes its revert data on, an answer
/// that is too short or out of range reverts without data.
template <class Result, class... Arguments>
class ExternalFunction {
 public:
  explicit ExternalFunction(std::string_view text) {
    const Signature signature = parse_signature(text);
    selector_ = signature.selector();
    view_ = signature.view;
  }

  Bytes encode(const Arguments&... arguments) const { return abi::encode_with_selector(selector_, arguments...); }

  Result operator()(Execution& execution, const Address& to, const Arguments&... arguments) const {
    const Bytes input = encode(arguments...);
    CallResult result = view_ ? execution.static_call(to, input) : execution.call(to, 0, input);
    if (!result.ok) throw Revert{std::move(result.output)};
    if constexpr (std::is_void_v<Result>) {
      if (result.output.empty() && !execution.has_code(to)) revert_empty();
    } else {
      return decode(result.output, static_cast<Result*>(nullptr));
    }
  }

 private:
  template <class T>
  static T decode(BytesView output, T*) {
    return std::get<0>(abi::decode<T>(output));
  }
  template <class... Ts>
  static std::tuple<Ts...> decode(BytesView output, std::tuple<Ts...>*) {
    return abi::decode<Ts...>(output);
  }

  Selector selector_ = 0;
  bool view_ = false;
};

}  // namespace orrery::chains
