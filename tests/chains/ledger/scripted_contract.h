#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "chains/contract.h"

namespace orrery::chains {

/// A contract whose code is a test's lambda.
class ScriptedContract final : public Contract {
 public:
  using Code = std::function<Bytes(Execution&)>;
  explicit ScriptedContract(Code code) : code_(std::move(code)) {}
  void construct(Execution&) const override {}
  Bytes call(Execution& execution) const override { return code_(execution); }

 private:
  Code code_;
};

inline ContractKind scripted_kind(std::string name, ScriptedContract::Code code, Gas deployment_gas = 0) {
  return {std::move(name), deployment_gas, std::make_unique<ScriptedContract>(std::move(code))};
}

inline Address test_address(std::uint8_t last) {
  Address address;
  address.data[0] = 0xaa;
  address.data[19] = last;
  return address;
}

}  // namespace orrery::chains
