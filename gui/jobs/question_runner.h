#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "scenarios/query/recording_query.h"
#include "sim/recording/recording_reader.h"

namespace orrery::gui {

/// Answers questions about one recording away from the GUI thread: a few threads, a RecordingQuery each. A question has
/// a slot; asking again on the same slot takes the older question back, and its answer, should it still come, is
/// dropped. Answers arrive on the GUI thread. All members belong to the GUI thread.
class QuestionRunner : public QObject {
  Q_OBJECT

 public:
  using Stop = std::atomic<bool>;
  /// Runs on a worker; returns what is to be done with the answer on the GUI thread.
  using Work = std::function<std::function<void()>(scenarios::RecordingQuery&, const Stop&)>;

  /// Throws sim::InputError when the recording cannot be opened.
  explicit QuestionRunner(const std::string& path);
  ~QuestionRunner() override;

  std::uint64_t new_slot() { return ++last_slot_; }
  void ask(std::uint64_t slot, Work work);
  /// Takes back what was asked on the slot: it is not begun, or made to fail, or its answer is dropped.
  void take_back(std::uint64_t slot);
  /// No question is waiting, being answered, or answered and not yet delivered.
  bool is_idle() const;

 Q_SIGNALS:
  /// A question could not be answered: one line.
  void failed(const QString& why);
  void became_idle();

 private:
  struct Job {
    std::uint64_t slot = 0;
    Work work;
    std::shared_ptr<Stop> stop;
  };
  struct Worker {
    std::unique_ptr<scenarios::RecordingQuery> query;
    std::shared_ptr<Job> running;
    std::thread thread;
  };
  void work(Worker& worker);
  void deliver(const std::shared_ptr<Job>& job, const std::function<void()>& then, const std::string& error);
  void take_back_locked(std::uint64_t slot);
  /// Interrupts every question that is being answered and was taken back; false when there is none.
  bool interrupt_stopped_locked();

  mutable std::mutex mutex_;
  std::condition_variable wake_, left_;
  std::deque<std::shared_ptr<Job>> waiting_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::shared_ptr<Job>> begun_;  // until delivered
  QTimer interrupting_;
  bool ending_ = false;
  std::size_t undelivered_ = 0;
  std::uint64_t last_slot_ = 0;
};

/// A place to ask questions from: one for each kind of question that a view has. Takes its question back when it dies.
class Question {
 public:
  Question() = default;
  ~Question() { take_back(); }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  /// `work` runs on a worker, over a RecordingQuery or a RecordingReader as it wants, and returns an answer; `then`
  /// gets it on the GUI thread, unless something newer was asked.
  template <class Work, class Then>
  void ask(QuestionRunner& runner, Work work, Then then) {
    bind(runner);
    runner.ask(slot_, [work = std::move(work), then = std::move(then)](scenarios::RecordingQuery& query,
                                                                       const QuestionRunner::Stop& stop) {
      const auto answered = [&] {
        if constexpr (std::is_invocable_v<const Work&, scenarios::RecordingQuery&, const QuestionRunner::Stop&>) {
          return work(query, stop);
        } else {
          return work(query.reader(), stop);
        }
      };
      using Answer = decltype(answered());
      auto answer = std::make_shared<Answer>(answered());
      return std::function<void()>([answer, then] { then(std::move(*answer)); });
    });
  }
  void take_back();

 private:
  void bind(QuestionRunner& runner);
  QPointer<QuestionRunner> runner_;  // a session that closes takes its runner with it
  std::uint64_t slot_ = 0;
};

}  // namespace orrery::gui
