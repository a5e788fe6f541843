#include "libs/recording/inbox.h"

#include <utility>

namespace praksis::recording {

Inbox::Entry Inbox::Put(std::unique_ptr<Submission>& submission) {
  std::unique_lock lock(mutex_, std::defer_lock);
  // Asked for before the lock is taken: refusing must stay cheap when everybody comes at once.
  if (!Reserve(*submission)) return Entry::kFull;
  lock.lock();
  if (closed_) {
    lock.unlock();
    Leave(*submission);
    return Entry::kClosed;
  }
  submissions_.push_back(std::move(submission));
  return std::exchange(asleep_, false) ? Entry::kTakenByASleeper : Entry::kTaken;
}

void Inbox::Take(std::vector<std::unique_ptr<Submission>>& out) {
  std::lock_guard lock(mutex_);
  if (out.empty()) {
    // Swapped rather than moved from, so that both vectors keep their room.
    out.swap(submissions_);
  } else {
    for (auto& submission : submissions_) out.push_back(std::move(submission));
    submissions_.clear();
  }
}

bool Inbox::Sleep() {
  std::lock_guard lock(mutex_);
  asleep_ = submissions_.empty();
  return asleep_;
}

bool Inbox::Reserve(const Submission& submission, bool whatever_comes) {
  const auto bytes = static_cast<int64_t>(submission.bytes);
  const bool room = (facts_.fetch_add(1, std::memory_order_relaxed) < max_facts_ &&
                     bytes_.load(std::memory_order_relaxed) + bytes <= max_bytes_) ||
                    whatever_comes;
  bytes_.fetch_add(bytes, std::memory_order_relaxed);
  if (!room) Leave(submission);
  return room;
}

void Inbox::Leave(const Submission& submission) {
  bytes_.fetch_sub(static_cast<int64_t>(submission.bytes), std::memory_order_relaxed);
  facts_.fetch_sub(1, std::memory_order_relaxed);
}

void Inbox::Open(std::vector<std::unique_ptr<Submission>> first) {
  for (const auto& submission : first) Reserve(*submission, /*whatever_comes=*/true);
  const std::lock_guard lock(mutex_);
  for (auto& submission : first) submissions_.push_back(std::move(submission));
  closed_ = false;
}

void Inbox::Close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
}

}  // namespace praksis::recording
