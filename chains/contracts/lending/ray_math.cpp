#include "chains/contracts/lending/ray_math.h"

#include "chains/contracts/checked_math.h"

namespace orrery::chains::lending {
namespace {

/// (a * b + one / 2) / one, half up.
Uint256 scaled_product(const Uint256& a, const Uint256& b, const Uint256& one) {
  return checked_add(checked_multiply(a, b), one / 2) / one;
}
/// (a * one + b / 2) / b, half up.
Uint256 scaled_quotient(const Uint256& a, const Uint256& b, const Uint256& one) {
  if (b == 0) revert_empty();
  return checked_add(checked_multiply(a, one), b / 2) / b;
}

}  // namespace

Uint256 ray_multiply(const Uint256& a, const Uint256& b) { return scaled_product(a, b, kRay); }
Uint256 ray_divide(const Uint256& a, const Uint256& b) { return scaled_quotient(a, b, kRay); }
Uint256 wad_divide(const Uint256& a, const Uint256& b) { return scaled_quotient(a, b, kWad); }
Uint256 wad_to_ray(const Uint256& a) { return checked_multiply(a, kRay / kWad); }
Uint256 percent_multiply(const Uint256& value, const Uint256& basis_points) {
  return scaled_product(value, basis_points, kBasisPoints);
}
Uint256 percent_divide(const Uint256& value, const Uint256& basis_points) {
  return scaled_quotient(value, basis_points, kBasisPoints);
}

Uint256 linear_interest(const Uint256& rate, std::uint64_t seconds) {
  return checked_add(kRay, checked_multiply(rate, seconds) / kSecondsPerYear);
}

Uint256 compounded_interest(const Uint256& rate, std::uint64_t seconds) {
  if (seconds == 0) return kRay;
  const Uint256 n = seconds, n_minus_1 = n - 1, n_minus_2 = seconds > 2 ? Uint256(n - 2) : Uint256(0);
  const Uint256 square = ray_multiply(rate, rate) / (Uint256(kSecondsPerYear) * kSecondsPerYear);
  const Uint256 cube = ray_multiply(square, rate) / kSecondsPerYear;
  const Uint256 first = checked_multiply(rate, n) / kSecondsPerYear;
  const Uint256 second = checked_multiply(checked_multiply(n, n_minus_1), square) / 2;
  const Uint256 third = checked_multiply(checked_multiply(checked_multiply(n, n_minus_1), n_minus_2), cube) / 6;
  return checked_add(checked_add(checked_add(kRay, first), second), third);
}

}  // namespace orrery::chains::lending
