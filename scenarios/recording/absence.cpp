#include "scenarios/recording/absence.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "scenarios/recording/phrase.h"

namespace orrery::scenarios {
namespace {

using sim::EntityId;
using sim::RecordedRow;
using sim::RecordingReader;

// How many dropped messages of one machine are looked through, newest first.
constexpr int kMostDropsSeen = 2000;

sim::RowFilter newest_until(sim::Time at, EntityId about) {
  return {.from = {}, .until = at + sim::Duration::nanoseconds(1), .about = about, .newest_first = true};
}

// What is the matter with a machine: why, and the row at which its story begins.
struct Trouble {
  std::string reason;
  std::uint64_t row = 0;
};

// Finds what was the matter with machines at one moment.
class Inquiry {
 public:
  Inquiry(const RecordingReader& reader, sim::Time opened, sim::Time at)
      : reader_(reader), opened_(opened), at_(at), faults_(faults_standing(reader, at)) {}

  // Down, or not its own master: it can do nothing for anybody.
  std::optional<Trouble> bad_status(EntityId machine) const {
    std::optional<Trouble> trouble;
    if (reader_.table("state") == nullptr) return trouble;
    reader_.rows("state", newest_until(at_, machine), [&](const RecordedRow& state) {
      if (state.text("field") != "status") return true;
      if (const std::string status = state.text("value"); status != "up") trouble = Trouble{status, state.id};
      return false;
    });
    return trouble;
  }

  // What is the matter with a machine that was waited for.
  std::optional<Trouble> trouble_of(EntityId machine) const {
    if (auto trouble = bad_status(machine); trouble.has_value()) return trouble;
    const std::string name = reader_.name_of(machine);
    for (const RecordedRow& fault : faults_) {
      if (fault.text("target") == name) return Trouble{"struck by a fault", fault.id};
    }
    return std::nullopt;
  }

  // What holds a machine back by its own words: a fault that still stands.
  std::optional<Trouble> own_words(const RecordedRow& waiting) const {
    if (!waiting.entity("on_entity").is_none()) return std::nullopt;
    // The fault itself, or a machine that it took down: a chain waits for its validators.
    for (const RecordedRow& link : reader_.chain(waiting.cause.row)) {
      if (link.table->name != "fault" && link.table->name != "state") break;
      for (const RecordedRow& fault : faults_) {
        if (fault.id == link.id) return Trouble{"waiting for " + waiting.text("what"), waiting.cause.row};
      }
    }
    return std::nullopt;
  }

  // The last message from `speaker` that never came to `listener` since the deadline was opened.
  std::optional<Trouble> unheard(EntityId listener, EntityId speaker) {
    auto found = dropped_.find(listener);
    if (found == dropped_.end()) found = dropped_.emplace(listener, drops_of(listener)).first;
    const auto drop = found->second.find(speaker);
    if (drop == found->second.end()) return std::nullopt;
    return Trouble{"not heard", drop->second};
  }

 private:
  std::map<EntityId, std::uint64_t> drops_of(EntityId listener) const {
    std::map<EntityId, std::uint64_t> drops;
    const sim::RecordedTable* messages = reader_.table("message");
    if (messages == nullptr || reader_.table("delivery") == nullptr) return drops;
    sim::RowFilter filter = newest_until(at_, listener);
    filter.from = opened_;
    int seen = 0;
    reader_.rows("delivery", filter, [&](const RecordedRow& delivery) {
      const std::string fate = delivery.text("fate");
      const auto id = delivery.integer("message");
      if (fate == "delivered" || fate == "duplicate" || !id.has_value()) return true;
      const auto message = reader_.row(*messages, static_cast<std::uint64_t>(*id));
      if (message.has_value()) drops.emplace(message->entity("sender"), delivery.id);
      return ++seen < kMostDropsSeen;
    });
    return drops;
  }

