#include "scenarios/recording/trace.h"

#include "scenarios/recording/phrase.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

WhyStep step_of(const sim::RecordingReader& reader, const sim::RecordedRow& row) {
  return {
      .row = row.id, .time = row.time, .table = row.table->name, .who = who(reader, row), .what = phrase(reader, row)};
}

std::vector<sim::RecordedRow> trace(const sim::RecordingReader& reader, std::uint64_t row) {
  std::vector<sim::RecordedRow> rows;
  while (true) {
    const auto chain = reader.chain(row);
    for (const sim::RecordedRow& link : chain) {
      rows.push_back(link);
      if (link.table->name == "delivery" && link.integer("fault").has_value()) break;
    }
    if (rows.empty() || rows.back().table->name != "delivery") return rows;
    const auto fault = rows.back().integer("fault");
    if (!fault.has_value()) return rows;
    if (static_cast<std::uint64_t>(*fault) >= rows.back().id) {
      throw sim::InputError(reader.path(),
                            "is damaged: row " + std::to_string(rows.back().id) + " was dropped by a later fault");
    }
    row = static_cast<std::uint64_t>(*fault);
  }
}

std::vector<sim::RecordedRow> faults_standing(const sim::RecordingReader& reader, sim::Time at) {
  return faults_standing(reader, at, at);
}

std::vector<sim::RecordedRow> faults_standing(const sim::RecordingReader& reader, sim::Time from, sim::Time until) {
  std::vector<sim::RecordedRow> standing;
  if (reader.table("fault") == nullptr) return standing;
  const sim::RowFilter until_then{
      .from = {}, .until = until + sim::Duration::nanoseconds(1), .about = {}, .newest_first = false};
  reader.rows("fault", until_then, [&](const sim::RecordedRow& fault) {
    const auto end = fault.integer("end");
    if (!end.has_value() || *end > from.unix_nanoseconds()) standing.push_back(fault);
    return true;
  });
  return standing;
}

}  // namespace orrery::scenarios
