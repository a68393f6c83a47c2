#include "chains/contracts/registry.h"

#include <memory>
#include <string>
#include <utility>

#include "chains/contracts/eac_aggregator_proxy.h"
#include "chains/contracts/erc20_token.h"
#include "chains/contracts/link_token.h"
#include "chains/contracts/ocr2_aggregator.h"
#include "chains/contracts/simple_write_access_controller.h"

namespace orrery::chains {
namespace {

template <class T>
void add(std::vector<ContractKind>& kinds, std::string name, Gas deployment_gas) {
  auto code = std::make_unique<T>();
  auto abi = code->abi();
  kinds.push_back({std::move(name), deployment_gas, std::move(code), std::move(abi)});
}

}  // namespace

std::vector<ContractKind> contract_kinds() {
  std::vector<ContractKind> kinds;
  add<Ocr2Aggregator>(kinds, "AccessControlledOCR2Aggregator", 4'600'000);
  add<EacAggregatorProxy>(kinds, "EACAggregatorProxy", 1'980'000);
  add<LinkToken>(kinds, "LinkToken", 1'500'000);
  add<Erc20Token>(kinds, "ERC20", 900'000);
  add<SimpleWriteAccessController>(kinds, "SimpleWriteAccessController", 480'000);
  return kinds;
}

}  // namespace orrery::chains
