// The figures about how persons are cared for: coaching, belief, continuity.
#include "services/dashboards/definitions.h"

namespace praksis::services {

const FigureDefinition kCoachingOutcomesDefinition = {
    "coaching-outcomes", 1,
    "Coaching episodes that started in the period, by the method and the revision of its handbook that "
    "they were started with. Self-obtained: an occupation of any kind (work, self-employment, education) "
    "that the person found began on a day from the start of the coaching, day 0, to day 84 (twelve "
    "weeks), whether or not it has ended; one that the job centre or a company found is none, and one "
    "that began on day 85 comes too late. An occupation counts for every episode in whose twelve weeks it"
    " began. Known are episodes whose day 84 is over, if by then an occupation had begun, whoever found "
    "it, or the case was open on that day; unknown are those still within twelve weeks, early successes "
    "among them (counting these alone would flatter recent episodes), and those whose case had been "
    "closed without an occupation. Success is self-obtained / known, with Wilson's 95 % interval. Hours "
    "per episode are the mean, over the episodes known, of the direct time of all attended sessions of "
    "the episode, whenever held; an episode without one counts as 0, the time of a group session is "
    "divided by the size of the group, to whole minutes. An episode counts in the municipality that has "
    "its case now. What is reported late moves the figure; recent episodes most. Nothing is compared here"
    " but what happened: groups by method differ in more than the method."};

const FigureDefinition kBeliefDefinition = {
    "belief", 1,
    "Cases opened in the period, and what the chosen rater, caseworkers or citizens, said of the chance "
    "of a job, 1 (no belief) to 5 (sure); 4 and 5 are high. Now: of the open cases, those whose latest "
    "assessment is at most 100 days old, and their scores; shares with Wilson's 95 % interval. "
    "Trajectory: by quarter of a year, cases with an assessment in it, each by its last one there; cases "
    "closed since are among them, so that the cases of two quarters are not the same. Calibration: cases "
    "by their first assessment with a horizon of 365 days, and the share of them in work (ordinary, "
    "subsidised or self-employed) on day 365 after it, that day being over. In work and not are taken as "
    "reported. A case that had been closed by then without the person being in work counts as not in work"
    " if it was closed because of a job or an education (which have ended, or are no work), a pension or "
    "a death, and is left out if it was closed for another reason, because nobody knows. Of several "
    "assessments on one day the one recorded last counts. A case counts in the municipality that has it "
    "now. That belief goes with outcomes does not say that it brings them about."};

const FigureDefinition kContinuityDefinition = {
    "continuity", 1,
    "Cases opened in the period. Workers per case-year: over all cases, open or closed, the number of "
    "different primary workers of each up to today, summed, divided by the years (of 365.25 days) for "
    "which the cases have been open, the days of opening and closing included, times between a closing "
    "and a reopening not; a case that is young counts its first worker, too, so that recent periods have "
    "more. All else is of the cases open now. Open cases per worker: cases that have a primary worker "
    "today / different primary workers of these cases; cases of theirs that are not in the selection are "
    "not counted. On a day of handing over the case is the new worker's. No contact: the last contact is "
    "more than 14, more than 30 days ago. Contact is what the citizen takes part in: an attended coaching"
    " session, a note, a belief assessed by or about the citizen, satisfaction reported, a referral made,"
    " a placement agreed or started; without any the opening, or a later reopening, counts. Not contact "
    "are a provider's answer, a company visit, a flag, a change of worker. Overdue answers: referrals "
    "neither answered nor cancelled although the day to respond by is over; overdue flags: flags not "
    "cleared although their day is over. Those without such a day are never overdue. A case counts in the"
    " municipality that has it now. There are no figures about single workers: a mean over workers needs "
    "as many of them as of persons, none of whom dominates."};

}  // namespace praksis::services
