#include "libs/domain/fact/fact_checks.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/fact/formats.h"
#include "libs/domain/fact/register_numbers.h"

namespace praksis::domain {
namespace {

// A day of the fact by the name of its field; none where it is missing or malformed.
struct DayField {
  std::string_view name;
  std::optional<base::Day> day;
};

DayField Field(std::string_view name, const std::string& text) { return {name, base::ParseDay(text)}; }

class Checks {
 public:
  Checks(const v1::Event& fact, const Path& at, Report& report) : fact_(fact), at_(at), report_(report) {}

  void RequireOrder(const Path& at, const DayField& earlier, const DayField& later) {
    if (!earlier.day || !later.day || *later.day >= *earlier.day) return;
    report_.Add(at, later.name,
                base::StrCat(base::FormatDay(*later.day), " is before ", earlier.name, " ",
                             base::FormatDay(*earlier.day)));
  }
  void RequireOrder(const DayField& earlier, const DayField& later) { RequireOrder(at_, earlier, later); }

  // The day of occurred_at where it is a date. An instant may be that day or the next, depending on the zone;
  // then only the history decides.
  DayField Occurred() const { return Field("occurred_at", fact_.occurred_at().date().date()); }

  // `set` exactly where `asked`; `when` says when that is.
  void RequireExactly(bool asked, bool set, std::string_view field, std::string_view when) {
    if (asked == set) return;
    report_.Add(at_, field, base::StrCat(asked ? "is required " : "must be left out unless ", when));
  }
  void RequireWhere(bool asked, bool set, std::string_view field, std::string_view when) {
    if (asked && !set) report_.Add(at_, field, base::StrCat("is required ", when));
  }

  template <typename Elements, typename Key>
  void RequireDistinct(const Elements& elements, Key key, std::string_view field, std::string_view below) {
    std::set<std::string> seen;
    for (int i = 0; i < elements.size(); ++i) {
      const std::string& value = key(elements[i]);
      if (value.empty() || seen.insert(value).second) continue;
      report_.Add({&at_, field, i}, below, base::StrCat(Quoted(value), " is there twice"));
    }
  }
  void RequireDistinct(const google::protobuf::RepeatedPtrField<std::string>& elements,
                       std::string_view field) {
    RequireDistinct(elements, [](const std::string& element) -> const std::string& { return element; }, field,
                    {});
  }

  void RequireOther(const std::string& stream, std::string_view field) {
    if (stream == fact_.stream() && !stream.empty())
      report_.Add(at_, field, "must be another than the fact's own stream");
  }

  void Company(const v1::RegisterNumber& company, const Path& at) {
    if (company.scheme().empty() || company.number().empty()) return;
    if (!IsRegisterScheme(company.scheme())) {
      report_.Add(
          at, "scheme",
          base::StrCat(Quoted(company.scheme()), " is no register; DK-CVR, SE-ORGNR, NO-ORGNR or SAMPLE"));
    } else if (!IsRegisterNumber(company.scheme(), company.number())) {
      report_.Add(at, "number",
                  base::StrCat(Quoted(company.number()), " is no number of ", company.scheme(),
                               ": its digits do not fit its check digit"));
    }
  }
  void Company(const v1::RegisterNumber& company) { Company(company, {&at_, "company"}); }

  void Terms(const v1::PlacementTerms& terms) {
    const Path at = {&at_, "terms"};
    Company(terms.company(), {&at, "company"});
    RequireOrder(at, Field("planned_start", terms.planned_start()),
                 Field("planned_end", terms.planned_end()));
  }

