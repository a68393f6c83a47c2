#pragma once

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "gui/control/fault_form.h"
#include "gui/control/steering.h"
#include "gui/window/session.h"

namespace orrery::gui {

/// Asks for a fault and puts it on the run, which is held meanwhile, so that "now" stays what it was; goes on after if
/// it ran. Stays open, with the reason, when the run refuses it. Goes when another run is shown.
class FaultDialog : public QDialog {
  Q_OBJECT

 public:
  FaultDialog(Session& session, QWidget* parent);
  ~FaultDialog() override;
  FaultForm& form() { return *form_; }

 private:
  void put_on();
  void tell(const QString& problem);

  QPointer<Session> session_;
  QPointer<Steering> held_;  // a run that ran when the form came
  FaultForm* form_;
  QLabel* problem_;
  QPushButton* ok_;
};

/// Asks how a branch is to differ: another fault, faults left out, other parameters.
class BranchDialog : public QDialog {
  Q_OBJECT

 public:
  /// Gets the keys of "branch", the moment, and whether it should run on; tells by its second argument what became.
  using Order = std::function<void(sim::Time, nlohmann::ordered_json, bool, const Steering::Told&)>;
  BranchDialog(Session& session, Order order, QWidget* parent);
  FaultForm& form() { return *form_; }

 private:
  void branch();
  void tell(const QString& problem);

  QPointer<Session> session_;
  Order order_;
  FaultForm* form_;
  QLineEdit *at_, *parameters_;
  QListWidget* faults_;
  QCheckBox* run_on_;
  QLabel* problem_;
  QPushButton* ok_;
};

}  // namespace orrery::gui
