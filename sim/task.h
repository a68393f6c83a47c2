#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace orrery::sim {

/// A move-only callable kept in place: up to 40 bytes of capture, never on the heap. Larger captures do not compile.
class Task {
 public:
  static constexpr std::size_t kCapacity = 40;

  Task() = default;
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, Task> && std::is_invocable_r_v<void, F&>)
  Task(F&& function) {  // NOLINT: implicit by design, as std::function is
    using Function = std::remove_cvref_t<F>;
    static_assert(sizeof(Function) <= kCapacity, "capture less: a task keeps at most 40 bytes");
    static_assert(alignof(Function) <= alignof(void*));
    static_assert(std::is_nothrow_move_constructible_v<Function>);
    ::new (static_cast<void*>(storage_)) Function(std::forward<F>(function));
    operations_ = &kOperationsOf<Function>;
  }
  Task(Task&& other) noexcept { take(other); }
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      reset();
      take(other);
    }
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() { reset(); }

  explicit operator bool() const { return operations_ != nullptr; }
  void operator()() { operations_->call(storage_); }
  void reset() {
    if (operations_ != nullptr && operations_->destroy != nullptr) operations_->destroy(storage_);
    operations_ = nullptr;
  }

 private:
  struct Operations {
    void (*call)(void*);
    void (*move)(void* from, void* to);  // null: plain bytes
    void (*destroy)(void*);              // null: nothing to do
  };
  template <class F>
  static constexpr Operations kOperationsOf{
      [](void* f) { (*static_cast<F*>(f))(); },
      std::is_trivially_copyable_v<F> ? nullptr
                                      : +[](void* from, void* to) {
                                          ::new (to) F(std::move(*static_cast<F*>(from)));
                                          static_cast<F*>(from)->~F();
                                        },
      std::is_trivially_destructible_v<F> ? nullptr : +[](void* f) { static_cast<F*>(f)->~F(); }};

  void take(Task& other) {
    operations_ = other.operations_;
    if (operations_ == nullptr) return;
    if (operations_->move == nullptr) {
      __builtin_memcpy(storage_, other.storage_, kCapacity);
    } else {
      operations_->move(other.storage_, storage_);
    }
    other.operations_ = nullptr;
  }

  const Operations* operations_ = nullptr;
  alignas(void*) std::byte storage_[kCapacity];
};
static_assert(sizeof(Task) == 48);

}  // namespace orrery::sim
