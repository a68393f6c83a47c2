#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "chains/contract.h"
#include "chains/contracts/abi_types.h"
#include "chains/contracts/event.h"
#include "chains/contracts/signature.h"

namespace orrery::chains {

/// What runs behind one selector: reads its arguments, returns the encoded result.
struct Handler {
  std::function<Bytes(Execution&, BytesView arguments)> run;
  std::string argument_types;  ///< canonical, to hold against the declared text
  std::string result_types;
};

namespace abi {

template <class T>
struct Results {
  static std::string names() { return Codec<T>::name(); }
  static Bytes encode(const T& value) { return abi::encode(value); }
};
template <class... Ts>
struct Results<std::tuple<Ts...>> {
  static std::string names() { return type_names<Ts...>(); }
  static Bytes encode(const std::tuple<Ts...>& values) {
    return std::apply([](const Ts&... members) { return abi::encode(members...); }, values);
  }
};

}  // namespace abi

/// Makes a handler of a function with typed parameters and result: void, one type, or a std::tuple of several.
/// `location`: where the Solidity function declares its dynamic parameters.
template <class Result, class... Arguments>
Handler handler_of(Result (*function)(Execution&, Arguments...), AbiLocation location = AbiLocation::kMemory) {
  Handler handler;
  handler.argument_types = abi::type_names<std::remove_cvref_t<Arguments>...>();
  if constexpr (!std::is_void_v<Result>) handler.result_types = abi::Results<Result>::names();
  handler.run = [function, location](Execution& execution, BytesView input) -> Bytes {
    auto arguments = abi::decode<std::remove_cvref_t<Arguments>...>(input, location);
    return std::apply(
        [&](auto&... values) -> Bytes {
          if constexpr (std::is_void_v<Result>) {
            function(execution, values...);
            return {};
          } else {
            return abi::Results<Result>::encode(function(execution, values...));
          }
        },
        arguments);
  };
  return handler;
}

/// One line of a contract's table.
struct FunctionEntry {
  std::string_view text;  ///< human-readable ABI
  Handler handler;
  /// Gas of the instructions that storage, logs, hashes and calls do not account for, measured on the compiled
  /// contract; taken at entry. Functions that take gas by the item add theirs themselves.
  Gas gas = 0;
};

/// A contract as a table: constructor, functions, events and errors, with the dispatch that Solidity generates: unknown
/// selectors and short calldata revert (or run the fallback), a non-payable function refuses value, arguments are
/// decoded strictly.
class SolidityContract : public Contract {
 public:
  void construct(Execution& execution) const final;
  Bytes call(Execution& execution) const final;

  /// The human-readable ABI, one entry each.
  const std::vector<std::string>& abi() const { return abi_; }

 protected:
  void add(std::initializer_list<FunctionEntry> entries);
  void add(std::initializer_list<const Event*> events);
  void add(std::initializer_list<const CustomError*> errors);
  /// Runs when calldata is empty.
  void add_receive(std::function<void(Execution&)> receive);

 private:
  struct Function {
    Selector selector = 0;
    bool payable = false;
    Gas gas = 0;
    std::function<Bytes(Execution&, BytesView)> run;
  };
  const Function* find(Selector selector) const;

  Function constructor_;
  std::vector<Function> functions_;  // by selector
  std::function<void(Execution&)> receive_;
  std::vector<std::string> abi_;
};

}  // namespace orrery::chains
