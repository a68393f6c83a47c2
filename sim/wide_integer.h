#pragma once

namespace orrery::sim {

/// 128-bit integers, for products of two words that must not lose a bit. Both of our compilers have them; ISO C++ has
/// no name for them.
__extension__ typedef __int128 Int128;            // NOLINT(modernize-use-using)
__extension__ typedef unsigned __int128 Uint128;  // NOLINT(modernize-use-using)

}  // namespace orrery::sim
