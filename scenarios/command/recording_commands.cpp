#include <fmt/format.h>

#include "scenarios/command/commands.h"
#include "scenarios/recording/compare.h"
#include "scenarios/recording/export.h"
#include "scenarios/recording/why.h"
#include "sim/input_error.h"
#include "sim/recording/recording_reader.h"

namespace orrery::scenarios {

int why_command(const std::string& recording, const std::string& subject, bool json) {
  const sim::RecordingReader reader(recording);
  const WhyAnswer answer = explain(reader, subject);
  fmt::print("{}\n", json ? to_json(answer) : to_text(answer));
  return kHeld;
}

int compare_command(const std::string& first, const std::string& second, bool json) {
  const Comparison comparison = compare_recordings(first, second);
  fmt::print("{}", json ? to_json(comparison) + "\n" : to_text(comparison));
  return comparison.same() && comparison.figures.empty() ? kHeld : kViolated;
}

int export_command(const std::string& recording, const std::string& csv_folder, const std::string& perfetto_file,
                   bool force) {
  if (csv_folder.empty() && perfetto_file.empty())
    throw sim::InputError("export", "expected --csv FOLDER, --perfetto FILE, or both");
  const sim::RecordingReader reader(recording);
  if (!csv_folder.empty()) export_csv(reader, csv_folder, force);
  if (!perfetto_file.empty()) export_perfetto(reader, perfetto_file, force);
  return kHeld;
}

}  // namespace orrery::scenarios
