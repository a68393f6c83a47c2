#include "scenarios/recording/trace_event_writer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace orrery::scenarios {
namespace {

// Threads are numbered apart from processes: viewers take a thread with its process's number for the main one.
constexpr std::int64_t kFirstThread = 1'000'000;

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// The format counts microseconds; three decimals keep the nanosecond.
std::string microseconds(sim::Duration duration) {
  const std::int64_t n = duration.count_nanoseconds();
  const std::int64_t whole = n < 0 ? -n : n;
  return fmt::format("{}{}.{:03}", n < 0 ? "-" : "", whole / 1000, whole % 1000);
}

}  // namespace

TraceEventWriter::TraceEventWriter(NewFile& file, const sim::RecordingReader& reader, sim::Time start)
    : file_(file), reader_(reader), start_(start), last_thread_(kFirstThread) {
  file_.write("{\"displayTimeUnit\":\"ms\",\"otherData\":{\"start\":" + json_text(sim::to_text(start, 9)) +
              "},\"traceEvents\":[");
}

void TraceEventWriter::event(const std::string& fields) {
  file_.write((first_ ? "\n{" : ",\n{") + fields + "}");
  first_ = false;
}

std::int64_t TraceEventWriter::process_named(const std::string& name) {
  const auto [found, is_new] = processes_.emplace(name, static_cast<std::int64_t>(processes_.size()) + 1);
  if (is_new) {
    event(
        fmt::format(R"("ph":"M","name":"process_name","pid":{},"args":{{"name":{}}})", found->second, json_text(name)));
  }
  return found->second;
}

std::int64_t TraceEventWriter::process_of(sim::EntityId entity) {
  if (entity.is_none() || entity.index >= reader_.entities().size()) return process_named("run");
  const sim::Entity& known = reader_.entities()[entity.index];
  return process_named(known.parent.is_none() ? known.kind : reader_.name_of(known.parent));
}

TraceEventWriter::Track TraceEventWriter::place(std::int64_t process, const std::string& name, sim::Time begin,
                                                sim::Time end) {
  std::vector<Lane>& lanes = lanes_[{process, name}];
  for (Lane& lane : lanes) {
    if (lane.busy_until > begin) continue;
    lane.busy_until = end;
    return lane.track;
  }
  lanes.push_back({{process, ++last_thread_}, end});
  event(fmt::format(R"("ph":"M","name":"thread_name","pid":{},"tid":{},"args":{{"name":{}}})", process, last_thread_,
                    json_text(name)));
  return lanes.back().track;
}

TraceEventWriter::Track TraceEventWriter::track(sim::EntityId entity, const std::string& lane, sim::Time begin,
                                                sim::Time end) {
  return place(process_of(entity), reader_.name_of(entity) + " " + lane, begin, end);
}

TraceEventWriter::Track TraceEventWriter::fault_track(sim::Time begin, sim::Time end) {
  return place(process_named("faults"), "faults", begin, end);
}

std::string TraceEventWriter::place_text(Track track, sim::Time at) const {
  return fmt::format(R"("pid":{},"tid":{},"ts":{})", track.process, track.thread, microseconds(at - start_));
}

void TraceEventWriter::slice(Track track, std::string_view name, sim::Time begin, sim::Time end,
                             std::string_view detail) {
  event(fmt::format(R"("ph":"X","name":{},{},"dur":{},"args":{{"detail":{}}})", json_text(name),
                    place_text(track, begin), microseconds(end - begin), json_text(detail)));
}

void TraceEventWriter::instant(Track track, std::string_view name, sim::Time at) {
  event(fmt::format(R"("ph":"i","s":"t","name":{},{})", json_text(name), place_text(track, at)));
}

void TraceEventWriter::counter(sim::EntityId entity, std::string_view name, sim::Time at, double value) {
  const std::string of = entity.is_none() ? "" : reader_.name_of(entity) + " ";
  event(fmt::format(R"("ph":"C","name":{},"pid":{},"ts":{},"args":{{"value":{}}})", json_text(of + std::string(name)),
                    process_of(entity), microseconds(at - start_), nlohmann::json(value).dump()));
}

void TraceEventWriter::flow(std::uint64_t id, Track from, sim::Time begin, Track to, sim::Time end) {
  event(fmt::format(R"("ph":"s","name":"message","cat":"message","id":{},{})", id, place_text(from, begin)));
  event(fmt::format(R"("ph":"f","bp":"e","name":"message","cat":"message","id":{},{})", id, place_text(to, end)));
}

void TraceEventWriter::finish() {
  file_.write("\n]}\n");
  file_.finish();
}

}  // namespace orrery::scenarios
