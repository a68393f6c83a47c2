#include "chains/ledger/precompiles.h"

#include <algorithm>
#include <array>

#include "chains/crypto/hash.h"
#include "chains/ledger/gas.h"

namespace orrery::chains {
namespace {

constexpr std::uint8_t kLastPrecompile = 10;  // KZG point evaluation, EIP-4844

Bytes run_ecrecover(Signatures& signatures, BytesView input) {
  std::array<std::uint8_t, 128> padded{};
  std::copy_n(input.begin(), std::min(input.size(), padded.size()), padded.begin());
  const BytesView view(padded);
  const bool v_is_byte = std::all_of(view.begin() + 32, view.begin() + 63, [](std::uint8_t b) { return b == 0; });
  if (!v_is_byte) return {};
  const Address signer = recover_signer(signatures, Bytes32::from(view.subspan(0, 32)), padded[63],
                                        Bytes32::from(view.subspan(64, 32)), Bytes32::from(view.subspan(96, 32)));
  if (signer.is_zero()) return {};
  Bytes output(32);
  std::copy(signer.data.begin(), signer.data.end(), output.begin() + 12);
  return output;
}

}  // namespace

bool is_precompile(const Address& address) {
  return std::all_of(address.data.begin(), address.data.end() - 1, [](std::uint8_t b) { return b == 0; }) &&
         address.data.back() >= 1 && address.data.back() <= kLastPrecompile;
}

Address recover_signer(Signatures& signatures, const Bytes32& hash, std::uint8_t v, const Bytes32& r,
                       const Bytes32& s) {
  if (v != 27 && v != 28) return {};
  Secp256k1Signature signature;
  std::copy(r.data.begin(), r.data.end(), signature.data.begin());
  std::copy(s.data.begin(), s.data.end(), signature.data.begin() + 32);
  signature.data[64] = static_cast<std::uint8_t>(v - 27);
  return signatures.recover_secp256k1(hash, signature).value_or(Address{});
}

std::optional<PrecompileResult> run_precompile(Signatures& signatures, const Address& address, BytesView input) {
  switch (address.data.back()) {
    case 1:
      return PrecompileResult{gas::kRecover, run_ecrecover(signatures, input)};
    case 2: {
      const Bytes32 hash = sha256(input);
      return PrecompileResult{gas::kSha256 + gas::kSha256Word * gas::words(input.size()),
                              Bytes(hash.data.begin(), hash.data.end())};
    }
    case 4:
      return PrecompileResult{gas::kIdentity + gas::kIdentityWord * gas::words(input.size()),
                              Bytes(input.begin(), input.end())};
    default:
      return std::nullopt;
  }
}

}  // namespace orrery::chains