  void Check(const v1::ConsentGiven& given) {
    RequireOrder(Occurred(), Field("valid_until", given.valid_until()));
  }
  void Check(const v1::ReferralMade& made) {
    RequireOrder(Occurred(), Field("respond_by", made.respond_by()));
  }
  void Check(const v1::ReferralAmended& amended) {
    if (!amended.resources().empty() || !amended.support_needs().empty() ||
        !amended.desired_outcome().empty() || !amended.respond_by().empty()) {
      return;
    }
    report_.Add(
        at_, {},
        "changes nothing: give at least one of resources, support_needs, desired_outcome, respond_by");
  }
  void Check(const v1::PlacementOffered& offered) { Terms(offered.terms()); }
  void Check(const v1::PlacementStarted& started) {
    RequireExactly(started.taken_over(), started.has_terms(), "terms", "taken_over is set");
    if (!started.has_terms()) return;
    Terms(started.terms());
    if (const auto end = base::ParseDay(started.terms().planned_end())) {
      const auto start = base::ParseDay(started.start());
      if (start && *start > *end) {
        report_.Add(
            at_, "start",
            base::StrCat(started.start(), " is after terms.planned_end ", started.terms().planned_end()));
      }
    }
  }
  void Check(const v1::PlacementAbsence& absence) {
    RequireOrder(Field("from", absence.from()), Field("to", absence.to()));
  }
  void Check(const v1::PlacementInterrupted& interrupted) {
    std::set<int> voices;
    for (int i = 0; i < interrupted.reasons_size(); ++i) {
      const v1::InterruptionReason& reason = interrupted.reasons(i);
      const Path at = {&at_, "reasons", i};
      if (reason.voice() != v1::VOICE_UNSPECIFIED && !voices.insert(reason.voice()).second) {
        report_.Add(
            at, "voice",
            base::StrCat(v1::Voice_Name(reason.voice()), " has given a reason already; one per voice"));
      }
      if (reason.code() == "OTHER" && reason.text().empty())
        report_.Add(at, "text", "is required with code OTHER");
    }
  }
  void Check(const v1::BeliefAssessed& assessed) {
    const bool by_worker = assessed.rater() == v1::BeliefAssessed::CASEWORKER;
    if (assessed.rater() != v1::BeliefAssessed::RATER_UNSPECIFIED) {
      RequireExactly(by_worker, !assessed.worker().empty(), "worker", "the rater is CASEWORKER");
    }
    const std::string& context = assessed.context();
    if (context.empty() || HasFormat(v1::IDENTIFIER, context)) return;
    if (HasFormat(v1::STREAM, context) && context.starts_with("experiment/")) return;
    report_.Add(at_, "context",
                base::StrCat(Quoted(context), " is neither the stream of an experiment nor a visit_id"));
  }
  void Check(const v1::CompanyVisited& visited) { Company(visited.company()); }

  void Check(const v1::PrinciplesMerged& merged) { RequireOther(merged.into(), "into"); }

  void Check(const v1::ChallengeIdentified& identified) {
    RequireDistinct(identified.sites(), "sites");
    RequireOther(identified.parent_cycle(), "parent_cycle");
  }
  void Check(const v1::CriteriaSet& set) {
    const Path at = {&at_, "criteria"};
    const v1::SelectionCriteria& criteria = set.criteria();
    RequireOrder(at, Field("period_start", criteria.period_start()),
                 Field("period_end", criteria.period_end()));
    for (int i = 0; i < criteria.quotas_size(); ++i) {
      for (int j = 0; j < i; ++j) {
        const v1::SelectionQuota& quota = criteria.quotas(i);
        const v1::SelectionQuota& earlier = criteria.quotas(j);
        if (quota.site() != earlier.site()) continue;
        if (quota.among().feature() != earlier.among().feature()) {
          report_.Add({&at, "quotas", i}, "among", "names another feature than an earlier quota of the site");
        } else if (quota.among().value() == earlier.among().value()) {
          report_.Add({&at, "quotas", i}, "site",
                      base::StrCat(Quoted(quota.site()), " has this quota twice"));
        }
        break;
      }
    }
  }
  void Check(const v1::SelectionOverridden& overridden) {
    if (!overridden.has_removed() && !overridden.has_added()) {
      report_.Add(at_, {}, "changes nothing: give at least one of removed, added");
    }
    if (overridden.only_anonymised() && !overridden.has_added()) {
      report_.Add(at_, "only_anonymised", "must be left out unless added is set");
    }
  }
  void Check(const v1::InterviewGuideAgreed& agreed) {
    RequireDistinct(
        agreed.questions(),
        [](const v1::InterviewQuestion& question) -> const std::string& { return question.question_id(); },
        "questions", "question_id");
  }
  void Check(const v1::InterviewRecorded& recorded) {
    const bool named = !recorded.anonymised();
    RequireExactly(named, recorded.has_learning_case(), "learning_case", "anonymised is not set");
    // That a consent is missing has a reason of its own, which the rules of a cycle give.
    if (!named && !recorded.consent_id().empty()) {
      report_.Add(at_, "consent_id", "must be left out where anonymised is set");
    }
    RequireExactly(recorded.informant() == v1::INFORMANT_KIND_OTHER_SECTOR, !recorded.sector().empty(),
                   "sector", "the informant is OTHER_SECTOR");
    if (!recorded.has_company()) return;
    if (recorded.anonymised()) report_.Add(at_, "company", "must be left out where anonymised is set");
    if (recorded.informant() != v1::INFORMANT_KIND_COMPANY) {
      report_.Add(at_, "company", "must be left out unless the informant is COMPANY");
    }
    Company(recorded.company());
  }
  void Check(const v1::DevelopmentDayHeld& held) {
    RequireDistinct(held.sites(), "sites");
    RequireDistinct(
        held.proposals(),
        [](const v1::MeasureProposal& proposal) -> const std::string& { return proposal.proposal_id(); },
        "proposals", "proposal_id");
  }
  void Check(const v1::CycleStepWaived& waived) {
    if (waived.step() == v1::CYCLE_STEP_IDENTIFY_CHALLENGE) {
      report_.Add(at_, "step", "CYCLE_STEP_IDENTIFY_CHALLENGE cannot be waived: a cycle begins with it");
    }
  }
  void Check(const v1::CycleClosed& closed) {
    RequireWhere(closed.ending() == v1::CYCLE_ENDING_ABANDONED, !closed.reason().empty(), "reason",
                 "where the cycle is abandoned");
  }

