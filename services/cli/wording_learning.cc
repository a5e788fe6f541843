#include "services/cli/wording_learning.h"

#include <cstdint>

#include "libs/base/strings.h"

namespace praksis::cli {
namespace {

using base::StrCat;
using Texts = google::protobuf::RepeatedPtrField<std::string>;

// ", <prefix><text>" where there is a text.
std::string Also(std::string_view prefix, const std::string& text) {
  return text.empty() ? "" : StrCat(", ", prefix, text);
}

std::string Joined(const Texts& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += StrCat(joined.empty() ? "" : ", ", text);
  return joined;
}

template <typename Things, typename Name>
std::string JoinedNames(const Things& things, Name name) {
  Texts names;
  for (const auto& thing : things) *names.Add() = name(thing);
  return Joined(names);
}

// "STORY_SUCCESS_OBJECTIVE" → "objective": enums of these kinds have their type's name before the value's.
std::string After(std::string_view prefix, std::string_view name) {
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return Spoken(name);
}

std::string Success(v1::StorySuccess success) {
  return After("STORY_SUCCESS_", v1::StorySuccess_Name(success));
}
std::string Step(v1::CycleStep step) {
  return StrCat("step ", static_cast<int>(step), " (", After("CYCLE_STEP_", v1::CycleStep_Name(step)), ")");
}
std::string People(int number) { return StrCat(number, number == 1 ? " participant" : " participants"); }

std::string Case(const v1::LearningCase& learning_case) {
  return StrCat(learning_case.case_stream(), " ", learning_case.placement_id());
}

std::string Told(const v1::StoryTold& told) {
  return StrCat(told.title().empty() ? "story" : StrCat("story \"", told.title(), "\""), " told by ",
                told.staff_group(), " in ", told.programme(), Also("session ", told.session()),
                Also("about ", told.case_stream()), ": a success, ", Success(told.success()),
                ". Before: ", told.before(), " After: ", told.after());
}

std::string Overridden(const v1::SelectionOverridden& overridden) {
  return StrCat("selection ", overridden.selection_id(), " changed by hand:",
                overridden.has_removed() ? StrCat(" without ", Case(overridden.removed())) : "",
                overridden.has_added() ? StrCat(" with ", Case(overridden.added())) : "",
                overridden.only_anonymised() ? " (anonymised only)" : "", Also("", overridden.reason()));
}

std::string Interview(const v1::InterviewRecorded& recorded) {
  return StrCat(
      "interview ", recorded.interview_id(), " with a ",
      After("INFORMANT_KIND_", v1::InformantKind_Name(recorded.informant())), " at ", recorded.site(),
      recorded.anonymised()
          ? ", anonymised"
          : StrCat(", about ", Case(recorded.learning_case()), " by consent ", recorded.consent_id()),
      ", ", recorded.answers_size(), recorded.answers_size() == 1 ? " answer" : " answers");
}

// Millionths of the metric's unit.
std::string Micros(int64_t micros) { return StrCat(static_cast<double>(micros) / 1e6); }

std::string Evaluated(const v1::MeasureEvaluated& evaluated) {
  return StrCat(
      "evaluated (", evaluated.evaluation_id(),
      "): ", After("MEASURE_VERDICT_", v1::MeasureVerdict_Name(evaluated.verdict())),
      evaluated.has_effect_micros() ? StrCat(", effect ", Micros(evaluated.effect_micros())) : "",
      evaluated.has_interval_low_micros() && evaluated.has_interval_high_micros()
          ? StrCat(" (", evaluated.confidence_percent(), " %: ", Micros(evaluated.interval_low_micros()),
                   " to ", Micros(evaluated.interval_high_micros()), ")")
          : "");
}

std::string Transferred(const v1::KnowledgeTransferHeld& held) {
  return StrCat(held.partner(), " passed the learning on (", held.transfer_id(),
                "): ", People(held.participants()), ", by ", Joined(held.carriers()),
                Also("now carried by ", Joined(held.new_carriers())));
}

std::string StoryInWords(const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kStoryTold:
      return Told(event.story_told());
    case v1::Event::kStoryVerified: {
      const auto& it = event.story_verified();
      return StrCat("confirmed by a ", After("STORY_VERIFIER_", v1::StoryVerifier_Name(it.verifier())),
                    " as a success, ", Success(it.success()), Also("", it.remark()));
    }
    case v1::Event::kChiefActionIdentified:
      return StrCat("chief action ", event.chief_action_identified().action_id(), ": ",
                    event.chief_action_identified().wording());
    case v1::Event::kStorySharedAtMeeting: {
      const auto& it = event.story_shared_at_meeting();
      return StrCat("shared with ", it.staff_group(), Also("in ", it.experiment()), Also("", it.learning()));
    }
    case v1::Event::kStoryRetracted:
      return StrCat(
          "story retracted: ",
          After("STORY_RETRACTION_REASON_", v1::StoryRetractionReason_Name(event.story_retracted().reason())),
          Also("", event.story_retracted().explanation()));
    case v1::Event::kPrincipleFormulated:
      return StrCat("principle worded: ", event.principle_formulated().wording());
    case v1::Event::kPrincipleLinked:
      return StrCat("linked to action ", event.principle_linked().action(), " of ",
                    event.principle_linked().story());
    case v1::Event::kPrincipleUnlinked:
      return StrCat("no longer linked to action ", event.principle_unlinked().action(), " of ",
                    event.principle_unlinked().story(), Also("", event.principle_unlinked().reason()));
    case v1::Event::kPrinciplesMerged:
      return StrCat("given up for ", event.principles_merged().into(),
                    Also("", event.principles_merged().reason()));
    default:
      return "";
  }
}

std::string ProgrammeInWords(const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kProgrammeOpened: {
      const auto& it = event.programme_opened();
      return StrCat("programme \"", it.title(), "\" opened at stage ", it.stage(), ": ",
                    After("PROGRAMME_KIND_", v1::ProgrammeKind_Name(it.kind())));
    }
    case v1::Event::kLearningSessionHeld: {
      const auto& it = event.learning_session_held();
      return StrCat("learning session ", it.session_id(), " of ", it.staff_group(), ", ",
                    People(it.participants()), ", ", it.minutes(), " min");
    }
    case v1::Event::kProgrammeStageChanged:
      return StrCat("went on to stage ", event.programme_stage_changed().stage(),
                    Also("", event.programme_stage_changed().reason()));
    case v1::Event::kProgrammeClosed:
      return StrCat("programme closed: ",
                    After("PROGRAMME_ENDING_", v1::ProgrammeEnding_Name(event.programme_closed().ending())),
                    Also("", event.programme_closed().reason()));
    default:
      return "";
  }
}

