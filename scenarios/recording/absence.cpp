#include "scenarios/recording/absence.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "scenarios/recording/feed_sources.h"
#include "scenarios/recording/trouble.h"

namespace orrery::scenarios {
namespace {

using sim::EntityId;
using sim::RecordedRow;
using sim::RecordingReader;

constexpr std::string_view kMoreOfIt = "more of it; rows behind what there was: ";

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
  std::set<std::pair<std::string, EntityId>> from_others;
  for (const RecordedRow& row : rows)
    if (row.entity("on_entity") != row.entity("entity")) from_others.emplace(row.text("what"), row.entity("on_entity"));
  for (const RecordedRow& row : rows) {
    if (in_trouble.contains(row.entity("entity"))) continue;
    // What each waits for from itself is one thing for all of them, unless the others wait for it from that one too.
    EntityId on = row.entity("on_entity");
    if (on == row.entity("entity") && !from_others.contains({row.text("what"), on})) on = {};
    const auto [found, is_new] = at.emplace(std::pair{row.text("what"), on}, waits.size());
    if (is_new) waits.push_back({row.text("what"), reader.name_of(on), {}});
    add_once(waits[found->second].machines, reader.name_of(row.entity("entity")));
  }
  std::sort(waits.begin(), waits.end(), comes_before);
  return waits;
}

// Gathers those in trouble by the reason and the root of it.
class Blame {
 public:
  explicit Blame(const RecordingReader& reader) : reader_(reader) {}

  const std::set<EntityId>& machines() const { return blamed_; }
  bool knows(EntityId machine) const { return blamed_.contains(machine); }
  bool is_empty() const { return blamed_.empty(); }
  /// All that is the matter with one, or with several; what is known to be in trouble already is left as it is.
  void add(const std::vector<Trouble>& troubles) {
    const std::set<EntityId> before = blamed_;
    for (const Trouble& trouble : troubles)
      if (!before.contains(trouble.with)) add_one(trouble);
  }
  /// Those that share a root with what is blamed already.
  void add_with_known_root(const std::vector<Trouble>& troubles) {
    for (const Trouble& trouble : troubles)
      if (roots_.contains(root_of(trace(reader_, trouble.row), trouble))) add_one(trouble);
  }
  std::vector<Missing> take() {
    std::sort(missing_.begin(), missing_.end(), comes_first);
    return std::move(missing_);
  }

 private:
  static std::uint64_t root_of(const std::vector<RecordedRow>& rows, const Trouble& trouble) {
    return rows.empty() ? trouble.row : rows.back().id;
  }
  void add_one(const Trouble& trouble) {
    blamed_.insert(trouble.with);
    const std::vector<RecordedRow> rows = trace(reader_, trouble.row);
    const std::uint64_t root = root_of(rows, trouble);
    roots_.insert(root);
    const std::string kind =
        trouble.with.index < reader_.entities().size() ? reader_.entities()[trouble.with.index].kind : "";
    const auto [found, is_new] = at_.emplace(std::tuple{trouble.reason, kind, root}, missing_.size());
    if (is_new) {
      missing_.push_back({.reason = trouble.reason, .kind = kind, .machines = {}, .steps = {}});
      for (const RecordedRow& row : rows) missing_.back().steps.push_back(step_of(reader_, row));
    }
    add_once(missing_[found->second].machines, reader_.name_of(trouble.with));
  }

  const RecordingReader& reader_;
  std::set<EntityId> blamed_;
  std::set<std::uint64_t> roots_;
  std::map<std::tuple<std::string, std::string, std::uint64_t>, std::size_t> at_;
  std::vector<Missing> missing_;
};

std::vector<Trouble> as_list(const std::optional<Trouble>& trouble) {
  return trouble ? std::vector<Trouble>{*trouble} : std::vector<Trouble>{};
}

// The largest part of a feed's machines that hear each other; empty when two are as large, or nothing is cut.
std::set<EntityId> largest_part(const Inquiry& inquiry, const std::vector<EntityId>& machines) {
  std::vector<std::set<EntityId>> parts;
  std::set<EntityId> left(machines.begin(), machines.end());
  while (!left.empty()) {
    std::vector<EntityId> reached{*left.begin()};
    left.erase(left.begin());
    for (std::size_t i = 0; i < reached.size(); ++i) {
      std::erase_if(left, [&](EntityId other) {
        const bool hears = !inquiry.cut(reached[i], other) && !inquiry.cut(other, reached[i]);
        if (hears) reached.push_back(other);
        return hears;
      });
    }
    parts.emplace_back(reached.begin(), reached.end());
  }
  const auto smaller = [](const auto& one, const auto& other) { return one.size() < other.size(); };
  std::ranges::sort(parts, smaller);
  if (parts.size() < 2 || parts[parts.size() - 2].size() == parts.back().size()) return {};
  return parts.back();
}

// Finds those to blame for what machines waited for, nearest first.
class Search {
 public:
  Search(Inquiry& inquiry, Blame& blame, const RecordingReader& reader, const std::vector<RecordedRow>& rows,
         EntityId feed)
      : inquiry_(inquiry),
        blame_(blame),
        reader_(reader),
        rows_(rows),
        feed_(feed),
        bears_(inquiry.may_be_missing(feed)) {
    for (const EntityId machine : machines_of(reader, feed)) {
      if (const auto trouble = inquiry.bad_status(machine)) {
        down_.emplace(machine, *trouble);
      } else {
        up_.push_back(machine);
      }
    }
    if (bears_ == 0 || down_.size() > bears_) blame_down();
  }

