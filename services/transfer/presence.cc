#include "services/transfer/presence.h"

#include <algorithm>

#include "libs/domain/fact/fact.h"
#include "libs/domain/stream/days.h"

namespace praksis::services {
namespace {

// Where a training says no organisation, it is for any.
bool IsAt(const v1::StaffTrained& trained, const std::string& organisation) {
  return trained.organisation().empty() || trained.organisation() == organisation;
}

}  // namespace

Presence::Presence(const readmodels::LearningStreams& streams, base::Day as_of)
    : streams_(streams), as_of_(as_of) {
  for (const auto& [name, workshop] : streams.Of("workshop")) {
    for (const v1::Event& fact : workshop->facts) SeeCarriers(fact);
  }
}

void Presence::SeeCarriers(const v1::Event& fact) {
  const base::Day day = domain::OccurredDay(fact);
  for (const v1::WorkshopPartner& partner : fact.workshop_held().partners()) {
    for (const std::string& staff : partner.carriers()) See(staff, partner.partner(), day);
  }
  const v1::KnowledgeTransferHeld& transfer = fact.knowledge_transfer_held();
  for (const std::string& staff : transfer.carriers()) See(staff, transfer.partner(), day);
  for (const std::string& staff : transfer.new_carriers()) See(staff, transfer.partner(), day);
}

void Presence::See(const std::string& staff, const std::string& organisation, base::Day day) {
  if (day > as_of_) return;
  base::Day& last = seen_.try_emplace({staff, organisation}, day).first->second;
  last = std::max(last, day);
}

base::Day Presence::LastSeen(const std::string& staff, const std::string& organisation) const {
  const auto seen = seen_.find({staff, organisation});
  base::Day last = seen == seen_.end() ? base::kFirstDay - 1 : seen->second;
  const readmodels::LearningStream* const stream = streams_.Find(staff);
  if (stream == nullptr) return last;
  for (const v1::Event& fact : stream->facts) {
    if (!fact.has_staff_trained() || !IsAt(fact.staff_trained(), organisation)) continue;
    const base::Day day = domain::DayOr(fact.staff_trained().trained_on(), domain::OccurredDay(fact));
    if (day <= as_of_) last = std::max(last, day);
  }
  return last;
}

std::optional<base::Day> Presence::LastDay(const std::string& staff, const std::string& organisation) const {
  const readmodels::LearningStream* const stream = streams_.Find(staff);
  if (stream == nullptr) return std::nullopt;
  std::optional<base::Day> past;
  std::optional<base::Day> planned;
  for (const v1::Event& fact : stream->facts) {
    if (!fact.has_staff_left() || fact.staff_left().organisation() != organisation) continue;
    const base::Day day = domain::DayOr(fact.staff_left().left_on(), domain::OccurredDay(fact));
    if (day <= as_of_) {
      past = std::max(past.value_or(day), day);
    } else {
      planned = std::min(planned.value_or(day), day);
    }
  }
  return past && LastSeen(staff, organisation) <= *past ? past : planned;
}

}  // namespace praksis::services
