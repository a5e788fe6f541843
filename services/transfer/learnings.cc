#include "services/transfer/learnings.h"

#include <algorithm>

#include "libs/domain/fact/fact.h"

namespace praksis::services {
namespace {

void Carry(const std::string& staff, base::Day since, LearningThere& there) {
  base::Day& day = there.carriers.try_emplace(staff, since).first->second;
  day = std::min(day, since);
}

void ReadHeld(const v1::WorkshopHeld& held, base::Day day, WorkshopLearning& learning) {
  learning.held = &held;
  learning.held_on = day;
  for (const v1::WorkshopPartner& partner : held.partners()) {
    LearningThere& there = learning.in[partner.partner()];
    for (const std::string& staff : partner.carriers()) {
      Carry(staff, day, there);
      there.brought_by.insert(staff);
    }
  }
}

void ReadTransfer(const v1::KnowledgeTransferHeld& transfer, base::Day day, LearningThere& there) {
  ++there.transfers;
  there.participants += transfer.participants();
  for (const std::string& staff : transfer.carriers()) Carry(staff, day, there);
  for (const std::string& staff : transfer.new_carriers()) Carry(staff, day, there);
  there.toolkits.insert(transfer.toolkits().begin(), transfer.toolkits().end());
  there.videos.insert(transfer.videos().begin(), transfer.videos().end());
}

// Transfers are reported in any order: the first is that of the earliest day, of several on that day the one
// that was reported first.
void ReadFirstTransfers(const std::vector<v1::Event>& facts, base::Day as_of, WorkshopLearning& learning) {
  std::map<std::string, const v1::KnowledgeTransferHeld*> first;
  for (const v1::Event& fact : facts) {
    const base::Day day = domain::OccurredDay(fact);
    if (!fact.has_knowledge_transfer_held() || day > as_of) continue;
    const auto there = learning.in.find(fact.knowledge_transfer_held().partner());
    if (there == learning.in.end()) continue;
    std::optional<base::Day>& transferred_on = there->second.transferred_on;
    if (transferred_on && *transferred_on <= day) continue;
    transferred_on = day;
    first[there->first] = &fact.knowledge_transfer_held();
  }
  for (const auto& [partner, transfer] : first) {
    learning.in[partner].brought_by.insert(transfer->carriers().begin(), transfer->carriers().end());
  }
}

// What followed the workshop.
void ReadLater(const v1::Event& fact, base::Day day, WorkshopLearning& learning) {
  if (fact.has_toolkit_published()) learning.toolkits.push_back(&fact.toolkit_published());
  if (fact.has_video_published()) learning.videos.push_back(&fact.video_published());
  if (fact.has_knowledge_transfer_held()) {
    const auto there = learning.in.find(fact.knowledge_transfer_held().partner());
    if (there != learning.in.end()) ReadTransfer(fact.knowledge_transfer_held(), day, there->second);
  }
  if (fact.has_learning_used()) {
    const auto there = learning.in.find(fact.learning_used().partner());
    if (there != learning.in.end()) there->second.uses.push_back(day);
  }
}

}  // namespace

std::optional<WorkshopLearning> ReadWorkshop(const readmodels::LearningStream& stream, base::Day as_of) {
  const auto held = std::find_if(stream.facts.begin(), stream.facts.end(),
                                 [](const v1::Event& fact) { return fact.has_workshop_held(); });
  if (held == stream.facts.end() || domain::OccurredDay(*held) > as_of) return std::nullopt;
  WorkshopLearning learning;
  learning.stream = stream.name;
  ReadHeld(held->workshop_held(), domain::OccurredDay(*held), learning);
  for (const v1::Event& fact : stream.facts) {
    const base::Day day = domain::OccurredDay(fact);
    if (day <= as_of) ReadLater(fact, day, learning);
  }
  ReadFirstTransfers(stream.facts, as_of, learning);
  return learning;
}

}  // namespace praksis::services
