#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "OSM": the oracle security module: a price of its source (`peek`) takes effect one `hop` after it was taken.
/// Interface: makerdao/osm, osm.sol, as it stood in March 2020.
class Osm : public SolidityContract {
 public:
  Osm();
};

}  // namespace orrery::chains
