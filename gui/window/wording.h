#pragma once

#include <QString>
#include <string>
#include <string_view>

#include "sim/time.h"

namespace orrery::gui {

inline QString to_qt(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// "06:48:31", or with decimals "06:48:31.204" (UTC); `decimals` 0, 3, 6 or 9.
QString clock_text(sim::Time time, int decimals = 0);
/// "2025-10-20".
QString date_text(sim::Time time);
/// Whether midnight (UTC) lies between two moments: a clock then leaves open which day it tells of.
bool crosses_midnight(sim::Time from, sim::Time until);
/// clock_text, with the date before it where `dated`: "2025-10-20 06:48:31.204".
QString moment_text(sim::Time time, int decimals, bool dated);
/// "1 234 567", with thin spaces.
QString count_text(std::uint64_t count);
/// A text with the numbers in it as programs read them: "1234567".
QString machine_text(QString text);
/// "40 ms", "1h 02m 03s".
QString span_text(sim::Duration duration);

/// A round step of time for a scale on which `length` spans `pixels`, with at least `apart` pixels between marks:
/// 1, 2 or 5 times a power of ten below a second; seconds, minutes and hours as clocks divide them above.
sim::Duration scale_step(sim::Duration length, double pixels, double apart);
/// How many decimals a clock needs to tell marks of that step apart.
int decimals_for(sim::Duration step);

}  // namespace orrery::gui
