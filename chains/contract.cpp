#include "chains/contract.h"

#include "chains/encoding/abi_error.h"

namespace orrery::chains {

void revert_with(std::string_view reason) { throw Revert{encode_error(reason)}; }
void revert_empty() { throw Revert{}; }
void revert_panic(std::uint8_t code) { throw Revert{encode_panic(code)}; }

}  // namespace orrery::chains
