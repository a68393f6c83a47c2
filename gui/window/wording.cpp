#include "gui/window/wording.h"

#include <array>

namespace orrery::gui {

QString clock_text(sim::Time time, int decimals) { return to_qt(sim::to_text(time, decimals)).mid(11).chopped(1); }

QString date_text(sim::Time time) { return to_qt(sim::to_text(time, 0)).left(10); }

bool crosses_midnight(sim::Time from, sim::Time until) {
  return from < until && date_text(from) != date_text(until - sim::Duration::nanoseconds(1));
}

QString moment_text(sim::Time time, int decimals, bool dated) {
  return (dated ? date_text(time) + " " : QString()) + clock_text(time, decimals);
}

namespace {
constexpr QChar kThinSpace(0x2009);
}

QString count_text(std::uint64_t count) {
  QString text = QString::number(count);
  for (qsizetype at = text.size() - 3; at > 0; at -= 3) text.insert(at, kThinSpace);
  return text;
}

QString machine_text(QString text) { return text.remove(kThinSpace); }

QString span_text(sim::Duration duration) { return to_qt(sim::to_text(duration)); }

sim::Duration scale_step(sim::Duration length, double pixels, double apart) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  constexpr std::array<std::int64_t, 15> kLong{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400};
  const double least = static_cast<double>(length.count_nanoseconds()) * apart / pixels;
  for (std::int64_t decade = 1; decade < kSecond; decade *= 10) {
    for (const std::int64_t factor : {1, 2, 5}) {
      if (static_cast<double>(decade * factor) >= least) return sim::Duration::nanoseconds(decade * factor);
    }
  }
  for (const std::int64_t seconds : kLong) {
    if (static_cast<double>(seconds * kSecond) >= least) return sim::Duration::seconds(seconds);
  }
  std::int64_t hours = 6;
  while (static_cast<double>(hours * 3600 * kSecond) < least) hours *= 2;
  return sim::Duration::hours(hours);
}

int decimals_for(sim::Duration step) {
  if (step >= sim::Duration::seconds(1)) return 0;
  if (step >= sim::Duration::milliseconds(1)) return 3;
  return step >= sim::Duration::microseconds(1) ? 6 : 9;
}

}  // namespace orrery::gui
