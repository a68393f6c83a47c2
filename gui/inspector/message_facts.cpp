// What a recording says of the messages of one machine.
#include <algorithm>
#include <map>

#include "gui/inspector/inspector_facts.h"
#include "gui/model/message_window.h"

namespace orrery::gui {
namespace {

using sim::EntityId;

// What became of copies to the machine, as far as it is recorded, by the row of their sending.
struct Fate {
  std::string fate;
  sim::Time time;
};
using Fates = std::map<std::uint64_t, Fate>;

class MessagesOf {
 public:
  MessagesOf(const WorldModel& world, EntityId machine, sim::Time time)
      : world_(world), machine_(world.machine(machine)), id_(machine), time_(time) {}

  void read_sent(const sim::RecordingReader& reader, std::size_t most);
  void read_received(const sim::RecordingReader& reader, std::uint64_t until, std::size_t most,
                     const std::atomic<bool>& stop);
  MessageFacts take(const sim::RecordingReader& reader, std::size_t most);

 private:
  std::string name_of(EntityId other) const;
  bool is_to_all(EntityId network, std::int64_t copies) const;
  bool comes_to_it(EntityId sender, EntityId receiver, EntityId network, std::int64_t copies) const;
  std::string receivers_of(const sim::RecordedRow& message) const;
  Fates fates(const sim::RecordingReader& reader, std::uint64_t oldest) const;

  const WorldModel& world_;
  const Machine* machine_;
  EntityId id_;
  sim::Time time_;
  std::uint64_t looked_until_ = 0;  // a row, when those before it were not looked at
  MessageFacts facts_;
};

// Of its own group the short name is enough.
std::string MessagesOf::name_of(EntityId other) const {
  if (other == id_) return "itself";
  const Machine* machine = world_.machine(other);
  const bool near = machine != nullptr && machine_ != nullptr && machine->group == machine_->group;
  return near ? machine->label : world_.name_of(other);
}

// To every other member of its network. A broadcast that left some out does not say whom.
bool MessagesOf::is_to_all(EntityId network, std::int64_t copies) const {
  const Group* group = world_.group(network);
  return group != nullptr && copies + 1 >= static_cast<std::int64_t>(group->members.size());
}

std::string MessagesOf::receivers_of(const sim::RecordedRow& message) const {
  if (const EntityId receiver = message.entity("receiver"); !receiver.is_none()) return name_of(receiver);
  const std::int64_t copies = message.integer("copies").value_or(0);
  if (is_to_all(message.entity("network"), copies)) return "all";
  return copies == 1 ? "one machine" : std::to_string(copies) + " machines";
}

bool MessagesOf::comes_to_it(EntityId sender, EntityId receiver, EntityId network, std::int64_t copies) const {
  if (sender == id_) return false;
  if (!receiver.is_none()) return receiver == id_;
  return machine_ != nullptr && network == machine_->group && is_to_all(network, copies);
}

void MessagesOf::read_sent(const sim::RecordingReader& reader, std::size_t most) {
  const sim::RowFilter own{
      .from = {}, .until = time_ + sim::Duration::nanoseconds(1), .about = id_, .newest_first = true};
  reader.rows("message", own, [&](const sim::RecordedRow& row) {
    facts_.newest.push_back({row.id, row.time, true, row.text("kind") + " to " + receivers_of(row)});
    return facts_.newest.size() < most;
  });
}

void MessagesOf::read_received(const sim::RecordingReader& reader, std::uint64_t until, std::size_t most,
                               const std::atomic<bool>& stop) {
  std::size_t looked_at = 0, found = 0;
  reader.select("SELECT id, time, kind, sender, receiver, network, copies FROM message WHERE id < ?1 ORDER BY id DESC",
                {sim::Value(until)}, [&](const sim::Statement& row) {
                  if (comes_to_it(entity_at(row, 3), entity_at(row, 4), entity_at(row, 5), row.integer(6))) {
                    facts_.newest.push_back({static_cast<std::uint64_t>(row.integer(0)),
                                             sim::Time::from_unix_nanoseconds(row.integer(1)), false,
                                             std::string(row.text(2)) + " from " + name_of(entity_at(row, 3))});
                    if (++found == most) return false;
                  }
                  if (++looked_at == kMessagesLookedAt) looked_until_ = static_cast<std::uint64_t>(row.integer(0));
                  return looked_until_ == 0 && !stop.load();
                });
}

Fates MessagesOf::fates(const sim::RecordingReader& reader, std::uint64_t oldest) const {
  Fates fates;
  std::size_t looked_at = 0;
  if (reader.table("delivery") == nullptr) return fates;
  const sim::RowFilter to_it{.from = {}, .until = time_ + kLongestFlight, .about = id_, .newest_first = true};
  reader.rows("delivery", to_it, [&](const sim::RecordedRow& row) {
    if (row.text("fate") != "duplicate")
      fates[static_cast<std::uint64_t>(row.integer("message").value_or(0))] = {row.text("fate"), row.time};
    return row.id > oldest && ++looked_at < kMessagesLookedAt;
  });
  return fates;
}

MessageFacts MessagesOf::take(const sim::RecordingReader& reader, std::size_t most) {
  std::vector<MessageFact>& newest = facts_.newest;
  std::sort(newest.begin(), newest.end(), [](const auto& a, const auto& b) { return a.row > b.row; });
  newest.resize(std::min(newest.size(), most));
  facts_.looked_at_all = looked_until_ == 0 || (newest.size() == most && newest.back().row >= looked_until_);
  if (newest.empty()) return std::move(facts_);
  const Fates fates = this->fates(reader, newest.back().row);
  for (MessageFact& fact : newest) {
    const auto found = fates.find(fact.row);
    if (fact.sent || found == fates.end()) continue;
    const auto& [fate, time] = found->second;
    if (fate != "delivered") {
      fact.words += fate == "dead" ? ", not taken: the machine was down" : ", " + fate;
    } else {
      fact.words += time > time_ ? ", on its way" : ", arrived after " + sim::to_text(time - fact.time);
    }
  }
  return std::move(facts_);
}

}  // namespace

MessageFacts message_facts(scenarios::RecordingQuery& query, const WorldModel& world, EntityId machine, sim::Time time,
                           const std::atomic<bool>& stop, std::size_t most) {
  const sim::RecordingReader& reader = query.reader();
  if (reader.table("message") == nullptr) return {};
  const std::uint64_t until = query.first_id("message", time + sim::Duration::nanoseconds(1));
  const sim::RecordingReader::Snapshot snapshot(reader);
  MessagesOf messages(world, machine, time);
  messages.read_sent(reader, most);
  messages.read_received(reader, until, most, stop);
  return messages.take(reader, most);
}

}  // namespace orrery::gui
