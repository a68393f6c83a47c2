#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QWidget>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "gui/control/steering_messages.h"
#include "gui/model/world_model.h"

namespace orrery::gui {

/// Asks for one fault: its kind, what it strikes, when, how long, and the parameters that its kind has.
class FaultForm : public QWidget {
  Q_OBJECT

 public:
  /// `may_be_none`: the first entry is no fault at all.
  FaultForm(std::shared_ptr<const WorldModel> world, std::vector<FaultKindInfo> kinds, bool may_be_none,
            QWidget* parent);

  void set_kind(const std::string& kind);
  void set_target(const std::string& target);
  void set_start(const std::string& start);
  const FaultKindInfo* kind() const;
  /// The fault as a table of [[fault]]; null when none was chosen. Clock times are of the day of `near`. Throws
  /// sim::InputError for a time that is none.
  nlohmann::ordered_json entry(sim::Time near) const;

 Q_SIGNALS:
  /// Another kind asks for other things: it may need more room.
  void kind_shown();

 private:
  void show_kind();

  struct Field {
    FaultParameter parameter;
    QLineEdit* line = nullptr;
    QCheckBox* box = nullptr;
  };
  std::shared_ptr<const WorldModel> world_;
  std::vector<FaultKindInfo> kinds_;
  bool may_be_none_;
  QComboBox *kind_, *target_;
  QLabel* about_;
  QLineEdit *start_, *lasts_;
  QWidget* times_;
  QFormLayout *layout_, *fields_layout_ = nullptr;
  QWidget* fields_widget_ = nullptr;
  std::vector<Field> fields_;
};

}  // namespace orrery::gui
