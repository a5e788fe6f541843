#include "services/dashboards/definitions.h"

namespace praksis::services {

const FigureDefinition kFunnelDefinition = {
    "funnel", 1,
    "Distinct cases opened in the period, by the furthest stage that each has reached by now, in the order: "
    "opened; "
    "referred (a referral was made, whatever became of it); accepted (a referral was accepted, even if it "
    "was "
    "cancelled later); placed (a placement was agreed and not called off before its start); started (a "
    "placement "
    "started); completed (a placement was completed); in work (an occupation that is ordinary, subsidised or "
    "self-employed began on or after the day of opening, whether or not it has ended). 'Reached' counts the "
    "cases "
    "whose furthest stage is this one or a later one, also where a case skipped this one. The share is "
    "reached / "
    "opened, with Wilson's 95 % interval. A case counts in the municipality that has it now, from its "
    "opening on; "
    "recent cases have had less time to get far."};

const FigureDefinition kReferralsDefinition = {"referrals", 1,
                                               "Referrals made in the period. Answered means accepted or "
                                               "declined; acceptance is accepted / answered, with "
                                               "Wilson's 95 % interval; a referral accepted and cancelled "
                                               "later stays accepted; one cancelled before an answer is "
                                               "made but not answered. The median of the days from making to "
                                               "answer is the Kaplan-Meier median, in which "
                                               "referrals still unanswered are followed up to today and "
                                               "censored there; those cancelled before an answer are "
                                               "left out of it. Resources are worded where every resource of "
                                               "the referral has a text; the share is of all made. "
                                               "Refusals are counted by the side that decided and its "
                                               "reason. A referral counts in the municipality that has "
                                               "its case now."};

const FigureDefinition kInterruptionsDefinition = {
    "interruptions", 1,
    "Placements that started in the period. The cumulative incidence of interruption at a day is the "
    "probability of "
    "having been interrupted by the end of that day after the start (last day - start), estimated by "
    "Aalen-Johansen: "
    "completed, and interrupted because the person got a job (any voice says GOT_JOB), compete with "
    "interruption "
    "and are no failures; running placements are followed up to today and censored there. By reason: the "
    "reason that "
    "the chosen voice gave, NOT_STATED where it gave none; the incidences of all reasons add up to that of "
    "interruption. "
    "Intervals are 95 %, on the log(-log) scale. At risk: placements followed for at least that many days. A "
    "placement counts in the municipality that has its case now, and in the NACE Rev. 2 section of its "
    "company's "
    "industry."};

}  // namespace praksis::services
