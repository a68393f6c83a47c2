#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "chains/bytes.h"
#include "chains/contract.h"
#include "chains/encoding/abi.h"
#include "chains/uint256.h"

// The C++ type of each Solidity type, so that functions, events and errors are declared with C++ signatures.
// std::uintN_t, Uint256, Int256, bool, Address, Bytes32, std::string, std::vector<T> (T[]), std::array<T, N> (T[N]) and
// std::tuple (struct) stand for themselves; Bytes is `bytes memory`, BytesView `bytes calldata`. uint8[] is
// std::vector<UintN<8>>, since Bytes is a vector of std::uint8_t.

namespace orrery::chains {

/// uintN of a width that C++ lacks.
template <unsigned Bits>
struct UintN {
  using Value = std::conditional_t<(Bits > 64), Uint256, std::uint64_t>;
  Value value{};
  constexpr operator const Value&() const { return value; }  // NOLINT: it is that number
  bool operator==(const UintN&) const = default;
};
/// intN below int256.
template <unsigned Bits>
struct IntN {
  Int256 value{};
  operator const Int256&() const { return value; }  // NOLINT: it is that number
  bool operator==(const IntN&) const = default;
};
/// bytesN below bytes32.
template <std::size_t Size>
struct BytesN : FixedBytes<Size> {};
/// uintN as compilers before Solidity 0.8 read it: higher bits are cut off and no error.
template <unsigned Bits>
struct LooseUint {
  Uint256 value;
};
/// An address as compilers before Solidity 0.8 read it.
struct LooseAddress {
  Address value;
};

namespace abi {

/// name(): the canonical type. kWords: words of its head. kDynamic: whether its head is an offset. read() and write().
template <class T>
struct Codec;

template <std::size_t Words, bool Dynamic>
struct Shape {
  static constexpr std::size_t kWords = Words;
  static constexpr bool kDynamic = Dynamic;
};
using OneWord = Shape<1, false>;
using Offset = Shape<1, true>;

template <class... Ts>
inline constexpr std::size_t kHeadWords = (Codec<Ts>::kWords + ... + 0);
template <class... Ts>
inline constexpr bool kAnyDynamic = (Codec<Ts>::kDynamic || ... || false);

template <class... Ts>
std::string type_names() {
  std::string text;
  ((text += (text.empty() ? "" : ",") + Codec<Ts>::name()), ...);
  return text;
}
template <class... Ts>
std::tuple<Ts...> read_members(AbiReader& reader) {
  return std::tuple<Ts...>{Codec<Ts>::read(reader)...};
}
template <class... Ts>
void write_members(AbiWriter& writer, const Ts&... values) {
  (Codec<Ts>::write(writer, values), ...);
}

template <class T>
  requires std::is_unsigned_v<T> && (!std::is_same_v<T, bool>)
struct Codec<T> : OneWord {
  static constexpr unsigned kBits = sizeof(T) * 8;
  static std::string name() { return "uint" + std::to_string(kBits); }
  static T read(AbiReader& reader) { return static_cast<T>(reader.number(kBits)); }
  static void write(AbiWriter& writer, T value) { writer.number(value); }
};
template <unsigned Bits>
struct Codec<UintN<Bits>> : OneWord {
  static std::string name() { return "uint" + std::to_string(Bits); }
  static UintN<Bits> read(AbiReader& reader) {
    if constexpr (Bits > 64) {
      return {reader.unsigned_number(Bits)};
    } else {
      return {reader.number(Bits)};
    }
  }
  static void write(AbiWriter& writer, const UintN<Bits>& value) { writer.unsigned_number(Uint256(value.value)); }
};
template <unsigned Bits>
struct Codec<LooseUint<Bits>> : OneWord {
  static std::string name() { return "uint" + std::to_string(Bits); }
  static LooseUint<Bits> read(AbiReader& reader) { return {reader.uint256() & ((Uint256(1) << Bits) - 1)}; }
};
template <>
struct Codec<LooseAddress> : OneWord {
  static std::string name() { return "address"; }
  static LooseAddress read(AbiReader& reader) { return {to_address(reader.uint256())}; }
};
template <>
struct Codec<Uint256> : OneWord {
  static std::string name() { return "uint256"; }
  static Uint256 read(AbiReader& reader) { return reader.uint256(); }
  static void write(AbiWriter& writer, const Uint256& value) { writer.unsigned_number(value); }
};
template <>
struct Codec<Int256> : OneWord {
  static std::string name() { return "int256"; }
  static Int256 read(AbiReader& reader) { return reader.signed_number(256); }
  static void write(AbiWriter& writer, const Int256& value) { writer.signed_number(value); }
};
template <unsigned Bits>
struct Codec<IntN<Bits>> : OneWord {
  static std::string name() { return "int" + std::to_string(Bits); }
  static IntN<Bits> read(AbiReader& reader) { return {reader.signed_number(Bits)}; }
  static void write(AbiWriter& writer, const IntN<Bits>& value) { writer.signed_number(value.value); }
};
template <>
struct Codec<bool> : OneWord {
  static std::string name() { return "bool"; }
  static bool read(AbiReader& reader) { return reader.boolean(); }
  static void write(AbiWriter& writer, bool value) { writer.boolean(value); }
};
template <>
struct Codec<Address> : OneWord {
  static std::string name() { return "address"; }
  static Address read(AbiReader& reader) { return reader.address(); }
  static void write(AbiWriter& writer, const Address& value) { writer.address(value); }
};
template <>
struct Codec<Bytes32> : OneWord {
  static std::string name() { return "bytes32"; }
  static Bytes32 read(AbiReader& reader) { return reader.word(); }
  static void write(AbiWriter& writer, const Bytes32& value) { writer.word(value); }
};
template <std::size_t Size>
struct Codec<BytesN<Size>> : OneWord {
  static std::string name() { return "bytes" + std::to_string(Size); }
  static BytesN<Size> read(AbiReader& reader) {
    const BytesView bytes = reader.fixed_bytes(Size);
    return bytes.size() == Size ? BytesN<Size>{FixedBytes<Size>::from(bytes)} : BytesN<Size>{};
  }
  static void write(AbiWriter& writer, const BytesN<Size>& value) { writer.fixed_bytes(value); }
};
template <>
struct Codec<Bytes> : Offset {
  static std::string name() { return "bytes"; }
  static Bytes read(AbiReader& reader) {
    const BytesView view = reader.bytes();
    return Bytes(view.begin(), view.end());
  }
  static void write(AbiWriter& writer, const Bytes& value) { writer.bytes(value); }
};
template <>
struct Codec<BytesView> : Offset {
  static std::string name() { return "bytes"; }
  static BytesView read(AbiReader& reader) { return reader.bytes(); }
  static void write(AbiWriter& writer, BytesView value) { writer.bytes(value); }
};
template <>
struct Codec<std::string> : Offset {
  static std::string name() { return "string"; }
  static std::string read(AbiReader& reader) { return reader.text(); }
  static void write(AbiWriter& writer, const std::string& value) { writer.text(value); }
};
template <class T>
struct Codec<std::vector<T>> : Offset {
  static std::string name() { return Codec<T>::name() + "[]"; }
  static std::vector<T> read(AbiReader& reader) {
    std::size_t count = 0;
    AbiReader elements = reader.array(Codec<T>::kWords, count);
    std::vector<T> values;
    for (std::size_t i = 0; i < count && reader.ok(); ++i) values.push_back(Codec<T>::read(elements));
    return values;
  }
  static void write(AbiWriter& writer, const std::vector<T>& values) {
    AbiWriter elements(Codec<T>::kWords * values.size());
    for (const auto& value : values) Codec<T>::write(elements, value);
    writer.array(values.size(), elements);
  }
};
template <class T, std::size_t N>
struct Codec<std::array<T, N>> : Shape<N * Codec<T>::kWords, false> {
  static_assert(!Codec<T>::kDynamic, "fixed arrays here have static elements");
  static std::string name() { return Codec<T>::name() + "[" + std::to_string(N) + "]"; }
  static std::array<T, N> read(AbiReader& reader) {
    std::array<T, N> values;
    for (auto& value : values) value = Codec<T>::read(reader);
    return values;
  }
  static void write(AbiWriter& writer, const std::array<T, N>& values) {
    for (const auto& value : values) Codec<T>::write(writer, value);
  }
};
template <class... Ts>
struct Codec<std::tuple<Ts...>> : Shape<kAnyDynamic<Ts...> ? 1 : kHeadWords<Ts...>, kAnyDynamic<Ts...>> {
  static std::string name() { return "(" + type_names<Ts...>() + ")"; }
  static std::tuple<Ts...> read(AbiReader& reader) {
    if constexpr (kAnyDynamic<Ts...>) {
      AbiReader members = reader.tuple(kHeadWords<Ts...>);
      return read_members<Ts...>(members);
    } else {
      return read_members<Ts...>(reader);
    }
  }
  static void write(AbiWriter& writer, const std::tuple<Ts...>& value) {
    if constexpr (kAnyDynamic<Ts...>) {
      AbiWriter members(kHeadWords<Ts...>);
      std::apply([&](const Ts&... each) { write_members(members, each...); }, value);
      writer.tuple(members);
    } else {
      std::apply([&](const Ts&... each) { write_members(writer, each...); }, value);
    }
  }
};

/// Reverts as code of solc 0.8 does when its decoder failed.
inline void require_decoded(const AbiReader& reader) {
  if (reader.failure() == AbiFailure::kTooLarge) revert_panic(0x41);
  if (!reader.ok()) revert_empty();
}

/// abi.encode(values...)
template <class... Ts>
Bytes encode(const Ts&... values) {
  AbiWriter writer(kHeadWords<Ts...>);
  write_members(writer, values...);
  return writer.finish();
}
/// A selector and the encoded arguments or members behind it.
template <class... Ts>
Bytes encode_with_selector(Selector selector, const Ts&... values) {
  AbiWriter writer(selector, kHeadWords<Ts...>);
  write_members(writer, values...);
  return writer.finish();
}
/// abi.decode(data, (Ts...)): trailing bytes are allowed. Reverts as Solidity does.
template <class... Ts>
std::tuple<Ts...> decode(BytesView data, AbiLocation location = AbiLocation::kMemory) {
  AbiReader reader(data, kHeadWords<Ts...>, location);
  auto values = read_members<Ts...>(reader);
  require_decoded(reader);
  return values;
}

}  // namespace abi
}  // namespace orrery::chains