  void Check(const v1::MeasureDecided& decided) {
    RequireDistinct(
        decided.sites(), [](const v1::MeasureSite& site) -> const std::string& { return site.site(); },
        "sites", "site");
    RequireExactly(decided.design() == v1::MEASURE_DESIGN_DIFFERENCE_IN_DIFFERENCES,
                   !decided.comparison_sites().empty(), "comparison_sites",
                   "the design is DIFFERENCE_IN_DIFFERENCES");
    for (int i = 0; i < decided.sites_size(); ++i) {
      if (decided.design() == v1::MEASURE_DESIGN_STEPPED_WEDGE && decided.sites(i).planned_on().empty()) {
        report_.Add({&at_, "sites", i}, "planned_on", "is required with the design STEPPED_WEDGE");
      }
      for (int j = 0; j < decided.comparison_sites_size(); ++j) {
        if (decided.comparison_sites(j) == decided.sites(i).site()) {
          report_.Add({&at_, "comparison_sites", j}, {},
                      "has the measure itself; compare with sites that have not");
        }
      }
    }
    const v1::MeasureFigure figure = decided.metric().figure();
    if (figure != v1::MEASURE_FIGURE_UNSPECIFIED) {
      const bool at_horizon =
          figure == v1::MEASURE_FIGURE_INTERRUPTION || figure == v1::MEASURE_FIGURE_RETURN_TO_WORK;
      RequireExactly(at_horizon, decided.metric().horizon_days() != 0, "metric.horizon_days",
                     "the figure is INTERRUPTION or RETURN_TO_WORK");
    }
  }

  void Check(const v1::ExperimentStarted& started) {
    RequireWhere(started.question() == v1::EXPERIMENT_QUESTION_OTHER, !started.wording().empty(), "wording",
                 "with the question OTHER");
    RequireDistinct(
        started.units(), [](const v1::ExperimentUnit& unit) -> const std::string& { return unit.unit_id(); },
        "units", "unit_id");
    RequireOrder(Field("started_on", started.started_on()), Field("planned_end", started.planned_end()));
  }

  void Check(const v1::WorkshopHeld& held) {
    RequireDistinct(
        held.partners(),
        [](const v1::WorkshopPartner& partner) -> const std::string& { return partner.partner(); },
        "partners", "partner");
  }
  void Check(const v1::KnowledgeTransferHeld& held) {
    if (held.stakeholders() > held.participants()) {
      report_.Add(at_, "stakeholders",
                  base::StrCat(held.stakeholders(), " is more than the ", held.participants(),
                               " participants they are among"));
    }
  }

  void Check(const v1::ErasureRefused& refused) {
    const bool by_law = refused.ground() == v1::ERASURE_REFUSAL_GROUND_LEGAL_OBLIGATION ||
                        refused.ground() == v1::ERASURE_REFUSAL_GROUND_PUBLIC_TASK;
    RequireWhere(by_law, !refused.provision().empty(), "provision",
                 "with the grounds LEGAL_OBLIGATION and PUBLIC_TASK");
  }
  void Check(const v1::ProcessingRestricted& restricted) {
    RequireOrder(Field("from", restricted.from()), Field("until", restricted.until()));
  }
  void Check(const v1::PersonsMerged& merged) { RequireOther(merged.into(), "into"); }

