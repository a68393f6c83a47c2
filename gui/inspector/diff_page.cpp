#include "gui/inspector/diff_page.h"

#include <QUrl>
#include <algorithm>

#include "gui/window/view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

QString escaped(const std::string& text) { return to_qt(text).toHtmlEscaped(); }

// Those that a node is best held against: of its group; of its zone where it has none.
std::vector<sim::EntityId> peers_of(const WorldModel& world, sim::EntityId entity) {
  std::vector<sim::EntityId> peers;
  const auto all_but = [&](const std::vector<sim::EntityId>& all) {
    for (const sim::EntityId one : all)
      if (one != entity) peers.push_back(one);
  };
  if (const Machine* machine = world.machine(entity); machine != nullptr) {
    if (const Group* group = world.group(machine->group); group != nullptr) {
      all_but(group->members);
    } else if (const Zone* zone = world.zone(machine->zone); zone != nullptr) {
      all_but(zone->machines);
    }
  } else if (world.group(entity) != nullptr) {
    for (const Group& group : world.groups)
      if (group.id != entity) peers.push_back(group.id);
  } else if (world.zone(entity) != nullptr) {
    for (const Zone& zone : world.zones)
      if (zone.id != entity) peers.push_back(zone.id);
  }
  return peers;
}

constexpr std::size_t kPeersShown = 12;

}  // namespace

DiffPage::DiffPage(Session& session, QWidget* parent) : QTextBrowser(parent), session_(session) {
  setOpenLinks(false);
  setAccessibleName(tr("Inspector: Diff"));
  document()->setDocumentMargin(8);
  connect(this, &QTextBrowser::anchorClicked, this, &DiffPage::choose);
  for (const auto signal : {&Session::cursor_changed, &Session::selection_changed, &Session::theme_changed}) {
    connect(&session, signal, this, &DiffPage::show_difference);
  }
  connect(&session, &Session::histories_changed, this, [this] {
    // What the other one wrote meanwhile is wanted as well.
    if (other_ && other_->world.state == sim::RunState::kRunning) ask_other();
    show_difference();
  });
  connect(&session, &Session::pin_changed, this, [this] {
    beside_ = session_.pin().has_value() ? Beside::kPin : Beside::kNode;
    show_difference();
  });
  connect(&session, &Session::compared_changed, this, [this] {
    beside_ = session_.compared_with().empty() ? Beside::kNode : Beside::kRecording;
    ask_other();
  });
  ask_other();
}

void DiffPage::ask_other() {
  const std::string path = session_.compared_with();
  if (path.empty()) {
    other_.reset();
    return show_difference();
  }
  question_.ask(
      session_.questions(),
      [path](sim::RecordingReader&, const QuestionRunner::Stop& stop) { return OtherRecording::read(path, stop); },
      [this](const std::shared_ptr<const OtherRecording>& other) {
        other_ = other;
        show_difference();
      });
}

void DiffPage::choose(const QUrl& link) {
  const QString kind = link.scheme(), value = link.path();
  if (kind == "node") {
    beside_ = Beside::kNode;
    node_ = {value.toUInt()};
  } else if (kind == "earlier") {
    beside_ = Beside::kEarlier;
    earlier_ = sim::Duration::seconds(value.toLongLong());
  } else if (kind == "pin") {
    beside_ = Beside::kPin;
  } else if (kind == "recording") {
    beside_ = Beside::kRecording;
  }
  show_difference();
}

QString DiffPage::choices() const {
  const auto link = [](const QString& target, const QString& text) {
    return QStringLiteral("<a href=\"%1\">%2</a>").arg(target, text);
  };
  QStringList moments{link("earlier:1", tr("1 s")), link("earlier:60", tr("1 min")), link("earlier:600", tr("10 min")),
                      link("earlier:3600", tr("1 h"))};
  QString text = "<p><span class=\"quiet\">" + tr("earlier by ") + "</span>" + moments.join(" · ") + "</p>";
  const std::vector<sim::EntityId> peers = peers_of(session_.world(), session_.selection().entity);
  QStringList names;
  for (std::size_t i = 0; i < std::min(peers.size(), kPeersShown); ++i) {
    const Machine* machine = session_.world().machine(peers[i]);
    names << link(QStringLiteral("node:%1").arg(peers[i].index),
                  escaped(machine != nullptr ? machine->label : session_.world().name_of(peers[i])));
  }
  if (!names.isEmpty()) text += "<p><span class=\"quiet\">" + tr("beside ") + "</span>" + names.join(" · ") + "</p>";
  if (session_.pin().has_value()) {
    text +=
        "<p>" +
        link("pin:0",
             tr("what was pinned at %1 (P lets go)").arg(moment_text(session_.pin()->time, 3, is_dated(session_)))) +
        "</p>";
  } else {
    text += "<p class=\"quiet\">" + tr("P pins this moment, to be looked at beside others") + "</p>";
  }
  if (!session_.compared_with().empty())
    text += "<p>" + link("recording:0", tr("the same in the other future")) + "</p>";
  return text;
}

