// PHOLD on the real kernel, with the arguments and the result line of the programs it is compared with:
//   phold <lps> <population> <events> <seed>
//   RESULT name lps population events seconds events_per_second peak_rss_kib hash
#include <sys/resource.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "tests/bench/phold_model.h"

namespace {

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: %s lps population events seed\n", argv[0]);
    return 2;
  }
  const auto processes = static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10));
  const std::uint64_t population = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t events = std::strtoull(argv[3], nullptr, 10);
  if (processes == 0 || population == 0) {
    std::fprintf(stderr, "%s: lps and population are at least 1\n", argv[0]);
    return 2;
  }
  orrery::bench::Phold model(processes, std::strtoull(argv[4], nullptr, 10));
  model.populate(population);
  const double start = cpu_seconds();
  model.run(events);
  const double seconds = cpu_seconds() - start;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("RESULT orrery %u %llu %llu %.6f %.0f %ld %016llx\n", processes,
              static_cast<unsigned long long>(population), static_cast<unsigned long long>(model.executed()), seconds,
              static_cast<double>(model.executed()) / seconds, usage.ru_maxrss,
              static_cast<unsigned long long>(model.hash()));
  return 0;
}
