#include "gui/jobs/question_runner.h"

#include <algorithm>
#include <chrono>

namespace orrery::gui {
namespace {

// One may count rows for seconds, one fill a pane, and one is free for what the cursor asks.
constexpr int kWorkers = 3;
// Nothing: a mapped file that somebody else cuts takes the window with it.
constexpr std::int64_t kMappedBytes = 0;
// SQLite forgets an interrupt that comes while no statement runs, as before a question's first statement or between
// two. So it is repeated until the question has failed.
constexpr auto kInterruptAgain = std::chrono::milliseconds(2);

}  // namespace

QuestionRunner::QuestionRunner(const std::string& path) {
  for (int i = 0; i < kWorkers; ++i) {
    workers_.push_back(std::make_unique<Worker>());
    workers_.back()->query = std::make_unique<scenarios::RecordingQuery>(path, kMappedBytes);
  }
  interrupting_.setInterval(kInterruptAgain);
  connect(&interrupting_, &QTimer::timeout, this, [this] {
    const std::lock_guard lock(mutex_);
    if (!interrupt_stopped_locked()) interrupting_.stop();
  });
  for (const auto& worker : workers_) worker->thread = std::thread([this, &worker = *worker] { work(worker); });
}

QuestionRunner::~QuestionRunner() {
  {
    std::unique_lock lock(mutex_);
    ending_ = true;
    waiting_.clear();
    for (const auto& job : begun_) job->stop->store(true);
    wake_.notify_all();
    while (interrupt_stopped_locked()) left_.wait_for(lock, kInterruptAgain);
  }
  for (const auto& worker : workers_) worker->thread.join();
}

void QuestionRunner::ask(std::uint64_t slot, Work work) {
  {
    const std::lock_guard lock(mutex_);
    take_back_locked(slot);
    auto job = std::make_shared<Job>();
    job->slot = slot;
    job->work = std::move(work);
    job->stop = std::make_shared<Stop>(false);
    waiting_.push_back(std::move(job));
    ++undelivered_;
  }
  wake_.notify_one();
}

void QuestionRunner::take_back(std::uint64_t slot) {
  const std::lock_guard lock(mutex_);
  take_back_locked(slot);
}

void QuestionRunner::take_back_locked(std::uint64_t slot) {
  const auto of_slot = [slot](const std::shared_ptr<Job>& job) { return job->slot == slot; };
  undelivered_ -= std::erase_if(waiting_, of_slot);
  for (const auto& job : begun_)
    if (of_slot(job)) job->stop->store(true);
  if (interrupt_stopped_locked()) interrupting_.start();
}

bool QuestionRunner::interrupt_stopped_locked() {
  bool any = false;
  for (const auto& worker : workers_) {
    if (!worker->running || !worker->running->stop->load()) continue;
    worker->query->cancel();
    any = true;
  }
  return any;
}

bool QuestionRunner::is_idle() const {
  const std::lock_guard lock(mutex_);
  return undelivered_ == 0;
}

void QuestionRunner::work(Worker& worker) {
  for (;;) {
    std::shared_ptr<Job> job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (ending_) return;
      job = waiting_.front();
      waiting_.pop_front();
      begun_.push_back(job);
      worker.running = job;
    }
    std::function<void()> then;
    std::string error;
    try {
      then = job->work(*worker.query, *job->stop);
    } catch (const scenarios::RecordingQuery::Cancelled&) {
      error = "the question was taken back";
    } catch (const std::exception& problem) {
      error = problem.what();
    }
    {
      const std::lock_guard lock(mutex_);
      worker.running.reset();
      left_.notify_one();
      if (ending_) return;
    }
    QMetaObject::invokeMethod(
        this, [this, job, then = std::move(then), error] { deliver(job, then, error); }, Qt::QueuedConnection);
  }
}

void QuestionRunner::deliver(const std::shared_ptr<Job>& job, const std::function<void()>& then,
                             const std::string& error) {
  // A question that was taken back fails by being interrupted, and nobody wants its answer either way.
  if (!job->stop->load()) {
    if (!error.empty()) {
      Q_EMIT failed(QString::fromStdString(error));
    } else {
      // From here on the slot's newer questions cannot take this answer back any more.
      job->stop->store(true);
      then();
    }
  }
  bool idle = false;
  {
    const std::lock_guard lock(mutex_);
    std::erase(begun_, job);
    idle = --undelivered_ == 0;
  }
  if (idle) Q_EMIT became_idle();
}

void Question::bind(QuestionRunner& runner) {
  if (runner_ == &runner) return;
  take_back();
  runner_ = &runner;
  slot_ = runner.new_slot();
}

void Question::take_back() {
  if (runner_) runner_->take_back(slot_);
}

}  // namespace orrery::gui
