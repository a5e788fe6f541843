#include "libs/projection/event_rows.h"

#include "libs/base/strings.h"
#include "libs/projection/sorted_rows.h"

namespace praksis::projection {

class EventRowChanges::Rows final : public EventRows {
 public:
  Rows(EventRowChanges& changes, size_t model, store::Batch& batch)
      : changes_(changes), model_(model), batch_(batch) {}

  void Row(std::string_view key, std::string_view value) override {
    batch_.Put(changes_.layout_.EventRows(model_), key, value);
  }
  void Append(std::string_view key, std::string_view value) override {
    changes_.appended_[model_][base::ToAbsl(key)].append(value);
    changes_.bytes_ += value.size();
  }

 private:
  EventRowChanges& changes_;
  const size_t model_;
  store::Batch& batch_;
};

EventRowChanges::EventRowChanges(const Layout& layout)
    : layout_(layout), appended_(layout.event_models().size()) {}

void EventRowChanges::Add(const LoggedEvent& event, store::Batch& batch) {
  for (size_t model = 0; model < layout_.event_models().size(); ++model) {
    Rows rows(*this, model, batch);
    layout_.event_models()[model]->Project(event, rows);
  }
}

void EventRowChanges::Finish(store::Batch& batch) {
  for (size_t model = 0; model < appended_.size(); ++model) {
    for (const auto* row : SortedRows(appended_[model])) {
      batch.Append(layout_.EventRows(model), row->first, row->second);
    }
  }
  Clear();
}

void EventRowChanges::Clear() {
  for (auto& rows : appended_) rows.clear();
  bytes_ = 0;
}

}  // namespace praksis::projection
