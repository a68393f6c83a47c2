#include "scenarios/control/fault_desk.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/fault_section.h"
#include "scenarios/world/build_faults.h"
#include "sim/fault_dates.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

const Place kByHand{std::make_shared<const Place::Source>(Place::Source{"fault", ""}), 0, 0};

Node text_node(std::string text) {
  Node node;
  node.type = Node::Type::kText;
  node.place = kByHand;
  node.text = std::move(text);
  return node;
}

void set_key(Node& table, const std::string& key, const std::string& text) {
  if (Node* known = table.find(key)) {
    *known = text_node(text);
  } else {
    table.entries.push_back({key, kByHand, text_node(text)});
  }
}

void drop_key(Node& table, const std::string& key) {
  std::erase_if(table.entries, [&](const Node::Entry& entry) { return entry.key == key; });
}

std::string exact(sim::Time time) { return sim::to_text(time, 9); }

std::string text_of(const Node& entry, const char* key) {
  const Node* node = entry.find(key);
  return node == nullptr ? "" : node->text;
}

}  // namespace

FaultDesk::FaultDesk(Node document, sim::World& world, sim::Time end)
    : document_(std::move(document)), world_(world), end_(end) {
  const Node* entries = document_.find("fault");
  if (entries == nullptr) return;
  for (const Node& entry : entries->items) faults_.push_back({faults_.size(), entry, faults_.size(), false, false});
}

DeskFault& FaultDesk::fault(std::size_t number) {
  if (number >= faults_.size() || faults_[number].removed)
    throw sim::InputError("fault", fmt::format("there is no fault {}", number));
  return faults_[number];
}

const sim::Faults::Scheduled& FaultDesk::scheduled(const DeskFault& fault) const {
  return *world_.faults().scheduled()[fault.index];
}

bool FaultDesk::has_begun(const DeskFault& fault) const {
  const auto& known = scheduled(fault);
  return known.active || known.lifted;
}

sim::Time FaultDesk::moment(const std::string& text) const {
  const sim::Time first = world_.now() + sim::Duration::nanoseconds(1);
  if (text.empty() || text == "now") return first;
  const sim::Time asked =
      text.starts_with("+") ? world_.now() + sim::parse_duration(text.substr(1)) : sim::parse_time(text);
  if (asked < first)
    throw sim::InputError("fault", fmt::format("{} is past: it is {}", text, exact(world_.now())),
                          "branch from before it to change what has happened");
  if (asked > end_) throw sim::InputError("fault", fmt::format("{} is after the run's end, {}", text, exact(end_)));
  return asked;
}

sim::Time FaultDesk::free_moment(sim::Time asked, std::size_t except) const {
  const auto taken = [&](sim::Time time) {
    return std::any_of(faults_.begin(), faults_.end(), [&](const DeskFault& other) {
      if (other.removed || other.number == except) return false;
      const sim::FaultSpec& spec = scheduled(other).spec;
      return spec.start == time || spec.end == time;
    });
  };
  while (taken(asked)) asked += sim::Duration::nanoseconds(1);
  return asked;
}

void FaultDesk::reschedule(DeskFault& fault, Node entry) {
  FaultEntry read = fault_section().read(entry);
  const std::size_t index = world_.faults().schedule(world_, fault_spec(read, world_));
  if (!fault.removed) sim::cancel_fault(world_, fault.index);
  fault.index = index;
  fault.entry = std::move(entry);
  fault.removed = false;
  changed_ = true;
}

std::size_t FaultDesk::add(Node entry) {
  entry.place = kByHand;
  const std::size_t number = faults_.size();
  const sim::Time start = free_moment(moment(text_of(entry, "start")), number);
  std::optional<sim::Time> end;
  if (const Node* lasts = entry.find("lasts")) {
    if (entry.find("end") != nullptr) throw sim::InputError("fault", "give end or lasts, not both");
    sim::Duration length;
    read_value(*lasts, length);
    end = start + length;
  } else if (const Node* at = entry.find("end")) {
    end = moment(at->text);
  }
  if (end && *end <= start) throw sim::InputError("fault", "it ends before it starts");
  drop_key(entry, "lasts");
  set_key(entry, "start", exact(start));
  if (end) set_key(entry, "end", exact(free_moment(*end, number)));
  const FaultEntry read = fault_section().read(entry);
  const std::size_t index = world_.faults().schedule(world_, fault_spec(read, world_));
  faults_.push_back({number, std::move(entry), index, /*by_hand=*/true, /*removed=*/false});
  acts_.push_back({"adding " + read.kind.name + " on " + read.target.name, number, std::nullopt});
  changed_ = true;
  return number;
}

void FaultDesk::set_end(DeskFault& fault, std::optional<sim::Time> end) {
  if (end) end = free_moment(*end, fault.number);
  sim::end_fault_at(world_, fault.index, end);
  drop_key(fault.entry, "lasts");
  drop_key(fault.entry, "end");
  if (end) set_key(fault.entry, "end", exact(*end));
  changed_ = true;
}