std::string CycleInWords(const v1::Event& event, const Words& words) {
  switch (event.body_case()) {
    case v1::Event::kChallengeIdentified: {
      const auto& it = event.challenge_identified();
      return StrCat("challenge: ", words.Label("challenge", it.challenge()), ", ", it.wording(), " (",
                    Joined(it.sites()), ")", Also("after ", it.parent_cycle()));
    }
    case v1::Event::kCriteriaSet:
      return StrCat("criteria set for ", event.criteria_set().criteria().period_start(), " to ",
                    event.criteria_set().criteria().period_end());
    case v1::Event::kCasesSelected:
      return StrCat(event.cases_selected().picks_size(), " cases selected (",
                    event.cases_selected().selection_id(), ")");
    case v1::Event::kSelectionOverridden:
      return Overridden(event.selection_overridden());
    case v1::Event::kInterviewGuideAgreed:
      return StrCat("interview guide ", event.interview_guide_agreed().guide_id(), " agreed, ",
                    event.interview_guide_agreed().questions_size(), " questions");
    case v1::Event::kInterviewRecorded:
      return Interview(event.interview_recorded());
    case v1::Event::kThemeAdded: {
      const auto& it = event.theme_added();
      return StrCat("theme ", it.theme_id(), ": ", it.wording(), " (interviews ", Joined(it.evidence()), ")",
                    Also("", it.recommendation()));
    }
    case v1::Event::kReviewHeld: {
      const auto& it = event.review_held();
      return StrCat("themes reviewed with the staff involved of ", Joined(it.sites()), ", ",
                    People(it.participants()), "; central: ", Joined(it.central_themes()));
    }
    case v1::Event::kDevelopmentDayHeld: {
      const auto& it = event.development_day_held();
      return StrCat("development day of ", Joined(it.sites()), ", ", People(it.participants()), ", ",
                    it.proposals_size(), it.proposals_size() == 1 ? " proposal" : " proposals");
    }
    case v1::Event::kCycleStepWaived:
      return StrCat(Step(event.cycle_step_waived().step()), " waived: ", event.cycle_step_waived().reason());
    case v1::Event::kCycleClosed: {
      const auto& it = event.cycle_closed();
      return StrCat("cycle closed: ", After("CYCLE_ENDING_", v1::CycleEnding_Name(it.ending())),
                    Also("measures ", Joined(it.measures())), Also("", it.reason()));
    }
    default:
      return "";
  }
}

