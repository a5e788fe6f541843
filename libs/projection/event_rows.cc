#include "libs/projection/event_rows.h"

#include <functional>
#include <optional>
#include <utility>

#include "libs/base/status.h"
#include "libs/projection/sorted_rows.h"

namespace praksis::projection {
namespace {

bool IsWithin(std::string_view part, std::string_view whole) {
  return std::less_equal<>()(whole.data(), part.data()) &&
         std::less_equal<>()(part.data() + part.size(), whole.data() + whole.size());
}

}  // namespace

class EventRowChanges::Rows final : public EventRows {
 public:
  Rows(EventRowChanges& changes, size_t model, const LoggedEvent& event, store::Batch& batch)
      : changes_(changes), model_(model), event_(event), batch_(batch) {}

  void Row(std::string_view key, std::string_view value) override {
    batch_.Put(changes_.layout_.EventRows(model_), key, value);
  }
  void Append(std::string_view key, std::initializer_list<std::string_view> parts) override {
    auto& rows = changes_.models_[model_].appended;
    auto row = rows.find(key);
    if (row == rows.end()) row = rows.try_emplace(changes_.memory_.Copy(key)).first;
    for (const std::string_view bytes : parts) {
      // The event's own bytes stay where they are.
      auto* const part = changes_.memory_.New<Part>(
          IsWithin(bytes, event_.bytes) ? bytes : changes_.memory_.Copy(bytes), nullptr);
      (row->second.last == nullptr ? row->second.first : row->second.last->next) = part;
      row->second.last = part;
      changes_.bytes_ += bytes.size();
    }
  }

 private:
  EventRowChanges& changes_;
  const size_t model_;
  const LoggedEvent& event_;
  store::Batch& batch_;
};

EventRowChanges::EventRowChanges(PartitionId partition, const Layout& layout, ChunkMemory& memory)
    : partition_state_key_(PartitionStateKey(partition)),
      layout_(layout),
      memory_(memory),
      models_(layout.event_models().size()) {}

absl::Status EventRowChanges::Load(const store::Database& database) {
  for (size_t model = 0; model < models_.size(); ++model) {
    ASSIGN_OR_RETURN(std::optional<std::string> state,
                     database.Get(layout_.EventRows(model), partition_state_key_));
    models_[model].partition_state = std::move(state).value_or("");
  }
  return absl::OkStatus();
}

void EventRowChanges::Add(const LoggedEvent& event, store::Batch& batch) {
  for (size_t model = 0; model < models_.size(); ++model) {
    Rows rows(*this, model, event, batch);
    layout_.event_models()[model]->Project(event, models_[model].partition_state, rows);
  }
}

void EventRowChanges::Finish(store::Batch& batch) {
  for (size_t model = 0; model < models_.size(); ++model) {
    const store::Table table = layout_.EventRows(model);
    batch.Put(table, partition_state_key_, models_[model].partition_state);
    for (const auto* row : SortedRows(models_[model].appended)) {
      scratch_.clear();
      for (const Part* part = row->second.first; part != nullptr; part = part->next) {
        scratch_.append(part->bytes);
      }
      batch.Append(table, row->first, scratch_);
    }
  }
  Clear();
}

void EventRowChanges::Clear() {
  for (Model& model : models_) model.appended.clear();
  bytes_ = 0;
}

}  // namespace praksis::projection
