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
  Rows(EventRowChanges& changes, size_t model, const LoggedEvent& event, CachedStream& stream,
       store::Batch& batch)
      : changes_(changes), model_(model), event_(event), stream_(stream), batch_(batch) {}

  void Row(std::string_view key, std::string_view value) override {
    batch_.Put(changes_.layout_.EventRows(model_), key, value);
  }
  void Append(std::string_view key, std::initializer_list<std::string_view> parts) override {
    auto& rows = changes_.models_[model_].appended;
    auto row = rows.find(key);
    if (row == rows.end()) row = rows.try_emplace(changes_.memory_.Copy(key)).first;
    Add(parts, row->second);
  }
  void AppendToStream(int64_t segment, std::initializer_list<std::string_view> parts) override {
    StreamRow** row = &stream_.appended;
    while (*row != nullptr && ((*row)->segment != segment || (*row)->model != model_)) row = &(*row)->next;
    if (*row == nullptr) *row = changes_.memory_.New<StreamRow>(model_, segment, AppendedValue(), nullptr);
    Add(parts, (*row)->value);
  }

 private:
  void Add(std::initializer_list<std::string_view> parts, AppendedValue& value) {
    for (const std::string_view bytes : parts) {
      // The event's own bytes stay where they are.
      value.Add(IsWithin(bytes, event_.bytes) ? bytes : changes_.memory_.Copy(bytes), changes_.memory_);
      changes_.bytes_ += bytes.size();
    }
  }

  EventRowChanges& changes_;
  const size_t model_;
  const LoggedEvent& event_;
  CachedStream& stream_;
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

void EventRowChanges::Add(const LoggedEvent& event, CachedStream& stream, store::Batch& batch) {
  for (size_t model = 0; model < models_.size(); ++model) {
    Rows rows(*this, model, event, stream, batch);
    layout_.event_models()[model]->Project(event, models_[model].partition_state, rows);
  }
}

void EventRowChanges::Finish(const std::vector<CachedStream*>& changed, store::Batch& batch) {
  for (size_t model = 0; model < models_.size(); ++model) {
    const store::Table table = layout_.EventRows(model);
    batch.Put(table, partition_state_key_, models_[model].partition_state);
    for (const auto* row : SortedRows(models_[model].appended)) {
      AppendTo(table, row->first, row->second, batch);
    }
    for (const CachedStream* stream : changed) {
      for (const StreamRow* row = stream->appended; row != nullptr; row = row->next) {
        if (row->model != model) continue;
        AppendTo(table, layout_.event_models()[model]->StreamRowKey(stream->stream.value(), row->segment),
                 row->value, batch);
      }
    }
  }
  for (CachedStream* stream : changed) stream->appended = nullptr;
  Clear();
}

void EventRowChanges::AppendTo(store::Table table, std::string_view key, const AppendedValue& value,
                               store::Batch& batch) {
  parts_.clear();
  for (const AppendedPart* part = value.first; part != nullptr; part = part->next) {
    parts_.push_back(part->bytes);
  }
  batch.Append(table, key, parts_);
}

void EventRowChanges::Clear() {
  for (Model& model : models_) model.appended.clear();
  bytes_ = 0;
}

}  // namespace praksis::projection