  bool is_down(EntityId machine) const { return down_.contains(machine); }

  // A fault on a machine that waits like the others (a liar, say) is not yet why an answer is missing.
  void blame_waiting_machines() {
    std::map<EntityId, std::vector<Trouble>> words;
    for (const RecordedRow& row : rows_)
      if (const auto trouble = inquiry_.own_words(row)) words[row.entity("entity")].push_back(*trouble);
    for (const RecordedRow& row : rows_) {
      const EntityId machine = row.entity("entity");
      if (blame_.knows(machine) || is_down(machine)) continue;
      const auto trouble = inquiry_.bad_status(machine);
      hold_up(machine, trouble ? std::vector<Trouble>{*trouble} : words[machine]);
    }
  }

  void blame_those_waited_for() {
    for (const RecordedRow& row : rows_) {
      const EntityId machine = row.entity("entity"), on = row.entity("on_entity");
      if (on.is_none() || blame_.knows(on) || is_down(machine) || is_down(on)) continue;
      const std::vector<Trouble> troubles = inquiry_.troubles_of(on);
      hold_up(on, troubles);
      if (troubles.empty() && on != machine) blame_silence(machine, on);
    }
  }

  // What machines read and use, and the chain that their transactions wait for.
  void blame_sources() {
    std::set<EntityId> seen;
    for (const RecordedRow& row : rows_) {
      const EntityId machine = row.entity("entity"), on = row.entity("on_entity");
      if (blame_.knows(machine) || is_down(machine)) continue;
      if (seen.insert(machine).second) hold_up(machine, inquiry_.troubles_of_sources(machine));
      if (const EntityId chain = chain_of(on); !chain.is_none()) hold_up(chain, inquiry_.troubles_of(chain));
    }
  }

  // A fault that took back what had been there.
  void blame_what_undid_it(const RecordedRow& deadline) {
    const auto cause = reader_.row(deadline.cause.row);
    if (!cause || cause->table->name != "fault") return;
    const EntityId chain = chain_of(feed_);
    hold_up(chain, {{chain.is_none() ? feed_ : chain, "struck by a fault", cause->id}});
  }

  void blame_bounds() { hold_up(feed_, as_list(inquiry_.bound_in_the_way(feed_))); }

  // Machines that are down count where the network misses them: with the others that are held up they are more than it
  // bears, and without them it would not be.
  void blame_down_that_is_missed() {
    if (down_.size() > bears_ || is_held_up_) return;
    if (held_up_.size() <= bears_ && held_up_.size() + down_.size() > bears_) blame_down();
  }

  // A fault that is to blame is to blame for all that it stands upon.
  void blame_others_struck() {
    for (const RecordedRow& row : rows_)
      if (const EntityId machine = row.entity("entity"); !blame_.knows(machine) && !is_down(machine)) {
        blame_.add_with_known_root(inquiry_.troubles_of(machine));
        if (blame_.knows(machine)) count(machine);
      }
  }

  void blame_late_paths() {
    for (const RecordedRow& row : rows_)
      if (const EntityId on = row.entity("on_entity"); !on.is_none() && on != row.entity("entity"))
        blame_.add(as_list(inquiry_.lateness_of(on)));
  }

  // What is left where no fault explains the waiting: what got lost on its way, and who was waited for in vain.
  void blame_chance() {
    for (const RecordedRow& row : rows_)
      if (const EntityId on = row.entity("on_entity"); !on.is_none() && !is_down(on))
        blame_.add(as_list(inquiry_.lost_by_chance(row.entity("entity"), on)));
  }
  void blame_down_that_is_waited_for() {
    for (const RecordedRow& row : rows_)
      if (const auto down = down_.find(row.entity("on_entity"));
          down != down_.end() && !is_down(row.entity("entity")) && !blame_.knows(down->first))
        blame_.add({down->second});
  }

 private:
  void blame_down() {
    for (const auto& [machine, trouble] : down_) blame_.add({trouble});
  }

  // One of the feed's machines, or what all of them stand on.
  void hold_up(EntityId whom, const std::vector<Trouble>& troubles) {
    if (troubles.empty()) return;
    blame_.add(troubles);
    count(whom);
  }
  void count(EntityId whom) {
    if (std::ranges::find(up_, whom) != up_.end()) held_up_.insert(whom);
    is_held_up_ = is_held_up_ || chain_of(feed_) == whom || feed_ == whom || held_up_.size() > bears_;
  }

