#include "libs/sample/telling.h"

#include <utility>

#include "libs/base/strings.h"
#include "libs/sample/event_id.h"

namespace praksis::sample {

std::string Telling::Stream(std::string_view kind, std::string_view id) const {
  return base::StrCat(kind, "/sample-", seed_, "-", id);
}

void Telling::set_reporter(std::string municipality, std::string actor, v1::ActorRole role) {
  municipality_ = std::move(municipality);
  actor_.set_id(std::move(actor));
  actor_.set_role(role);
}

void Telling::ReportFrom(const Site& site) {
  set_reporter(std::string(site.municipality), base::StrCat("sample-facilitator-", site.municipality),
               v1::FACILITATOR);
}

v1::Event& Telling::Add(const std::string& stream, base::Day day) {
  const std::string id = MakeEventId(day, facts_.size(), ids_);
  v1::Event& fact = facts_.emplace_back();
  fact.set_event_id(id);
  fact.set_stream(stream);
  fact.mutable_occurred_at()->mutable_date()->set_date(base::FormatDay(day));
  *fact.mutable_actor() = actor_;
  fact.set_municipality(municipality_);
  fact.set_source_system("sample");
  return fact;
}

std::vector<v1::Event> Telling::FinishUntil(base::Day last_day) && {
  // Dates in this form sort by day.
  const std::string last = base::FormatDay(last_day);
  std::erase_if(facts_, [&](const v1::Event& fact) { return fact.occurred_at().date().date() > last; });
  return std::move(facts_);
}

}  // namespace praksis::sample