std::pair<QString, std::vector<Fact>> DiffPage::other_side(sim::EntityId entity) const {
  const WorldModel& world = session_.world();
  const sim::Time now = session_.cursor();
  switch (beside_) {
    case Beside::kNode: {
      const std::vector<sim::EntityId> peers = peers_of(world, entity);
      if (peers.empty()) return {tr("nothing like it"), {}};
      const bool known = std::find(peers.begin(), peers.end(), node_) != peers.end();
      const sim::EntityId peer = known ? node_ : peers.front();
      return {to_qt(world.name_of(peer)), entity_facts(world, session_.states(), peer, now)};
    }
    case Beside::kEarlier: {
      const sim::Time then = std::max(world.start, now - earlier_);
      return {moment_text(then, 3, is_dated(session_)), entity_facts(world, session_.states(), entity, then)};
    }
    case Beside::kPin: {
      if (!session_.pin().has_value()) return {tr("nothing is pinned"), {}};
      const Pin& pin = *session_.pin();
      const sim::EntityId pinned = pin.entity.is_none() ? entity : pin.entity;
      return {to_qt(world.name_of(pinned)) + " " + moment_text(pin.time, 3, is_dated(session_)),
              entity_facts(world, session_.states(), pinned, pin.time)};
    }
    case Beside::kRecording: {
      if (!other_) return {tr("no other future yet"), {}};
      if (!other_->problem.empty()) return {to_qt(other_->problem), {}};
      const sim::EntityId same = other_->world.find(world.name_of(entity));
      if (same.is_none()) return {tr("not in the other future"), {}};
      if (now > other_->world.end) return {tr("the other has not got there"), {}};
      return {tr("the other future"), entity_facts(other_->world, other_->states, same, now)};
    }
  }
  return {};
}

void DiffPage::show_difference() {
  const Theme& theme = session_.theme();
  const sim::EntityId entity = session_.selection().entity;
  QString body;
  if (entity.is_none()) {
    body = "<p class=\"quiet\">" +
           tr("Select a machine, a network or a zone, and this shows it beside another one, another moment, or the "
              "same in another future.") +
           "</p>";
  } else {
    const auto [title, there] = other_side(entity);
    const auto lines = diff_facts(entity_facts(session_.world(), session_.states(), entity, session_.cursor()), there);
    body = QStringLiteral("<h3>%1 <span class=\"quiet\">%2 %3</span></h3>")
               .arg(escaped(session_.world().name_of(entity)), tr("beside"), title.toHtmlEscaped());
    QString rows;
    std::size_t same = 0;
    for (const FactDifference& line : lines) {
      same += line.differs() ? 0 : 1;
      if (!line.differs()) continue;
      const auto cell = [](const std::string& text) { return text.empty() ? QStringLiteral("–") : escaped(text); };
      rows += QStringLiteral("<tr><td class=\"quiet\">%1</td><td>%2</td><td class=\"other\">%3</td></tr>")
                  .arg(escaped(line.name), cell(line.here), cell(line.there));
    }
    body += rows.isEmpty() ? "<p class=\"quiet\">" + tr("no difference") + "</p>" : "<table>" + rows + "</table>";
    body += "<p class=\"quiet\">" + tr("%n line(s) alike", nullptr, static_cast<int>(same)) + "</p>" + choices();
  }
  setHtml(QStringLiteral(
              "<style>a { color: %1; text-decoration: none; } h3 { color: %2; margin: 0 0 6px 0; } td { padding: "
              "1px 8px 1px 0; } .quiet { color: %3; } .other { color: %4; } p { margin: 4px 0; }</style>%5")
              .arg(theme.accent.name(), theme.text.name(), theme.quiet.name(), theme.warning.name(), body));
}

}  // namespace orrery::gui