std::string MeasureInWords(const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kMeasureDecided: {
      const auto& it = event.measure_decided();
      return StrCat("measure decided: ", it.wording(), " At ",
                    JoinedNames(it.sites(), [](const v1::MeasureSite& site) { return site.site(); }),
                    ", judged by ", After("MEASURE_FIGURE_", v1::MeasureFigure_Name(it.metric().figure())),
                    ", ", After("MEASURE_DESIGN_", v1::MeasureDesign_Name(it.design())));
    }
    case v1::Event::kMeasureImplemented:
      return StrCat("in use at ", event.measure_implemented().site(), " from ",
                    event.measure_implemented().implemented_on());
    case v1::Event::kMeasureStopped: {
      const auto& it = event.measure_stopped();
      return StrCat("given up ", it.site().empty() ? std::string("altogether") : StrCat("at ", it.site()),
                    " from ", it.stopped_on(), Also("", it.reason()));
    }
    case v1::Event::kMeasureEvaluated:
      return Evaluated(event.measure_evaluated());
    default:
      return "";
  }
}

std::string ExperimentInWords(const v1::Event& event, const Words& words) {
  switch (event.body_case()) {
    case v1::Event::kExperimentStarted: {
      const auto& it = event.experiment_started();
      return StrCat("experiment with ",
                    After("EXPERIMENT_QUESTION_", v1::ExperimentQuestion_Name(it.question())), " from ",
                    it.started_on(), ", units ",
                    JoinedNames(it.units(), [](const v1::ExperimentUnit& unit) { return unit.unit_id(); }),
                    ": ", it.hypothesis());
    }
    case v1::Event::kLanguageObserved: {
      const auto& it = event.language_observed();
      return StrCat("language in ", it.unit_id(), ", ", words.Label("language-setting", it.setting()), ": ",
                    it.positive(), " positive, ", it.negative(), " negative");
    }
    case v1::Event::kReflectionRecorded:
      return StrCat(event.reflection_recorded().unit_id(),
                    " reflected: ", event.reflection_recorded().learning());
    case v1::Event::kExperimentEnded: {
      const auto& it = event.experiment_ended();
      return StrCat("experiment ended on ", it.ended_on(), ", ",
                    After("EXPERIMENT_ENDING_", v1::ExperimentEnding_Name(it.ending())),
                    Also("", it.conclusion()));
    }
    default:
      return "";
  }
}

std::string TransferInWords(const v1::Event& event, const Words& words) {
  switch (event.body_case()) {
    case v1::Event::kStaffTrained: {
      const auto& it = event.staff_trained();
      return StrCat("trained in ", words.Label("coaching-method", it.method()),
                    it.method_revision().empty() ? "" : StrCat(" (", it.method_revision(), ")"), " on ",
                    it.trained_on(), " as ", words.Label("staff-role", it.role()),
                    Also("", it.organisation()));
    }
    case v1::Event::kStaffLeft:
      return StrCat("left ", event.staff_left().organisation(), ", last day ", event.staff_left().left_on());
    case v1::Event::kWorkshopHeld: {
      const auto& it = event.workshop_held();
      return StrCat(
          "workshop \"", it.theme(), "\" in ",
          JoinedNames(it.places(), [](const v1::WorkshopPlace& place) { return place.name(); }), ", for ",
          JoinedNames(it.partners(), [](const v1::WorkshopPartner& partner) { return partner.name(); }));
    }
    case v1::Event::kToolkitPublished:
      return StrCat("toolkit ", event.toolkit_published().toolkit_id(), ": ",
                    event.toolkit_published().title());
    case v1::Event::kVideoPublished:
      return StrCat("video ", event.video_published().video_id(), ": ", event.video_published().title());
    case v1::Event::kKnowledgeTransferHeld:
      return Transferred(event.knowledge_transfer_held());
    case v1::Event::kLearningUsed: {
      const auto& it = event.learning_used();
      return StrCat(it.partner(), " used the learning in ", words.Label("use-setting", it.setting()),
                    Also("by ", it.used_by()), Also("", it.description()));
    }
    default:
      return "";
  }
}

}  // namespace

std::string LearningInWords(const v1::Event& event, const Words& words) {
  for (const std::string& sentence :
       {StoryInWords(event), ProgrammeInWords(event), CycleInWords(event, words), MeasureInWords(event),
        ExperimentInWords(event, words), TransferInWords(event, words)}) {
    if (!sentence.empty()) return sentence;
  }
  return Spoken(TypeOf(event));
}

}  // namespace praksis::cli
