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

const FigureDefinition kDisagreementDefinition = {
    "disagreement", 1,
    "Interrupted placements that started in the period, by the reasons that citizen, company and job centre "
    "gave; a job that the person got is a reason like the others. Several voices: at least two of the three "
    "gave a reason; they differ where not all reasons given have the same code. By pair: of the "
    "interruptions "
    "about which both gave a reason, the share in which the two codes differ, with Wilson's 95 % interval, "
    "and "
    "Cohen's kappa: agreement beyond what would be expected from how often each of the two uses each code, 1 "
    "for full agreement, 0 for no more than chance, with the large-sample 95 % interval of Fleiss, Cohen and "
    "Everitt; it does not exist where only one code was ever given. Whoever did not say anything neither "
    "agrees nor differs. Several interruptions of one person are taken for independent. A placement counts "
    "in "
    "the municipality that has its case now, and in the NACE Rev. 2 section of its company's industry."};

const FigureDefinition kReturnToWorkDefinition = {
    "return-to-work", 1,
    "Cases opened in the period, as things stood at the end of today. Work is an ordinary, subsidised or "
    "self-employed occupation that began on or after the day of opening; education is none. A case returned "
    "to work on the first day of its earliest work, through whoever obtained that (of several on that day, "
    "the one reported first), also where the case was closed on that day or before it. It left (EXIT) on the "
    "day it was closed, for whatever reason, if no work is known to have begun; a case that was reopened is "
    "followed on. All others wait, are followed up to today and censored there. The cumulative incidence at "
    "a day is the probability of having returned by the end of that day after the opening, estimated by "
    "Aalen-Johansen with EXIT competing; those by who obtained the work add up to the whole. Lasting: the "
    "first spell of work goes on as long as no day is without work, whatever the number of occupations; it "
    "is "
    "sustained once it has lasted 91 days, whatever comes afterwards, has ended where a day without work "
    "came "
    "before that, and is ongoing otherwise. The sustained share is the Kaplan-Meier probability that a first "
    "spell lasts 91 days, in which ongoing spells are censored today: sustained / (sustained + ended) would "
    "count recent returns only if they failed. Subjective: the satisfaction reported last, on whatever day "
    "and in whatever state of the case; 4 and 5 of 5 are satisfied; the share is of those who answered, "
    "beside "
    "the answer rate, answered / opened. Intervals are 95 %, log(-log) for incidences and the sustained "
    "share, "
    "Wilson's for other shares. A case counts in the municipality that has it now, from its opening on; "
    "several cases of one person are taken for independent."};

}  // namespace praksis::services
