// What the schema's comments say about single fields, and its annotations cannot.
#include <map>

#include "libs/domain/fact/check_plan.h"
#include "libs/domain/fact/fact.h"

namespace praksis::domain {
namespace {

// Days that are planned or known ahead; all others are of what has happened.
constexpr std::string_view kPlanned[] = {
    "praksis.v1.CaseworkerAssigned.from",        "praksis.v1.CaseworkerUnassigned.to",
    "praksis.v1.ConsentGiven.valid_until",       "praksis.v1.ReferralMade.respond_by",
    "praksis.v1.ReferralAmended.respond_by",     "praksis.v1.PlacementTerms.planned_start",
    "praksis.v1.PlacementTerms.planned_end",     "praksis.v1.PlacementExtended.planned_end",
    "praksis.v1.PlacementAbsence.from",          "praksis.v1.PlacementAbsence.to",
    "praksis.v1.PlacementHoursChanged.from",     "praksis.v1.FlagRaised.due",
    "praksis.v1.CaseTransferred.transferred_on", "praksis.v1.ProgrammeOpened.planned_end",
    "praksis.v1.SelectionCriteria.period_start", "praksis.v1.SelectionCriteria.period_end",
    "praksis.v1.CycleClosed.next_cycle_on",      "praksis.v1.MeasureSite.planned_on",
    "praksis.v1.ExperimentStarted.started_on",   "praksis.v1.ExperimentStarted.planned_end",
    "praksis.v1.ExperimentUnit.started_on",      "praksis.v1.StaffLeft.left_on",
    "praksis.v1.ProcessingRestricted.from",      "praksis.v1.ProcessingRestricted.until",
};

const std::map<std::string_view, std::string_view>& StreamKindsByField() {
  static const auto* const kinds = new std::map<std::string_view, std::string_view>{
      {"praksis.v1.StoryTold.programme", "programme"},
      {"praksis.v1.StoryTold.case_stream", "case"},
      {"praksis.v1.StorySharedAtMeeting.experiment", "experiment"},
      {"praksis.v1.PrincipleFormulated.programme", "programme"},
      {"praksis.v1.PrincipleLinked.story", "story"},
      {"praksis.v1.PrincipleUnlinked.story", "story"},
      {"praksis.v1.PrinciplesMerged.into", "principle"},
      {"praksis.v1.ChallengeIdentified.parent_cycle", "cycle"},
      {"praksis.v1.ChallengeIdentified.measures_in_question", "measure"},
      {"praksis.v1.ChallengeIdentified.programme", "programme"},
      {"praksis.v1.CycleClosed.measures", "measure"},
      {"praksis.v1.MeasureDecided.cycle", "cycle"},
      {"praksis.v1.LearningCase.case_stream", "case"},
      {"praksis.v1.ExperimentStarted.programme", "programme"},
      {"praksis.v1.StaffTrained.workshop", "workshop"},
      {"praksis.v1.WorkshopHeld.programme", "programme"},
      {"praksis.v1.WorkshopPartner.carriers", "staff"},
      {"praksis.v1.KnowledgeTransferHeld.carriers", "staff"},
      {"praksis.v1.KnowledgeTransferHeld.new_carriers", "staff"},
      {"praksis.v1.LearningUsed.used_by", "staff"},
      {"praksis.v1.PersonsMerged.into", "subject"},
  };
  return *kinds;
}

}  // namespace

base::Day DaysAhead(const google::protobuf::FieldDescriptor& field) {
  for (const std::string_view planned : kPlanned) {
    if (field.full_name() == planned) return kPlannedDaysAhead;
  }
  return kHappenedDaysAhead;
}

std::string_view StreamKindOf(const google::protobuf::FieldDescriptor& field) {
  const auto found = StreamKindsByField().find(field.full_name());
  return found == StreamKindsByField().end() ? std::string_view() : found->second;
}

std::vector<std::string_view> AnnotatedFields() {
  std::vector<std::string_view> names(std::begin(kPlanned), std::end(kPlanned));
  for (const auto& [name, kind] : StreamKindsByField()) names.push_back(name);
  return names;
}

}  // namespace praksis::domain
