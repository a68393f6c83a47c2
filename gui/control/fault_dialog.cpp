#include "gui/control/fault_dialog.h"

#include <QDialogButtonBox>
#include <QVBoxLayout>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "gui/model/stepping.h"
#include "gui/window/wording.h"
#include "sim/input_error.h"

namespace orrery::gui {
namespace {

constexpr int kDialogWidth = 460;
constexpr int kFaultRows = 4;

QLabel* problem_label(const Theme& theme, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setWordWrap(true);
  label->setAccessibleName(QObject::tr("Problem"));
  label->setStyleSheet("color: " + theme.bad.name());
  label->hide();
  return label;
}

// The cursor; at the end of a run, where nothing can differ any more, the beginning of its last round.
sim::Time moment_to_leave(const Session& session) {
  const sim::Time end = session.steering()->greeting().end;
  if (session.cursor() < end) return session.cursor();
  const RoundSpan* last = session.rounds().previous(session.network(), end);
  return last != nullptr ? sim::Time::from_unix_nanoseconds(last->begin)
                         : std::max(session.world().start, end - sim::Duration::seconds(1));
}

QPushButton* add_buttons(QDialog& dialog, QVBoxLayout& layout, const QString& yes) {
  auto* buttons = new QDialogButtonBox(&dialog);
  QPushButton* ok = buttons->addButton(yes, QDialogButtonBox::ActionRole);
  buttons->addButton(QDialogButtonBox::Cancel);
  ok->setDefault(true);
  QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
  layout.addWidget(buttons);
  return ok;
}

// Texts that wrap need more room at a given width than a layout's smallest size says.
void grow(QDialog& dialog) {
  dialog.layout()->activate();
  const int wanted = dialog.layout()->totalHeightForWidth(dialog.width());
  if (wanted > dialog.height()) dialog.resize(dialog.width(), wanted);
}

// Growing comes after the layout has heard of what changed in it.
void keep_room(QDialog& dialog, const FaultForm& form) {
  QObject::connect(&form, &FaultForm::kind_shown, &dialog, [&dialog] { grow(dialog); }, Qt::QueuedConnection);
}

std::vector<std::string> list_in(const QString& text) {
  std::vector<std::string> all;
  for (const QString& one : text.split(';', Qt::SkipEmptyParts)) all.push_back(one.trimmed().toStdString());
  return all;
}

}  // namespace

FaultDialog::FaultDialog(Session& session, QWidget* parent) : QDialog(parent), session_(&session) {
  setWindowTitle(tr("Put a fault on"));
  setAttribute(Qt::WA_DeleteOnClose);
  setMinimumWidth(kDialogWidth);
  auto* layout = new QVBoxLayout(this);
  form_ = new FaultForm(session.shared_world(), session.steering()->kinds(), /*may_be_none=*/false, this);
  problem_ = problem_label(session.theme(), this);
  layout->addWidget(form_);
  layout->addWidget(problem_);
  ok_ = add_buttons(*this, *layout, tr("Put it on"));
  connect(ok_, &QPushButton::clicked, this, &FaultDialog::put_on);
  connect(&session, &QObject::destroyed, this, &QDialog::reject);
  keep_room(*this, *form_);
  if (!session.steering()->is_running()) return;
  held_ = session.steering();
  held_->pause();
}

FaultDialog::~FaultDialog() {
  if (held_ && held_->is_live()) held_->go_on();
}

void FaultDialog::put_on() {
  if (!session_ || session_->steering() == nullptr) return tell(tr("the run is gone"));
  try {
    const auto entry = form_->entry(session_->cursor());
    ok_->setEnabled(false);
    session_->steering()->add_fault(entry, [self = QPointer(this)](const QString& problem) {
      if (self) self->tell(problem);
    });
  } catch (const sim::InputError& error) {
    tell(QString::fromUtf8(error.what()));
  }
}

void FaultDialog::tell(const QString& problem) {
  if (problem.isEmpty()) return accept();
  ok_->setEnabled(true);
  problem_->setText(problem);
  problem_->show();
  grow(*this);
}

BranchDialog::BranchDialog(Session& session, Order order, QWidget* parent)
    : QDialog(parent), session_(&session), order_(std::move(order)) {
  setWindowTitle(tr("Branch"));
  setAttribute(Qt::WA_DeleteOnClose);
  setMinimumWidth(kDialogWidth);
  const Steering& steering = *session.steering();
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(new QLabel(tr("The same run, with something else from a moment on."), this));
  auto* rows = new QFormLayout;
  rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  at_ = new QLineEdit(clock_text(moment_to_leave(session), 9), this);
  at_->setAccessibleName(tr("Moment of the branch"));
  rows->addRow(tr("Branch at"), at_);
  layout->addLayout(rows);
  form_ = new FaultForm(session.shared_world(), steering.kinds(), /*may_be_none=*/true, this);
  form_->set_start("now");
  layout->addWidget(form_);
  faults_ = new QListWidget(this);
  faults_->setAccessibleName(tr("Faults to leave out"));
  for (const SteeredFault& fault : steering.faults()) {
    auto* item =
        new QListWidgetItem(clock_text(fault.begin) + "  " + to_qt(fault.kind + " on " + fault.target), faults_);
    item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
    item->setCheckState(Qt::Unchecked);
    item->setData(Qt::UserRole, QVariant::fromValue<qulonglong>(fault.number));
  }
  faults_->setMaximumHeight(kFaultRows * (fontMetrics().height() + 8));
  auto* more = new QFormLayout;
  more->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  if (faults_->count() > 0) more->addRow(tr("Without"), faults_);
  faults_->setVisible(faults_->count() > 0);
  parameters_ = new QLineEdit(this);
  parameters_->setAccessibleName(tr("Other parameters"));
  parameters_->setPlaceholderText(session.world().groups.empty()
                                      ? tr("key=value; key=value")
                                      : tr("network.%1.heartbeat=30min").arg(to_qt(session.world().groups[0].name)));
  parameters_->setToolTip(tr("Parameters have no dates: they count for the whole branch, from its beginning"));
  more->addRow(tr("With"), parameters_);
  run_on_ = new QCheckBox(tr("run it to its end at once"), this);
  run_on_->setChecked(true);
  more->addRow(QString(), run_on_);
  layout->addLayout(more);
  problem_ = problem_label(session.theme(), this);
  layout->addWidget(problem_);
  ok_ = add_buttons(*this, *layout, tr("Branch"));
  connect(ok_, &QPushButton::clicked, this, &BranchDialog::branch);
  connect(&session, &QObject::destroyed, this, &QDialog::reject);
  keep_room(*this, *form_);
}

void BranchDialog::branch() {
  if (!session_ || session_->steering() == nullptr) return tell(tr("the run is gone"));
  try {
    const sim::Time at = parse_moment(at_->text().trimmed().toStdString(), session_->cursor());
    nlohmann::ordered_json command = nlohmann::ordered_json::object();
    if (auto fault = form_->entry(session_->cursor()); fault.is_object()) {
      // "now" means the branch's beginning, which a fault without a start has.
      const std::string start = fault.value("start", std::string());
      if (start == "now") fault.erase("start");
      if (start.starts_with('+')) fault["start"] = sim::to_text(at + sim::parse_duration(start.substr(1)), 9);
      command["faults"] = nlohmann::ordered_json::array({std::move(fault)});
    }
    for (int i = 0; i < faults_->count(); ++i) {
      if (faults_->item(i)->checkState() == Qt::Checked)
        command["without"].push_back(faults_->item(i)->data(Qt::UserRole).toULongLong());
    }
    if (const auto parameters = list_in(parameters_->text()); !parameters.empty()) command["set"] = parameters;
    if (command.empty()) return tell(tr("choose what is to differ: a fault, one to leave out, or another parameter"));
    ok_->setEnabled(false);
    order_(at, std::move(command), run_on_->isChecked(), [self = QPointer(this)](const QString& problem) {
      if (self) self->tell(problem);
    });
  } catch (const sim::InputError& error) {
    tell(QString::fromUtf8(error.what()));
  }
}

void BranchDialog::tell(const QString& problem) {
  if (problem.isEmpty()) return accept();
  ok_->setEnabled(true);
  problem_->setText(problem);
  problem_->show();
  grow(*this);
}

}  // namespace orrery::gui
