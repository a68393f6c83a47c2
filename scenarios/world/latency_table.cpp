#include "scenarios/world/latency_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

constexpr std::string_view kHeader = "zone_a,zone_b,one_way_ms";
constexpr sim::Duration kLongest = sim::Duration::seconds(60);

std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields;
  while (true) {
    const auto comma = line.find(',');
    fields.emplace_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

}  // namespace

std::vector<LatencyRow> parse_latency_table(std::string_view text, const std::string& name) {
  std::vector<LatencyRow> rows;
  std::set<std::pair<std::string, std::string>> seen;
  bool header_seen = false;
  for (std::size_t line_number = 1; !text.empty(); ++line_number) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    const std::string place = fmt::format("{}:{}", name, line_number);
    if (!header_seen) {
      if (line != kHeader && !line.starts_with(std::string(kHeader) + ","))
        throw sim::InputError(place, fmt::format("expected the header {}, found \"{}\"", kHeader, line));
      header_seen = true;
      continue;
    }
    const auto fields = fields_of(line);
    if (fields.size() < 3) throw sim::InputError(place, "expected zone_a,zone_b,one_way_ms");
    LatencyRow row{fields[0], fields[1], {}};
    try {
      row.one_way = sim::parse_duration(fields[2] + "ms");
    } catch (const sim::InputError&) {
      throw sim::InputError(place, fmt::format("expected a latency in ms, found \"{}\"", fields[2]));
    }
    if (row.one_way < sim::Duration::zero() || row.one_way > kLongest)
      throw sim::InputError(place, fmt::format("expected a latency from 0 to 60000 ms, found {}", fields[2]));
    if (!seen.insert(std::minmax(row.zone_a, row.zone_b)).second)
      throw sim::InputError(place, fmt::format("the pair {} and {} stands here twice", row.zone_a, row.zone_b));
    rows.push_back(std::move(row));
  }
  if (rows.empty()) throw sim::InputError(name, "the table has no rows");
  return rows;
}

}  // namespace orrery::scenarios
