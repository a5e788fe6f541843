#include "libs/log/listeners.h"

#include <mutex>
#include <utility>
#include <vector>

namespace praksis::log {

struct Listeners::Entry {
  std::mutex mutex;  // held while calling, so that ending waits for a call
  Listener listener;
  bool ended = false;  // guarded by mutex
};

// Never held while an entry's mutex is taken.
struct Listeners::List {
  std::mutex mutex;
  std::vector<std::shared_ptr<Entry>> entries;  // guarded by mutex
};

class Listeners::Listening final : public Registration {
 public:
  Listening(std::shared_ptr<List> list, std::shared_ptr<Entry> entry)
      : list_(std::move(list)), entry_(std::move(entry)) {}
  ~Listening() override {
    {
      std::lock_guard lock(list_->mutex);
      std::erase(list_->entries, entry_);
    }
    std::lock_guard lock(entry_->mutex);
    entry_->ended = true;
  }

 private:
  const std::shared_ptr<List> list_;
  const std::shared_ptr<Entry> entry_;
};

Listeners::Listeners() : list_(std::make_shared<List>()) {}
Listeners::~Listeners() = default;

std::unique_ptr<Registration> Listeners::Add(Listener listener) {
  auto entry = std::make_shared<Entry>();
  entry->listener = std::move(listener);
  std::lock_guard lock(list_->mutex);
  list_->entries.push_back(entry);
  return std::make_unique<Listening>(list_, std::move(entry));
}

void Listeners::Tell(PartitionId partition, Offset end) {
  std::vector<std::shared_ptr<Entry>> told;
  {
    std::lock_guard lock(list_->mutex);
    told = list_->entries;
  }
  for (const auto& entry : told) {
    std::lock_guard lock(entry->mutex);
    if (!entry->ended) entry->listener(partition, end);
  }
}

}  // namespace praksis::log
