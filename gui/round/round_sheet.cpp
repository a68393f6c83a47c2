#include "gui/round/round_sheet.h"

#include <algorithm>

#include "gui/model/round_answers.h"
#include "nodes/ocr2/quorums.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::gui {
namespace {

using sim::EntityId;
using Mark = RoundCell::Mark;

// What belongs to a round may be recorded a moment before its span begins and after it ended.
constexpr sim::Duration kBefore = sim::Duration::milliseconds(1), kAfter = sim::Duration::seconds(12);

struct Sent {
  std::uint64_t row = 0;
  std::size_t node = 0, step = 0;
};

std::vector<RoundSheet::Step> steps_of(const Group* group) {
  const int n = group == nullptr ? 0 : static_cast<int>(group->members.size());
  const int f = group == nullptr ? 0 : group->faulty_at_most;
  const nodes::Quorums quorums{n, f};
  return {{"observe-req", true, 0, 0, {}}, {"observe", false, quorums.correct_majority(), 0, {}},
          {"report-req", true, 0, 0, {}},  {"report", false, quorums.one_correct(), 0, {}},
          {"final", true, 0, 0, {}},       {"final-echo", false, quorums.one_correct(), 0, {}}};
}

std::optional<std::size_t> step_named(const RoundSheet& sheet, std::string_view kind) {
  for (std::size_t i = 0; i < sheet.steps.size(); ++i) {
    if (sheet.steps[i].kind == kind) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> node_of(const RoundSheet& sheet, EntityId id) {
  const auto found = std::find(sheet.nodes.begin(), sheet.nodes.end(), id);
  if (found == sheet.nodes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - sheet.nodes.begin());
}

// Each node's first message of a step, in force from its sending; an answer, from its arrival.
std::vector<Sent> read_messages(scenarios::RecordingQuery& query, const WorldModel& world, RoundSheet& sheet,
                                const std::atomic<bool>& stop) {
  const sim::Time until = sim::Time::from_unix_nanoseconds(sheet.span.end) + kAfter;
  const MessageWindow window = round_window(query, world, sheet.span, until, stop);
  std::vector<Sent> sent;
  for (const WindowMessage& message : window.messages) {
    const auto step = step_named(sheet, window.kinds[message.kind]);
    const auto node = node_of(sheet, message.sender);
    if (!step.has_value() || !node.has_value()) continue;
    RoundCell& cell = sheet.cell(*node, *step);
    if (cell.mark != Mark::kNone) continue;
    cell = {Mark::kSent, message.row, message.time, message.time, message.detail};
    sent.push_back({message.row, *node, *step});
  }
  for (std::size_t step = 0; step < sheet.steps.size(); ++step) {
    if (sheet.steps[step].by_leader) continue;
    const RoundAnswers answers = answers_of(window, sheet.span, sheet.steps[step].kind, sheet.steps[step].quorum);
    sheet.steps[step].closed = answers.closed;
    for (const RoundAnswer& answer : answers.all) {
      const auto node = node_of(sheet, answer.sender);
      if (!node.has_value() || sheet.cell(*node, step).row != answer.message) continue;
      sheet.cell(*node, step).settled = answer.arrival;
      if (answer.late) sheet.cell(*node, step).mark = Mark::kLate;
    }
  }
  return sent;
}

// Copies that did not arrive: the leader's requests leave a node unheard, a node's answer is lost.
void apply_losses(const sim::RecordingReader& reader, RoundSheet& sheet, const std::vector<Sent>& sent,
                  const std::atomic<bool>& stop) {
  const sim::Time from = sim::Time::from_unix_nanoseconds(sheet.span.begin) - kBefore;
  const sim::Time until = sim::Time::from_unix_nanoseconds(sheet.span.end) + kAfter;
  reader.rows("delivery", {.from = from, .until = until, .about = {}}, [&](const sim::RecordedRow& row) {
    const auto message = static_cast<std::uint64_t>(row.integer("message").value_or(0));
    const std::string fate = row.text("fate");
    const auto found = std::find_if(sent.begin(), sent.end(), [&](const Sent& s) { return s.row == message; });
    if (found == sent.end() || fate == "delivered" || fate == "duplicate") return !stop.load();
    if (!sheet.steps[found->step].by_leader) {
      if (sheet.steps[found->step].kind == "final-echo") return !stop.load();
      RoundCell& cell = sheet.cell(found->node, found->step);
      cell.mark = Mark::kLost;
      cell.row = row.id;
      cell.settled = row.time.unix_nanoseconds();
      cell.words = fate;
    } else if (const auto node = node_of(sheet, row.entity("receiver")); node.has_value()) {
      const std::size_t answer = found->step + 1;
      if (answer < sheet.steps.size() && sheet.cell(*node, answer).mark == Mark::kNone) {
        const std::int64_t time = row.time.unix_nanoseconds();
        sheet.cell(*node, answer) = {Mark::kUnheard, row.id, time, time, fate};
      }
    }
    return !stop.load();
  });
}

std::string place_of(const RoundSpan& span) {
  return " of epoch " + std::to_string(span.epoch) + ", round " + std::to_string(span.round);
}

// "dropped observe of epoch 5, round 3 from oracle 7: reason", as nodes/ocr2/oracle_journal.cpp writes it. What is
// passed over in the ordinary course of things, late or superfluous, is an "info"; only a "warning" points at a fault.
void apply_rejection(RoundSheet& sheet, const sim::RecordedRow& row, const std::string& text) {
  const std::string place = place_of(sheet.span) + " from oracle ";
  const std::size_t at = text.find(place), colon = text.find(": ", at);
  if (!text.starts_with("dropped ") || at == std::string::npos || colon == std::string::npos) return;
  const auto step = step_named(sheet, std::string_view(text).substr(8, at - 8));
  const auto node = static_cast<std::size_t>(std::strtoul(text.c_str() + at + place.size(), nullptr, 10));
  if (!step.has_value() || node >= sheet.nodes.size()) return;
  const std::string reason = text.substr(colon + 2);
  // Of a copy that came twice the first was taken.
  if (reason == "not its first") return;
  RoundCell& cell = sheet.cell(node, *step);
  const std::int64_t time = row.time.unix_nanoseconds();
  cell = {Mark::kRejected, row.id, cell.mark == Mark::kNone ? time : cell.time, time, reason};
}

// "observation of epoch 5, round 3 failed: reason", of the node itself: the call to its plugin, and the step that waits
// for what it gives.
void apply_failure(RoundSheet& sheet, const sim::RecordedRow& row, const std::string& text) {
  constexpr std::pair<std::string_view, std::string_view> kSteps[] = {
      {"query", "observe-req"}, {"observation", "observe"}, {"report", "report"}};
  const std::string place = place_of(sheet.span) + " failed: ";
  const std::size_t at = text.find(place);
  const auto node = node_of(sheet, row.entity("entity"));
  if (at == std::string::npos || !node.has_value()) return;
  for (const auto& [call, kind] : kSteps) {
    const auto step = step_named(sheet, kind);
    if (std::string_view(text).substr(0, at) != call || !step.has_value()) continue;
    RoundCell& cell = sheet.cell(*node, *step);
    const std::int64_t time = row.time.unix_nanoseconds();
    if (cell.mark == Mark::kNone) cell = {Mark::kFailed, row.id, time, time, text.substr(at + place.size())};
  }
}

void apply_notes(const sim::RecordingReader& reader, RoundSheet& sheet, const std::atomic<bool>& stop) {
  const sim::Time from = sim::Time::from_unix_nanoseconds(sheet.span.begin) - kBefore;
  const sim::Time until = sim::Time::from_unix_nanoseconds(sheet.span.end) + kAfter;
  reader.rows("note", {.from = from, .until = until, .about = {}}, [&](const sim::RecordedRow& row) {
    if (row.text("severity") != "warning") return !stop.load();
    const std::string text = row.text("text");
    if (row.entity("entity") == sheet.span.leader) apply_rejection(sheet, row, text);
    apply_failure(sheet, row, text);
    return !stop.load();
  });
}

// What of a cell had come to pass by `now`.
void take_back_the_future(RoundCell& cell, std::int64_t now) {
  if (cell.mark == Mark::kNone || cell.settled <= now) return;
  if (cell.time > now || cell.mark == Mark::kUnheard) {
    cell = {.mark = Mark::kAhead};
  } else {
    cell.mark = Mark::kOnWay;
    cell.words.clear();
  }
}

bool was_unheard_by_a_dead_machine(const RoundCell& cell) {
  return cell.mark == Mark::kUnheard && cell.words == "dead";
}

// A machine that was not up sends nothing.
void mark_down(RoundSheet& sheet, std::size_t node, const StateAt& state) {
  for (std::size_t step = 0; step < sheet.steps.size(); ++step) {
    RoundCell& cell = sheet.cell(node, step);
    const bool empty = cell.mark == Mark::kNone || cell.mark == Mark::kAhead || was_unheard_by_a_dead_machine(cell);
    if (empty && sheet.is_sender(node, step)) cell = {Mark::kDown, state.status_row, 0, 0, state.status};
  }
}

void count(RoundSheet& sheet, sim::Time time, const StateHistory& states) {
  for (std::size_t node = 0; node < sheet.nodes.size(); ++node) {
    const bool is_down = !states.is_up(sheet.nodes[node], time);
    bool faulty = is_down;
    for (std::size_t step = 0; step < sheet.steps.size(); ++step) {
      const RoundCell& cell = sheet.cell(node, step);
      if (cell.mark == Mark::kSent) ++sheet.steps[step].counted;
      // Once the round is over, a machine that is up again is no longer faulty.
      const bool unheard = cell.mark == Mark::kUnheard && (sheet.goes_on || !was_unheard_by_a_dead_machine(cell));
      faulty |= unheard || cell.mark == Mark::kLost || cell.mark == Mark::kRejected;
    }
    sheet.down_now += is_down ? 1 : 0;
    sheet.faulty_now += faulty ? 1 : 0;
  }
}

}  // namespace

RoundSheet RoundSheet::read(scenarios::RecordingQuery& query, const WorldModel& world, const RoundSpan& span,
                            const std::atomic<bool>& stop) {
  const sim::RecordingReader& reader = query.reader();
  const sim::RecordingReader::Snapshot snapshot(reader);
  RoundSheet sheet;
  sheet.span = span;
  sheet.network = world.name_of(span.network);
  const Group* group = world.group(span.network);
  if (group != nullptr) {
    sheet.nodes = group->members;
    sheet.faulty_at_most = group->faulty_at_most;
  }
  sheet.steps = steps_of(group);
  sheet.cells.resize(sheet.nodes.size() * sheet.steps.size());
  const std::vector<Sent> sent = read_messages(query, world, sheet, stop);
  if (!stop) apply_losses(reader, sheet, sent, stop);
  if (!stop) apply_notes(reader, sheet, stop);
  return sheet;
}

bool RoundSheet::is_sender(std::size_t node, std::size_t step) const {
  return !steps[step].by_leader || nodes[node] == span.leader;
}

bool RoundSheet::shows(RoundCell::Mark mark) const {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].mark == mark && is_sender(i / steps.size(), i % steps.size())) return true;
  }
  return false;
}

bool RoundSheet::looks_like(const RoundSheet& other) const {
  return span.row == other.span.row && steps == other.steps && cells == other.cells && faulty_now == other.faulty_now &&
         down_now == other.down_now && goes_on == other.goes_on;
}

RoundSheet RoundSheet::at(sim::Time time, const StateHistory& states) const {
  RoundSheet sheet = *this;
  sheet.goes_on = span.goes_on_at(time);
  for (RoundCell& cell : sheet.cells) take_back_the_future(cell, time.unix_nanoseconds());
  const sim::Time last = sheet.goes_on ? time : std::min(time, sim::Time::from_unix_nanoseconds(span.end));
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    for (std::size_t step = 0; step < steps.size() && sheet.goes_on; ++step) {
      RoundCell& cell = sheet.cell(node, step);
      if (cell.mark == Mark::kNone && is_sender(node, step)) cell.mark = Mark::kAhead;
    }
    if (const StateAt state = states.at(nodes[node], last); !state.is_up()) mark_down(sheet, node, state);
  }
  count(sheet, time, states);
  return sheet;
}

}  // namespace orrery::gui
