#include "libs/projection/layout.h"

#include <set>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"

namespace praksis::projection {

Layout::Layout(std::vector<const CaseModel*> case_models, std::vector<const EventModel*> event_models)
    : case_models_(std::move(case_models)), event_models_(std::move(event_models)) {
  std::set<std::string, std::less<>> names;
  const auto add = [&](std::string_view owner, int revision, store::TableOptions table) {
    table.name = base::StrCat(owner, table.name);
    PRAKSIS_CHECK(names.insert(table.name).second, "two models are named ", owner);
    definitions_.push_back(base::StrCat(table.name, "@", revision));
    tables_.push_back(std::move(table));
  };
  add("projection", kProjectorRevision, {.name = ".meta"});
  add("projection", kProjectorRevision, {.name = ".states", .bloom = true});
  for (const CaseModel* model : case_models_) {
    add(model->name(), model->revision(), {.name = ".counts", .counters = true});
    add(model->name(), model->revision(), {.name = ".rows", .bloom = true});
  }
  for (const EventModel* model : event_models_) {
    add(model->name(), model->revision(), {.name = ".rows", .appendable = true, .bloom = true});
  }

  std::string all;
  for (const std::string& definition : definitions_) all += definition + "\n";
  name_ = base::StrCat("v-", base::ToHex(base::Sha256(all).substr(0, 4)));
}

std::optional<store::Table> Layout::FindCounts(std::string_view model) const {
  for (size_t i = 0; i < case_models_.size(); ++i) {
    if (case_models_[i]->name() == model) return CaseCounts(i);
  }
  return std::nullopt;
}

std::optional<store::Table> Layout::FindRows(std::string_view model) const {
  for (size_t i = 0; i < case_models_.size(); ++i) {
    if (case_models_[i]->name() == model) return CaseRows(i);
  }
  for (size_t i = 0; i < event_models_.size(); ++i) {
    if (event_models_[i]->name() == model) return EventRows(i);
  }
  return std::nullopt;
}

std::string NextOffsetKey(PartitionId partition) {
  std::string key = "next/";
  base::AppendBigEndian32(static_cast<uint32_t>(partition.value()), key);
  return key;
}

std::string PartitionStateKey(PartitionId partition) {
  std::string key(1, '\0');
  base::AppendBigEndian32(static_cast<uint32_t>(partition.value()), key);
  return key;
}

absl::Status StateDamaged(std::string_view stream) {
  return base::Refuse(absl::StatusCode::kDataLoss, "PROJECTION_DAMAGED",
                      base::StrCat("The projection's state of ", stream,
                                   " is damaged; remove its directory to build it anew."),
                      {{"stream", std::string(stream)}});
}

}  // namespace praksis::projection