void FaultDesk::move(std::size_t number, const std::optional<std::string>& start,
                     const std::optional<std::string>& end) {
  DeskFault& moved = fault(number);
  const sim::FaultSpec spec = scheduled(moved).spec;
  if (scheduled(moved).lifted) throw sim::InputError("fault", fmt::format("fault {} is over", number));
  const Node before = moved.entry;
  const bool never = end && *end == "never";
  if (scheduled(moved).active) {
    if (start) throw sim::InputError("fault", fmt::format("fault {} has begun; only its end moves", number));
    if (!end) return;
    set_end(moved, never ? std::nullopt : std::optional(moment(*end)));
  } else {
    const sim::Time begin = start ? free_moment(moment(*start), number) : spec.start;
    std::optional<sim::Time> over;
    if (end && !never) {
      over = moment(*end);
    } else if (!end && spec.end) {
      over = begin + (*spec.end - spec.start);
    }
    if (over && *over <= begin) throw sim::InputError("fault", "it ends before it starts");
    Node entry = moved.entry;
    drop_key(entry, "lasts");
    drop_key(entry, "end");
    set_key(entry, "start", exact(begin));
    if (over) set_key(entry, "end", exact(free_moment(*over, number)));
    reschedule(moved, std::move(entry));
  }
  acts_.push_back({fmt::format("moving fault {}", number), number, before});
}

void FaultDesk::remove(std::size_t number) {
  DeskFault& removed = fault(number);
  if (scheduled(removed).lifted) throw sim::InputError("fault", fmt::format("fault {} is over", number));
  const Node before = removed.entry;
  if (scheduled(removed).active) {
    set_end(removed, moment("now"));
  } else {
    sim::cancel_fault(world_, removed.index);
    removed.removed = true;
    changed_ = true;
  }
  acts_.push_back({fmt::format("removing fault {}", number), number, before});
}

std::string FaultDesk::undo() {
  if (acts_.empty()) throw sim::InputError("undo", "nothing was done");
  const Act act = acts_.back();
  DeskFault& touched = faults_[act.number];
  const auto& known = scheduled(touched);
  const auto history = [&] {
    return sim::InputError("undo", act.about + " has become history", "branch from before it");
  };
  if (!act.before) {
    if (has_begun(touched)) throw history();
    sim::cancel_fault(world_, touched.index);
    touched.removed = true;
  } else {
    FaultEntry read = fault_section().read(*act.before);
    const sim::FaultSpec spec = fault_spec(read, world_);
    const bool end_past = spec.end && *spec.end <= world_.now();
    if (known.lifted || end_past || (!known.active && spec.start <= world_.now())) throw history();
    if (known.active) {
      sim::end_fault_at(world_, touched.index, spec.end);
      touched.entry = *act.before;
    } else {
      reschedule(touched, *act.before);
    }
  }
  changed_ = true;
  acts_.pop_back();
  return act.about;
}

void FaultDesk::adopt(const Node& document) {
  std::vector<DeskFault> adopted;
  for (const DeskFault& known : faults_)
    if (!known.removed && !has_begun(known)) sim::cancel_fault(world_, known.index);
  const Node* entries = document.find("fault");
  for (const Node& entry : entries == nullptr ? std::vector<Node>() : entries->items) {
    const sim::FaultSpec spec = fault_spec(fault_section().read(entry), world_);
    const auto same = [&](const DeskFault& known) {
      const sim::FaultSpec& begun = scheduled(known).spec;
      return !known.removed && has_begun(known) && begun.kind == spec.kind && begun.target == spec.target &&
             begun.start == spec.start;
    };
    const auto begun = std::find_if(faults_.begin(), faults_.end(), same);
    std::size_t index = 0;
    if (begun != faults_.end()) {
      index = begun->index;
      if (scheduled(*begun).active && scheduled(*begun).spec.end != spec.end)
        sim::end_fault_at(world_, index, spec.end);
      begun->removed = true;  // each is taken over once
    } else {
      index = world_.faults().schedule(world_, spec);
    }
    adopted.push_back({adopted.size(), entry, index, /*by_hand=*/false, /*removed=*/false});
  }
  faults_ = std::move(adopted);
  document_ = document;
  acts_.clear();
  changed_ = true;
}

Node FaultDesk::document() const {
  Node document = document_;
  Node entries;
  entries.type = Node::Type::kArray;
  for (const DeskFault& fault : faults_)
    if (!fault.removed) entries.items.push_back(fault.entry);
  std::erase_if(document.entries, [](const Node::Entry& entry) { return entry.key == "fault"; });
  if (!entries.items.empty()) document.entries.push_back({"fault", kByHand, std::move(entries)});
  return document;
}

}  // namespace orrery::scenarios
