#include "tests/gui/window/colour_vision.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace orrery::gui {
namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

constexpr Matrix kNormal{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix kProtanopia{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeuteranopia{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritanopia{
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};
// Of linear sRGB; IEC 61966-2-1.
constexpr Matrix kToXyz{
    {{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}}};
constexpr Triple kD65{0.95047, 1.0, 1.08883};

const Matrix& matrix_of(Vision vision) {
  switch (vision) {
    case Vision::kNormal:
      return kNormal;
    case Vision::kProtanopia:
      return kProtanopia;
    case Vision::kDeuteranopia:
      return kDeuteranopia;
    case Vision::kTritanopia:
      return kTritanopia;
  }
  return kNormal;
}

Triple times(const Matrix& matrix, const Triple& v) {
  Triple product{};
  for (std::size_t i = 0; i < 3; ++i) product[i] = matrix[i][0] * v[0] + matrix[i][1] * v[1] + matrix[i][2] * v[2];
  return product;
}

double linear(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double encoded(double light) { return light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055; }

Triple light_of(const QColor& colour) {
  return {linear(colour.redF()), linear(colour.greenF()), linear(colour.blueF())};
}

Triple lab_of(const QColor& colour) {
  Triple xyz = times(kToXyz, light_of(colour));
  for (std::size_t i = 0; i < 3; ++i) {
    const double share = xyz[i] / kD65[i];
    xyz[i] = share > 216.0 / 24389 ? std::cbrt(share) : (24389.0 / 27 * share + 16) / 116;
  }
  return {116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])};
}

double degrees(double angle) {
  const double found = angle * 180 / std::numbers::pi;
  return found < 0 ? found + 360 : found;
}

double cosine(double angle) { return std::cos(angle * std::numbers::pi / 180); }

}  // namespace

QColor seen_with(Vision vision, const QColor& colour) {
  const Triple seen = times(matrix_of(vision), light_of(colour));
  const auto channel = [](double light) { return static_cast<float>(encoded(std::clamp(light, 0.0, 1.0))); };
  return QColor::fromRgbF(channel(seen[0]), channel(seen[1]), channel(seen[2]));
}

// Names and numbers of the equations as in the paper.
double lab_difference(const Triple& a, const Triple& b) {
  const double c_mean = (std::hypot(a[1], a[2]) + std::hypot(b[1], b[2])) / 2;
  const double c7 = std::pow(c_mean, 7), pow25 = std::pow(25.0, 7);
  const double g = 0.5 * (1 - std::sqrt(c7 / (c7 + pow25)));                            // (4)
  const double a1 = (1 + g) * a[1], a2 = (1 + g) * b[1];                                // (5)
  const double c1 = std::hypot(a1, a[2]), c2 = std::hypot(a2, b[2]);                    // (6)
  const double h1 = degrees(std::atan2(a[2], a1)), h2 = degrees(std::atan2(b[2], a2));  // (7)
  double turn = h2 - h1;                                                                // (10)
  if (c1 * c2 == 0) turn = 0;
  if (turn > 180) turn -= 360;
  if (turn < -180) turn += 360;
  const double dl = b[0] - a[0], dc = c2 - c1;                                             // (8), (9)
  const double dh = 2 * std::sqrt(c1 * c2) * std::sin(turn / 2 * std::numbers::pi / 180);  // (11)
  const double l = (a[0] + b[0]) / 2, c = (c1 + c2) / 2;                                   // (12), (13)
  double h = h1 + h2;                                                                      // (14)
  if (c1 * c2 != 0) {
    if (std::abs(h1 - h2) > 180) h += h < 360 ? 360 : -360;
    h /= 2;
  }
  const double t =
      1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) - 0.20 * cosine(4 * h - 63);  // (15)
  const double theta = 30 * std::exp(-std::pow((h - 275) / 25, 2));                                             // (16)
  const double rc = 2 * std::sqrt(std::pow(c, 7) / (std::pow(c, 7) + pow25));                                   // (17)
  const double sl = 1 + 0.015 * std::pow(l - 50, 2) / std::sqrt(20 + std::pow(l - 50, 2));                      // (18)
  const double sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t;               // (19), (20)
  const double rt = -std::sin(2 * theta * std::numbers::pi / 180) * rc;  // (21)
  const double x = dl / sl, y = dc / sc, z = dh / sh;
  return std::sqrt(x * x + y * y + z * z + rt * y * z);  // (22)
}

double colour_difference(const QColor& a, const QColor& b) { return lab_difference(lab_of(a), lab_of(b)); }

double least_difference(const QColor& a, const QColor& b) {
  double least = colour_difference(a, b);
  for (const Vision vision : kVisions)
    least = std::min(least, colour_difference(seen_with(vision, a), seen_with(vision, b)));
  return least;
}

}  // namespace orrery::gui
