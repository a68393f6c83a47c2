#pragma once

#include <QColor>
#include <array>

namespace orrery::gui {

/// Whose eyes a colour is seen with: all cones, or without those for long, middle or short waves.
enum class Vision : std::uint8_t { kNormal, kProtanopia, kDeuteranopia, kTritanopia };
inline constexpr std::array kVisions{Vision::kNormal, Vision::kProtanopia, Vision::kDeuteranopia, Vision::kTritanopia};

/// The colour as it looks to such eyes. Matrices for severity 1.0 of Machado, Oliveira and Fernandes (2009), "A
/// Physiologically-based Model for Simulation of Color Vision Deficiency", applied to linear light.
QColor seen_with(Vision vision, const QColor& colour);

/// CIEDE2000: how different two colours look; about 1 is the least that is noticed side by side. Sharma, Wu and Dalal
/// (2005), D65.
double colour_difference(const QColor& a, const QColor& b);
/// The same of two CIE L*a*b* colours, which is what the paper's test data are.
double lab_difference(const std::array<double, 3>& a, const std::array<double, 3>& b);

/// The smallest difference to any of the four kinds of eyes.
double least_difference(const QColor& a, const QColor& b);

}  // namespace orrery::gui
