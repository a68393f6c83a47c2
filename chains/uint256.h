#pragma once

#include <boost/multiprecision/cpp_int.hpp>

namespace orrery::chains {

/// Unsigned 256-bit integer; arithmetic wraps modulo 2^256 as on chain.
using Uint256 = boost::multiprecision::uint256_t;
/// Signed integer wide enough for every int256 and the products that contracts form; not wrapping.
using Int256 = boost::multiprecision::int512_t;

}  // namespace orrery::chains
