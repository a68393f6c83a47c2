#include "gui/inspector/inspector_view.h"

#include <QUrl>
#include <QVBoxLayout>

#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr qint64 kTextMilliseconds = 200;

QString escaped(const std::string& text) { return to_qt(text).toHtmlEscaped(); }

QString row_link(std::uint64_t row, const QString& text) {
  return QStringLiteral("<a href=\"row:%1\">%2</a>").arg(row).arg(text);
}

}  // namespace

InspectorView::InspectorView(Session& session, QWidget* parent) : View(session, "Inspector", parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  tabs_ = new QTabWidget(this);
  tabs_->setDocumentMode(true);
  layout->addWidget(tabs_);
  state_ = add_page(tr("State"));
  row_ = add_page(tr("Row"));
  diff_ = new DiffPage(session, tabs_);
  tabs_->addTab(diff_, tr("Diff"));
  why_ = add_page(tr("Why"));
  connect(&session, &Session::pin_changed, this, &InspectorView::show_diff);
  connect(&session, &Session::cursor_changed, this, &InspectorView::follow_cursor);
  connect(&session, &Session::playing_changed, this, &InspectorView::show_state);
  connect(&session, &Session::histories_changed, this, &InspectorView::show_state);
  connect(&session, &Session::selection_changed, this, [this] {
    show_state();
    ask_row();
  });
  connect(&session, &Session::theme_changed, this, [this] {
    asked_row_ = 0;
    show_state();
    ask_row();
  });
  show_state();
  show_row(std::nullopt);
  show_why_answer({});
}

QTextBrowser* InspectorView::add_page(const QString& title) {
  auto* page = new QTextBrowser(tabs_);
  page->setOpenLinks(false);
  page->setAccessibleName(tr("Inspector: %1").arg(title));
  page->document()->setDocumentMargin(8);
  connect(page, &QTextBrowser::anchorClicked, this, &InspectorView::follow);
  tabs_->addTab(page, title);
  return page;
}

QString InspectorView::styled(const QString& body) const {
  return QStringLiteral(
             "<style>a { color: %1; text-decoration: none; } h3 { color: %2; margin: 0 0 6px 0; } td { padding: 1px "
             "8px 1px 0; }"
             " .quiet { color: %3; } .bad { color: %4; } p { margin: 4px 0; }</style>%5")
      .arg(theme().accent.name(), theme().text.name(), theme().quiet.name(), theme().bad.name(), body);
}

QString InspectorView::fact_rows(const std::vector<Fact>& facts) const {
  QString rows;
  for (const Fact& fact : facts) {
    QString value = escaped(fact.value);
    if (!fact.entity.is_none()) {
      value = QStringLiteral("<a href=\"entity:%1\">%2</a>").arg(fact.entity.index).arg(value);
      if (fact.row != 0) value += " " + row_link(fact.row, tr("why?"));
    } else if (fact.row != 0) {
      value = row_link(fact.row, value);
    }
    const bool bad = fact.name == "fault" || fact.name == "down" || fact.value.starts_with("down");
    rows += QStringLiteral("<tr><td class=\"%1\">%2</td><td>%3</td></tr>")
                .arg(bad ? "bad" : "quiet", escaped(fact.name), value);
  }
  return "<table>" + rows + "</table>";
}

QString InspectorView::moment(sim::Time time, int decimals) const {
  return moment_text(time, decimals, is_dated(session()));
}

QString InspectorView::message_lines(const MessageFacts& messages) const {
  QString lines;
  for (const MessageFact& message : messages.newest) {
    const QString words = (message.sent ? QStringLiteral("→ ") : QStringLiteral("← ")) + escaped(message.words);
    lines += QStringLiteral("<tr><td class=\"quiet\">%1</td><td>%2</td></tr>")
                 .arg(moment(message.time, 3), row_link(message.row, words));
  }
  QString note = messages.newest.empty() ? tr("none until now") : tr("when they were sent, newest first");
  if (!messages.looked_at_all)
    note += tr("; of those to it only among the last %1 of all").arg(count_text(kMessagesLookedAt));
  return "<h3>" + tr("Messages") + "</h3><p class=\"quiet\">" + note + "</p><table>" + lines + "</table>";
}

// Nobody reads text that changes with every frame.
void InspectorView::follow_cursor() {
  if (session().is_playing() && since_state_.isValid() && since_state_.elapsed() < kTextMilliseconds) return;
  since_state_.start();
  show_state();
}

void InspectorView::show_state() {
  const sim::EntityId entity = session().selection().entity;
  const WorldModel& world = session().world();
  QString body;
  if (entity.is_none()) {
    body = QStringLiteral("<h3>%1</h3>").arg(escaped(world.title));
    body += fact_rows({{"scenario", world.scenario_path, 0, {}},
                       {"seed", std::to_string(world.seed), 0, {}},
                       {"signatures", world.signatures, 0, {}},
                       {"recorded at level", world.level, 0, {}},
                       {"digest", session().digest_text(), 0, {}}});
    if (const std::string why = session().failure(); !why.empty()) body += "<p class=\"bad\">" + escaped(why) + "</p>";
    if (!world.scenario_problem.empty()) body += "<p class=\"bad\">" + escaped(world.scenario_problem) + "</p>";
    body += "<p class=\"quiet\">" + tr("Click a machine, a zone, a message or a row to know more.") + "</p>";
    for (const Group& group : world.groups) {
      body += QStringLiteral("<p><a href=\"entity:%1\">%2</a> <span class=\"quiet\">%3</span></p>")
                  .arg(group.id.index)
                  .arg(escaped(group.name), escaped(group.kind));
    }
  } else {
    body = QStringLiteral("<h3>%1</h3><p class=\"quiet\">%2</p>")
               .arg(escaped(world.name_of(entity)),
                    escaped(world.entity(entity).kind) + tr(" at ") + moment(session().cursor(), 3));
    std::vector<Fact> facts = entity_facts(world, session().states(), entity, session().cursor());
    ask_more(entity);
    const bool is_read = more_.entity == entity;
    if (is_read) facts.insert(facts.begin(), more_.facts.begin(), more_.facts.end());
    body += fact_rows(facts);
    if (is_read && world.machine(entity) != nullptr) body += message_lines(more_.messages);
  }
  body = styled(body);
  if (body == shown_state_) return;
  shown_state_ = body;
  state_->setHtml(body);
}

