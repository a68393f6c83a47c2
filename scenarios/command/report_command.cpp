#include <fmt/format.h>

#include <filesystem>

#include "scenarios/command/commands.h"
#include "scenarios/page/run_page.h"
#include "scenarios/page/sweep_page.h"
#include "scenarios/recording/new_file.h"
#include "scenarios/sweep/sweep_file.h"

namespace orrery::scenarios {

int report_command(const std::string& subject, std::string out, bool force) {
  const bool is_sweep = kind_of_sweep_file(subject) == SweepFileKind::kSweep;
  const std::string html = is_sweep ? sweep_page(read_sweep(subject)) : run_page(sim::RecordingReader(subject));
  if (out.empty()) out = std::filesystem::path(subject).replace_extension(".html").string();
  NewFile file(out, force);
  file.write(html);
  file.finish();
  fmt::print("{}\n", out);
  return kHeld;
}

}  // namespace orrery::scenarios
