#include "gui/control/fault_form.h"

#include <QCompleter>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "gui/control/fault_targets.h"
#include "gui/model/stepping.h"
#include "gui/window/wording.h"
#include "sim/input_error.h"

namespace orrery::gui {
namespace {

constexpr int kFieldWidth = 300;

QLineEdit* line_edit(const QString& name, const QString& text, const QString& placeholder, QWidget* parent) {
  auto* line = new QLineEdit(text, parent);
  line->setAccessibleName(name);
  line->setPlaceholderText(placeholder);
  return line;
}

}  // namespace

FaultForm::FaultForm(std::shared_ptr<const WorldModel> world, std::vector<FaultKindInfo> kinds, bool may_be_none,
                     QWidget* parent)
    : QWidget(parent), world_(std::move(world)), kinds_(std::move(kinds)), may_be_none_(may_be_none) {
  layout_ = new QFormLayout(this);
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  kind_ = new QComboBox(this);
  kind_->setAccessibleName(tr("Kind of fault"));
  if (may_be_none) kind_->addItem(tr("no other fault"));
  for (const FaultKindInfo& kind : kinds_) kind_->addItem(to_qt(kind.name));
  about_ = new QLabel(this);
  about_->setWordWrap(true);
  about_->setMinimumWidth(kFieldWidth);
  target_ = new QComboBox(this);
  target_->setEditable(true);
  target_->setInsertPolicy(QComboBox::NoInsert);
  target_->setAccessibleName(tr("What it strikes"));
  target_->completer()->setFilterMode(Qt::MatchContains);
  target_->completer()->setCompletionMode(QCompleter::PopupCompletion);
  times_ = new QWidget(this);
  auto* times = new QHBoxLayout(times_);
  times->setContentsMargins(0, 0, 0, 0);
  start_ = line_edit(tr("Start"), "now", tr("now, 01:00:00, +30s"), times_);
  lasts_ = line_edit(tr("Length"), "10min", tr("to the end"), times_);
  lasts_->setToolTip(tr("How long: 30s, 10min, 2h. Empty: until the run ends"));
  times->addWidget(start_, 3);
  times->addWidget(new QLabel(tr("for"), times_));
  times->addWidget(lasts_, 2);
  layout_->addRow(tr("Fault"), kind_);
  layout_->addRow(QString(), about_);
  layout_->addRow(tr("On"), target_);
  layout_->addRow(tr("From"), times_);
  connect(kind_, &QComboBox::currentIndexChanged, this, [this] {
    show_kind();
    Q_EMIT kind_shown();
  });
  show_kind();
}

const FaultKindInfo* FaultForm::kind() const {
  const int index = kind_->currentIndex() - (may_be_none_ ? 1 : 0);
  return index < 0 || index >= static_cast<int>(kinds_.size()) ? nullptr : &kinds_[static_cast<std::size_t>(index)];
}

void FaultForm::set_kind(const std::string& kind) {
  if (const int index = kind_->findText(to_qt(kind)); index >= 0) kind_->setCurrentIndex(index);
}

void FaultForm::set_target(const std::string& target) { target_->setEditText(to_qt(target)); }

void FaultForm::set_start(const std::string& start) { start_->setText(to_qt(start)); }

void FaultForm::show_kind() {
  const FaultKindInfo* kind = this->kind();
  if (fields_widget_ != nullptr) layout_->removeRow(fields_widget_);
  fields_widget_ = nullptr;
  fields_.clear();
  target_->setEnabled(kind != nullptr);
  times_->setEnabled(kind != nullptr);
  about_->setText(kind == nullptr ? tr("The branch differs by what is chosen below.") : to_qt(kind->about));
  if (kind == nullptr) return;
  const QString before = target_->currentText();
  target_->clear();
  for (const std::string& name : fault_targets(*world_, kind->target)) target_->addItem(to_qt(name));
  target_->lineEdit()->setPlaceholderText(kind->target == "path" ? tr("A <-> B, A -> B, or A alone")
                                                                 : to_qt(kind->target));
  const bool fits = kind->target == "path" || target_->findText(before) >= 0;
  target_->setEditText(fits ? before : QString());
  if (kind->parameters.empty()) return;
  fields_widget_ = new QWidget(this);
  auto* rows = new QFormLayout(fields_widget_);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  for (const FaultParameter& parameter : kind->parameters) {
    Field field{parameter, nullptr, nullptr};
    const QString name = to_qt(parameter.name);
    QWidget* widget = nullptr;
    if (parameter.type == FaultParameter::Type::kFlag) {
      widget = field.box = new QCheckBox(fields_widget_);
      field.box->setChecked(parameter.shown == "true");
      field.box->setAccessibleName(name);
    } else {
      widget = field.line = line_edit(name, to_qt(parameter.shown),
                                      parameter.required ? tr("must be given") : tr("may be left out"), fields_widget_);
    }
    widget->setToolTip(to_qt(parameter.about));
    rows->addRow(name, widget);
    fields_.push_back(std::move(field));
  }
  layout_->addRow(fields_widget_);
}

nlohmann::ordered_json FaultForm::entry(sim::Time near) const {
  const FaultKindInfo* kind = this->kind();
  if (kind == nullptr) return nullptr;
  nlohmann::ordered_json entry{{"kind", kind->name}, {"target", target_->currentText().trimmed().toStdString()}};
  const std::string start = start_->text().trimmed().toStdString();
  const bool relative = start.empty() || start == "now" || start.starts_with('+');
  entry["start"] = start.empty() ? "now" : relative ? start : sim::to_text(parse_moment(start, near), 9);
  if (const QString lasts = lasts_->text().trimmed(); !lasts.isEmpty()) entry["lasts"] = lasts.toStdString();
  for (const Field& field : fields_) {
    const std::string text =
        field.box != nullptr ? (field.box->isChecked() ? "true" : "false") : field.line->text().trimmed().toStdString();
    if (!field.parameter.required && (text.empty() || text == field.parameter.unchanged)) continue;
    entry[field.parameter.name] = parameter_value(field.parameter, text);
  }
  return entry;
}

}  // namespace orrery::gui