  const RecordingReader& reader_;
  sim::Time opened_, at_;
  std::vector<RecordedRow> faults_;
  std::map<EntityId, std::map<EntityId, std::uint64_t>> dropped_;  // listener, speaker, delivery
};

std::vector<RecordedRow> waiting_rows(const RecordingReader& reader, const RecordedRow& deadline) {
  std::vector<RecordedRow> rows;
  if (reader.table("waiting") == nullptr) return rows;
  // They are written at the instant at which the deadline passed.
  const sim::RowFilter instant{.from = deadline.time,
                               .until = deadline.time + sim::Duration::nanoseconds(1),
                               .about = {},
                               .newest_first = false};
  reader.rows("waiting", instant, [&](const RecordedRow& row) {
    if (row.integer("deadline") == static_cast<std::int64_t>(deadline.id)) rows.push_back(row);
    return true;
  });
  return rows;
}

// Quorums that were short come before single machines that were waited for.
bool comes_before(const Wait& a, const Wait& b) {
  return std::tuple(!a.on.empty(), b.machines.size(), a.what, a.on) <
         std::tuple(!b.on.empty(), a.machines.size(), b.what, b.on);
}

bool comes_first(const Missing& a, const Missing& b) {
  const auto begin = [](const Missing& missing) { return missing.steps.empty() ? 0 : missing.steps.front().row; };
  return std::tuple(b.machines.size(), begin(a)) < std::tuple(a.machines.size(), begin(b));
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

// Machines in trouble are told as missing.
std::vector<Wait> gather_waits(const RecordingReader& reader, const std::vector<RecordedRow>& rows,
                               const std::set<EntityId>& in_trouble) {
  std::vector<Wait> waits;
  std::map<std::pair<std::string, EntityId>, std::size_t> at;
  for (const RecordedRow& row : rows) {
    if (in_trouble.contains(row.entity("entity"))) continue;
    const EntityId on = row.entity("on_entity");
    const auto [found, is_new] = at.emplace(std::pair{row.text("what"), on}, waits.size());
    if (is_new) waits.push_back({row.text("what"), on == row.entity("entity") ? "" : reader.name_of(on), {}});
    add_once(waits[found->second].machines, reader.name_of(row.entity("entity")));
  }
  std::sort(waits.begin(), waits.end(), comes_before);
  return waits;
}

// Gathers machines by the reason and the root of their trouble.
class Blame {
 public:
  explicit Blame(const RecordingReader& reader) : reader_(reader) {}

  const std::set<EntityId>& machines() const { return blamed_; }
  bool knows(EntityId machine) const { return blamed_.contains(machine); }
  void add(EntityId machine, const Trouble& trouble) {
    if (!blamed_.insert(machine).second) return;
    const std::vector<RecordedRow> rows = trace(reader_, trouble.row);
    const std::uint64_t root = rows.empty() ? trouble.row : rows.back().id;
    const auto [found, is_new] = at_.emplace(std::pair{trouble.reason, root}, missing_.size());
    if (is_new) {
      missing_.push_back({.reason = trouble.reason, .machines = {}, .steps = {}});
      for (const RecordedRow& row : rows) missing_.back().steps.push_back(step_of(reader_, row));
    }
    missing_[found->second].machines.push_back(reader_.name_of(machine));
  }
  std::vector<Missing> take() {
    std::sort(missing_.begin(), missing_.end(), comes_first);
    return std::move(missing_);
  }

 private:
  const RecordingReader& reader_;
  std::set<EntityId> blamed_;
  std::map<std::pair<std::string, std::uint64_t>, std::size_t> at_;
  std::vector<Missing> missing_;
};

}  // namespace

Absence explain_absence(const RecordingReader& reader, const RecordedRow& deadline) {
  const RecordingReader::Snapshot snapshot(reader);
  const std::vector<RecordedRow> rows = waiting_rows(reader, deadline);
  const sim::Time opened =
      sim::Time::from_unix_nanoseconds(deadline.integer("opened").value_or(deadline.time.unix_nanoseconds()));
  Inquiry inquiry(reader, opened, deadline.time);
  Blame blame(reader);
  for (const RecordedRow& row : rows) {
    const EntityId machine = row.entity("entity");
    if (blame.knows(machine)) continue;
    // A fault on a machine that waits like the others (a liar, say) is not yet why an answer is missing.
    if (const auto trouble = inquiry.bad_status(machine); trouble.has_value()) {
      blame.add(machine, *trouble);
    } else if (const auto own = inquiry.own_words(row); own.has_value()) {
      blame.add(machine, *own);
    }
  }
  const std::set<EntityId> in_trouble = blame.machines();
  for (const RecordedRow& row : rows) {
    const EntityId machine = row.entity("entity"), on = row.entity("on_entity");
    if (on.is_none() || on == machine || blame.knows(on)) continue;
    auto trouble = inquiry.trouble_of(on);
    if (!trouble.has_value()) trouble = inquiry.unheard(machine, on);
    if (trouble.has_value()) {
      blame.add(on, *trouble);
    } else if (const auto asked = inquiry.unheard(on, machine); asked.has_value()) {
      blame.add(machine, *asked);  // it could not answer what it never heard
    }
  }
  Absence absence;
  absence.waits = gather_waits(reader, rows, in_trouble);
  for (const RecordedRow& row : rows) {
    const EntityId machine = row.entity("entity");
    if (!blame.knows(machine)) add_once(absence.only_waiting, reader.name_of(machine));
  }
  absence.missing = blame.take();
  if (absence.missing.empty()) {
    for (const RecordedRow& fault : faults_standing(reader, deadline.time)) {
      absence.standing_faults.push_back(step_of(reader, fault));
    }
  }
  return absence;
}

}  // namespace orrery::scenarios
