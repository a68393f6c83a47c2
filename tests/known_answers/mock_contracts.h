#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chains/contract.h"

namespace orrery::known_answers {

/// The small contracts that the recorded scenarios deploy beside the real ones, as their records show them to behave.
std::vector<chains::ContractKind> mock_contract_kinds();

template <class T>
void add_mock(std::vector<chains::ContractKind>& kinds, std::string name) {
  auto code = std::make_unique<T>();
  auto abi = code->abi();
  kinds.push_back({std::move(name), 100'000, std::move(code), std::move(abi)});
}

}  // namespace orrery::known_answers