  // Of two that do not hear each other, the one that the others do not hear either is cut off.
  void blame_silence(EntityId listener, EntityId speaker) {
    auto trouble = inquiry_.unheard(listener, speaker);
    if (!trouble) {
      trouble = inquiry_.unheard(speaker, listener);
      if (trouble) trouble->with = listener;  // it could not be answered by who never heard it
    }
    if (!trouble) return;
    if (!mainland_) mainland_ = largest_part(inquiry_, up_);
    if (mainland_->contains(listener) != mainland_->contains(speaker))
      trouble->with = mainland_->contains(listener) ? speaker : listener;
    hold_up(trouble->with, {*trouble});
  }

  // Of what a transaction is for: a feed.
  EntityId chain_of(EntityId on) const {
    if (on.index >= reader_.entities().size()) return {};
    const sim::Entity& entity = reader_.entities()[on.index];
    if (entity.kind == "host" || entity.parent.is_none()) return {};
    return reader_.entities()[entity.parent.index].kind == "chain" ? entity.parent : EntityId{};
  }

  Inquiry& inquiry_;
  Blame& blame_;
  const RecordingReader& reader_;
  const std::vector<RecordedRow>& rows_;
  EntityId feed_;
  std::size_t bears_;                 // machines that may be missing
  std::map<EntityId, Trouble> down_;  // of the feed's machines
  std::vector<EntityId> up_;
  std::set<EntityId> held_up_;  // of those that are up
  bool is_held_up_ = false;     // all of it, by what is not a machine of its own or by too many that are up
  std::optional<std::set<EntityId>> mainland_;
};

bool has_fault_as_root(const std::vector<Missing>& missing) {
  return std::ranges::any_of(
      missing, [](const Missing& each) { return !each.steps.empty() && each.steps.back().table == "fault"; });
}

}  // namespace

std::string counted(const Missing& missing) {
  const std::size_t count = missing.machines.size();
  if (missing.kind == "chain" || missing.kind == "network") return "the " + missing.kind + ",";
  return std::to_string(count) + (missing.kind == "venue" ? " exchange" : " machine") + (count == 1 ? "" : "s");
}

std::string waiting_for_more(std::uint64_t rows) { return std::string(kMoreOfIt) + std::to_string(rows); }

std::optional<std::uint64_t> rows_waited_beyond(std::string_view what) {
  if (!what.starts_with(kMoreOfIt)) return std::nullopt;
  const std::string_view number = what.substr(kMoreOfIt.size());
  std::uint64_t rows = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), rows);
  if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
  return rows;
}

std::vector<RecordedRow> waiting_rows(const RecordingReader& reader, const RecordedRow& promise) {
  std::vector<RecordedRow> rows;
  if (reader.table("waiting") == nullptr) return rows;
  // They are written at the instant at which the promise was broken.
  const sim::RowFilter instant{
      .from = promise.time, .until = promise.time + sim::Duration::nanoseconds(1), .about = {}, .newest_first = false};
  reader.rows("waiting", instant, [&](const RecordedRow& row) {
    if (row.integer("deadline") == static_cast<std::int64_t>(promise.id)) rows.push_back(row);
    return true;
  });
  return rows;
}

Absence explain_absence(const RecordingReader& reader, const RecordedRow& deadline) {
  const RecordingReader::Snapshot snapshot(reader);
  const std::vector<RecordedRow> rows = waiting_rows(reader, deadline);
  const sim::Time opened =
      sim::Time::from_unix_nanoseconds(deadline.integer("opened").value_or(deadline.time.unix_nanoseconds()));
  Inquiry inquiry(reader, opened, deadline.time);
  Blame blame(reader);
  Search search(inquiry, blame, reader, rows, deadline.entity("entity"));
  search.blame_waiting_machines();
  search.blame_those_waited_for();
  search.blame_sources();
  search.blame_what_undid_it(deadline);
  search.blame_bounds();
  search.blame_others_struck();
  search.blame_down_that_is_missed();
  if (blame.is_empty()) search.blame_late_paths();
  if (blame.is_empty()) search.blame_chance();
  if (blame.is_empty()) search.blame_down_that_is_waited_for();
  search.blame_others_struck();
  std::set<EntityId> in_trouble;
  for (const RecordedRow& row : rows)
    if (search.is_down(row.entity("entity"))) in_trouble.insert(row.entity("entity"));
  Absence absence;
  absence.waits = gather_waits(reader, rows, in_trouble);
  for (const RecordedRow& row : rows) {
    const EntityId machine = row.entity("entity");
    if (blame.knows(machine)) continue;
    auto& names = search.is_down(machine)      ? absence.spared
                  : inquiry.is_struck(machine) ? absence.struck
                                               : absence.only_waiting;
    add_once(names, reader.name_of(machine));
  }
  absence.missing = blame.take();
  if (!has_fault_as_root(absence.missing)) {
    for (const RecordedRow& fault : faults_standing(reader, deadline.time))
      absence.standing_faults.push_back(step_of(reader, fault));
  }
  return absence;
}

}  // namespace orrery::scenarios