void InspectorView::ask_more(sim::EntityId entity) {
  if (session().world().entity(entity).kind != "chain" && session().world().machine(entity) == nullptr) return;
  const sim::Time time = session().cursor();
  // A recording that grew may say more of the same moment.
  const std::pair asked(entity, std::pair(time, session().world().end));
  if (asked == asked_more_) return;
  asked_more_ = asked;
  more_question_.ask(
      session().questions(),
      [entity, time, world = session().shared_world()](scenarios::RecordingQuery& query,
                                                       const QuestionRunner::Stop& stop) {
        More more{entity, {}, {}};
        if (world->entity(entity).kind == "chain") more.facts = chain_facts(query.reader(), *world, entity, time);
        if (world->machine(entity) != nullptr) more.messages = message_facts(query, *world, entity, time, stop);
        return more;
      },
      [this](More more) {
        more_ = std::move(more);
        show_state();
      });
}

void InspectorView::ask_row() {
  const std::uint64_t row = session().selection().row;
  if (row == asked_row_) return;
  asked_row_ = row;
  if (row == 0) {
    row_question_.take_back();
    why_question_.take_back();
    show_row(std::nullopt);
    show_why_answer({});
    return;
  }
  row_question_.ask(
      session().questions(),
      [book = book_, row](sim::RecordingReader& reader, const QuestionRunner::Stop&) {
        return row_facts(reader, *book, row);
      },
      [this](const std::optional<RowFacts>& facts) { show_row(facts); });
  why_question_.ask(
      session().questions(),
      [row](sim::RecordingReader& reader, const QuestionRunner::Stop&) { return why_row(reader, row); },
      [this](const scenarios::WhyAnswer& answer) { show_why_answer(answer); });
}

void InspectorView::show_row(const std::optional<RowFacts>& facts) {
  if (!facts.has_value()) {
    row_->setHtml(styled("<p class=\"quiet\">" + tr("No row is selected.") + "</p>"));
    return;
  }
  QString body = QStringLiteral("<h3>%1</h3><p class=\"quiet\">row %2, <a href=\"time:%3\">%4</a></p>")
                     .arg(escaped(facts->title))
                     .arg(facts->row)
                     .arg(facts->time.unix_nanoseconds())
                     .arg(moment(facts->time, 9));
  body += fact_rows(facts->facts);
  if (!facts->effects.empty())
    body += "<p class=\"quiet\">" + tr("what it caused") + "</p>" + fact_rows(facts->effects);
  row_->setHtml(styled(body));
}

QString InspectorView::why_html(const WhyLine& line) const {
  const QString text = escaped(line.text), rest = escaped(line.rest);
  switch (line.kind) {
    case WhyLine::Kind::kHeading:
      return "<h3>" + text + "</h3>";
    case WhyLine::Kind::kWords:
      return "<p>" + text + "</p>";
    case WhyLine::Kind::kTrouble:
      return "<p><span class=\"bad\">" + text + "</span>" + rest + "</p>";
    case WhyLine::Kind::kStep:
      break;
  }
  const scenarios::WhyStep& step = *line.step;
  return QStringLiteral("<p>%1<a href=\"row:%2\">%3</a> <span class=\"%4\">%5 %6</span></p>")
      .arg(text.isEmpty() ? QString() : "<span class=\"quiet\">" + text + " </span>")
      .arg(step.row)
      .arg(moment(step.time, 3), step.table == "fault" ? "bad" : "plain", escaped(step.who), escaped(step.what));
}

void InspectorView::show_why_answer(const scenarios::WhyAnswer& answer) {
  if (answer.steps.empty()) {
    why_->setHtml(
        styled("<p class=\"quiet\">" + tr("Select a row, and this tells what led to it, back to the root.") + "</p>"));
    return;
  }
  QString body;
  for (const WhyLine& line : why_lines(answer)) body += why_html(line);
  why_->setHtml(styled(body));
}

void InspectorView::follow(const QUrl& link) {
  const QString kind = link.scheme(), value = link.path();
  if (kind == "row") {
    session().select({session().selection().entity, value.toULongLong()});
    Q_EMIT row_chosen(value.toULongLong());
    tabs_->setCurrentWidget(row_);
  } else if (kind == "entity") {
    session().select_entity({value.toUInt()});
    tabs_->setCurrentWidget(state_);
  } else if (kind == "time") {
    session().set_cursor(sim::Time::from_unix_nanoseconds(value.toLongLong()));
  }
}

void InspectorView::show_why() { tabs_->setCurrentWidget(why_); }

QString InspectorView::as_text() const { return static_cast<QTextBrowser*>(tabs_->currentWidget())->toPlainText(); }

}  // namespace orrery::gui
