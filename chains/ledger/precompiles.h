#pragma once

#include <optional>

#include "chains/bytes.h"
#include "chains/contract.h"
#include "chains/crypto/signatures.h"

namespace orrery::chains {

/// True for the addresses 1 to 10, which are warm from the start (EIP-2929, EIP-4844).
bool is_precompile(const Address& address);

/// The signer as ecrecover finds it, or the zero address; v is 27 or 28. Takes no gas.
Address recover_signer(Signatures& signatures, const Bytes32& hash, std::uint8_t v, const Bytes32& r, const Bytes32& s);

struct PrecompileResult {
  Gas gas = 0;
  Bytes output;
};
/// Runs ecrecover (1), sha256 (2) or identity (4). Empty for the others, which no contract of ours uses: calling one
/// fails.
std::optional<PrecompileResult> run_precompile(Signatures& signatures, const Address& address, BytesView input);

}  // namespace orrery::chains
