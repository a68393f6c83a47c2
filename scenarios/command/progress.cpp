#include "scenarios/command/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace orrery::scenarios {

std::function<void(const Progress&)> terminal_progress(bool quiet) {
  if (quiet || isatty(STDERR_FILENO) == 0) return [](const Progress&) {};
  return [](const Progress& progress) {
    const double whole = static_cast<double>((progress.end - progress.start).count_nanoseconds());
    const double done =
        whole > 0 ? static_cast<double>((progress.now - progress.start).count_nanoseconds()) / whole : 1;
    const double left = done > 0 ? progress.wall_seconds * (1 - done) / done : 0;
    const double rate = progress.wall_seconds > 0 ? static_cast<double>(progress.events) / progress.wall_seconds : 0;
    const std::string line =
        fmt::format("{}  {:3.0f} %  {:.1f} M events, {:.2f} M/s  {:.0f} s left", sim::to_text(progress.now, 0),
                    done * 100, static_cast<double>(progress.events) / 1e6, rate / 1e6, left);
    std::fprintf(stderr, "\r\033[K%s", line.c_str());
    std::fflush(stderr);
  };
}

void clear_progress() {
  if (isatty(STDERR_FILENO) != 0) std::fputs("\r\033[K", stderr);
}

}  // namespace orrery::scenarios