 private:
  const v1::Event& fact_;
  const Path& at_;
  Report& report_;
};

}  // namespace

void CheckBetweenFields(const v1::Event& fact, const Path& at, Report& report) {
  using Event = v1::Event;
  Checks checks(fact, at, report);
  switch (fact.body_case()) {
    case Event::kConsentGiven:
      return checks.Check(fact.consent_given());
    case Event::kReferralMade:
      return checks.Check(fact.referral_made());
    case Event::kReferralAmended:
      return checks.Check(fact.referral_amended());
    case Event::kPlacementOffered:
      return checks.Check(fact.placement_offered());
    case Event::kPlacementStarted:
      return checks.Check(fact.placement_started());
    case Event::kPlacementAbsence:
      return checks.Check(fact.placement_absence());
    case Event::kPlacementInterrupted:
      return checks.Check(fact.placement_interrupted());
    case Event::kBeliefAssessed:
      return checks.Check(fact.belief_assessed());
    case Event::kCompanyVisited:
      return checks.Check(fact.company_visited());
    case Event::kPrinciplesMerged:
      return checks.Check(fact.principles_merged());
    case Event::kChallengeIdentified:
      return checks.Check(fact.challenge_identified());
    case Event::kCriteriaSet:
      return checks.Check(fact.criteria_set());
    case Event::kSelectionOverridden:
      return checks.Check(fact.selection_overridden());
    case Event::kInterviewGuideAgreed:
      return checks.Check(fact.interview_guide_agreed());
    case Event::kInterviewRecorded:
      return checks.Check(fact.interview_recorded());
    case Event::kDevelopmentDayHeld:
      return checks.Check(fact.development_day_held());
    case Event::kCycleStepWaived:
      return checks.Check(fact.cycle_step_waived());
    case Event::kCycleClosed:
      return checks.Check(fact.cycle_closed());
    case Event::kMeasureDecided:
      return checks.Check(fact.measure_decided());
    case Event::kExperimentStarted:
      return checks.Check(fact.experiment_started());
    case Event::kWorkshopHeld:
      return checks.Check(fact.workshop_held());
    case Event::kKnowledgeTransferHeld:
      return checks.Check(fact.knowledge_transfer_held());
    case Event::kErasureRefused:
      return checks.Check(fact.erasure_refused());
    case Event::kProcessingRestricted:
      return checks.Check(fact.processing_restricted());
    case Event::kPersonsMerged:
      return checks.Check(fact.persons_merged());

    // Nothing between their fields.
    case Event::kEventCorrected:
    case Event::kEventVoided:
    case Event::kCaseOpened:
    case Event::kCaseworkerAssigned:
    case Event::kCaseworkerUnassigned:
    case Event::kConsentWithdrawn:
    case Event::kConsentInvalidated:
    case Event::kReferralAccepted:
    case Event::kReferralDeclined:
    case Event::kReferralCancelled:
    case Event::kReferralFulfilled:
    case Event::kPlacementAgreed:
    case Event::kPlacementOfferDeclined:
    case Event::kPlacementExtended:
    case Event::kPlacementHoursChanged:
    case Event::kPlacementCompleted:
    case Event::kCoachingStarted:
    case Event::kCoachingSessionHeld:
    case Event::kCoachingEnded:
    case Event::kOccupationStarted:
    case Event::kOccupationEnded:
    case Event::kSubjectiveSuccessReported:
    case Event::kNoteAdded:
    case Event::kFlagRaised:
    case Event::kFlagCleared:
    case Event::kCaseClosed:
    case Event::kCaseReopened:
    case Event::kCaseTransferred:
    case Event::kStoryTold:
    case Event::kStoryVerified:
    case Event::kChiefActionIdentified:
    case Event::kStorySharedAtMeeting:
    case Event::kStoryRetracted:
    case Event::kPrincipleFormulated:
    case Event::kPrincipleLinked:
    case Event::kPrincipleUnlinked:
    case Event::kProgrammeOpened:
    case Event::kLearningSessionHeld:
    case Event::kProgrammeStageChanged:
    case Event::kProgrammeClosed:
    case Event::kThemeAdded:
    case Event::kReviewHeld:
    case Event::kMeasureImplemented:
    case Event::kMeasureStopped:
    case Event::kLanguageObserved:
    case Event::kReflectionRecorded:
    case Event::kExperimentEnded:
    case Event::kStaffTrained:
    case Event::kStaffLeft:
    case Event::kToolkitPublished:
    case Event::kVideoPublished:
    case Event::kLearningUsed:
    case Event::kErasureRequested:
    case Event::kPersonsUnmerged:
    // Written by the server.
    case Event::kCasesSelected:
    case Event::kMeasureEvaluated:
    case Event::kSubjectErased:
    case Event::kRecordRead:
    case Event::BODY_NOT_SET:
      return;
  }
}

}  // namespace praksis::domain
