"""The figures that there are, with their reference."""

import figures_course
import figures_outcomes
import figures_work

FIGURES = {
    "funnel": figures_course.funnel,
    "referrals": figures_course.referrals,
    "interruptions": figures_course.interruptions,
    "disagreement": figures_course.disagreement,
    "return-to-work": figures_outcomes.return_to_work,
    "coaching-outcomes": figures_outcomes.coaching_outcomes,
    "belief": figures_work.belief,
    "continuity": figures_work.continuity,
}
ABOUT_PLACEMENTS = {"interruptions", "disagreement"}


def subjects(figure, cases, selection):
    """The cases that a figure is about."""
    if figure == "referrals":
        return [case for case in cases if selection.has(case)
                and any(selection.in_period(referral.made) for referral in case.referrals.values())]
    if figure in ABOUT_PLACEMENTS:
        return [case for case in cases if selection.has(case)
                and any(placement.start is not None and selection.in_period(placement.start)
                        and selection.has_section(placement.section)
                        and (placement.reasons or figure == "interruptions") for placement in case.placements.values())]
    if figure == "coaching-outcomes":
        return [case for case in cases if selection.has(case)
                and any(selection.in_period(coaching.start) for coaching in case.coachings.values())]
    return [case for case in cases if selection.has_opened(case)]
