// What signatures and hashes cost: the bound of a consensus round with real cryptography. chains/crypto/costs.h states
// the first ones as virtual processor time.
#include <benchmark/benchmark.h>

#include "chains/crypto/aes.h"
#include "chains/crypto/hash.h"
#include "chains/crypto/signatures.h"
#include "chains/crypto/x25519.h"

namespace orrery::chains {
namespace {

Bytes32 numbered_hash(std::uint64_t i) {
  Bytes32 hash;
  std::memcpy(hash.data.data(), &i, sizeof i);
  return hash;
}
SignatureMode mode_of(const benchmark::State& state) { return static_cast<SignatureMode>(state.range(0)); }
void label(benchmark::State& state) { state.SetLabel(std::string(to_text(mode_of(state)))); }

void Ed25519Sign(benchmark::State& state) {
  Signatures signatures(mode_of(state));
  const Ed25519KeyPair key(Bytes32{{1}});
  std::uint64_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(signatures.sign_ed25519(key, numbered_hash(++i)));
  label(state);
}

/// Every check is of the same signature, as 31 followers check it: after the first, kReal answers from its cache.
void Ed25519VerifyAgain(benchmark::State& state) {
  Signatures signatures(mode_of(state));
  const Ed25519KeyPair key(Bytes32{{1}});
  const Bytes32 message = numbered_hash(7);
  const auto signature = signatures.sign_ed25519(key, message);
  for (auto _ : state) benchmark::DoNotOptimize(signatures.verify_ed25519(key.public_key(), message, signature));
  label(state);
}

void Secp256k1Sign(benchmark::State& state) {
  Signatures signatures(mode_of(state));
  const auto key = signatures.key_pair(PrivateKey::from_seed({}));
  std::uint64_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(signatures.sign_secp256k1(key, numbered_hash(++i)));
  label(state);
}

void Secp256k1RecoverAgain(benchmark::State& state) {
  Signatures signatures(mode_of(state));
  const auto key = signatures.key_pair(PrivateKey::from_seed({}));
  const Bytes32 hash = numbered_hash(7);
  const auto signature = signatures.sign_secp256k1(key, hash);
  for (auto _ : state) benchmark::DoNotOptimize(signatures.recover_secp256k1(hash, signature));
  label(state);
}

void EveryMode(benchmark::internal::Benchmark* benchmark) {
  for (const auto mode : {SignatureMode::kReal, SignatureMode::kEvery, SignatureMode::kModelled})
    benchmark->Arg(static_cast<std::int64_t>(mode));
}
BENCHMARK(Ed25519Sign)->Apply(EveryMode);
BENCHMARK(Ed25519VerifyAgain)->Apply(EveryMode);
BENCHMARK(Secp256k1Sign)->Apply(EveryMode);
BENCHMARK(Secp256k1RecoverAgain)->Apply(EveryMode);

void Keccak(benchmark::State& state) {
  Bytes bytes(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) bytes[0] ^= keccak256(BytesView(bytes)).data[0];
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(Keccak)->Arg(32)->Arg(64)->Arg(136)->Arg(1024)->Arg(16384);

void Sha256(benchmark::State& state) {
  Bytes bytes(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) bytes[0] ^= sha256(bytes).data[0];
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(Sha256)->Arg(32)->Arg(136)->Arg(1024);

/// The keystream that one transmission schedule of 31 oracles draws.
void Keystream(benchmark::State& state) {
  std::array<std::uint8_t, 30 * 8> bytes;
  for (auto _ : state) {
    Aes128Keystream(Bytes16{{3}}).fill(bytes);
    benchmark::DoNotOptimize(bytes);
  }
}
BENCHMARK(Keystream);

void X25519(benchmark::State& state) {
  const Bytes32 point = x25519_public_key(Bytes32{{5}});
  for (auto _ : state) benchmark::DoNotOptimize(x25519_shared_point(Bytes32{{9}}, point));
}
BENCHMARK(X25519);

}  // namespace
}  // namespace orrery::chains
