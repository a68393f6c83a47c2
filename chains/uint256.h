#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "chains/bytes.h"

namespace orrery::chains {

/// Unsigned 256-bit integer; arithmetic wraps modulo 2^256 as on chain.
using Uint256 = boost::multiprecision::uint256_t;
/// Signed integer wide enough for every int256 and the products that contracts form; not wrapping.
using Int256 = boost::multiprecision::int512_t;
/// An int192 as the OCR protocol writes it: big-endian two's complement.
using Bytes24 = FixedBytes<24>;

/// 32 big-endian bytes.
Bytes32 to_bytes32(const Uint256& value);
/// Writes 32 big-endian bytes at `out`.
void write_word(const Uint256& value, std::uint8_t* out);
/// A big-endian number of at most 32 bytes; longer stops the run.
Uint256 to_uint256(BytesView big_endian);
/// The number that 32 big-endian bytes at `word` write.
Uint256 read_word(const std::uint8_t* word);
/// The address as a number below 2^160, and back from the low 160 bits.
Uint256 to_uint256(const Address& address);
Address to_address(const Uint256& word);

/// Two's complement in 256 bits. Needs -2^255 <= value < 2^255, else the run stops.
Uint256 to_word(const Int256& value);
/// The signed number whose two's complement is `word`.
Int256 from_word(const Uint256& word);
/// True when `value` is an intN or a uintN of `bits` bits (1 to 256).
bool fits_signed(const Int256& value, unsigned bits);
bool fits_unsigned(const Uint256& value, unsigned bits);

/// The 24-byte codec of observations (spec/ocr.md §2.2). Empty outside [-2^191, 2^191).
std::optional<Bytes24> encode_int192(const Int256& value);
/// Empty unless exactly 24 bytes.
std::optional<Int256> decode_int192(BytesView bytes);

/// Decimal digits, or hexadecimal ones behind "0x"; "_" may part digits. Throws sim::InputError, also above 2^256-1.
Uint256 parse_uint256(std::string_view text);
/// As parse_uint256 with an optional leading "-". Throws sim::InputError outside int256.
Int256 parse_int256(std::string_view text);
/// Decimal digits, behind "-" when negative.
std::string to_text(const Uint256& value);
std::string to_text(const Int256& value);

}  // namespace orrery::chains
