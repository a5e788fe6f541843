"""What a history says about a case, corrections and voids applied: the case as if all had been right from the start."""

import dataclasses
import datetime

from recording import day_of

CORRECTIONS = ("event_corrected", "event_voided")
# NACE Rev. 2: the last division of each section.
SECTIONS = [(3, "A"), (9, "B"), (33, "C"), (35, "D"), (39, "E"), (43, "F"), (47, "G"), (53, "H"), (56, "I"), (63, "J"),
            (66, "K"), (68, "L"), (75, "M"), (82, "N"), (84, "O"), (85, "P"), (88, "Q"), (93, "R"), (96, "S"),
            (98, "T"), (99, "U")]


def ordinal(text):
    return datetime.date.fromisoformat(text).toordinal()


def section(industry):
    """The NACE section of a code, which may be a section's letter itself."""
    if industry[0].isalpha():
        return industry
    return next(letter for last, letter in SECTIONS if int(industry[:2]) <= last)


def standing(events):
    """(field, body, day) of each fact that stands, in the order of versions, with the corrections that stand.

    The last one says what happened; of when it happened, the last one that says so.
    """
    voided, corrections = set(), {}
    for event in reversed(events):
        field = event.WhichOneof("body")
        if event.version in voided:
            continue
        if field == "event_voided":
            voided.add(event.event_voided.target_version)
        elif field == "event_corrected":
            corrections.setdefault(event.event_corrected.target_version, []).insert(0, event.event_corrected.replacement)
    for event in events:
        field = event.WhichOneof("body")
        if event.version in voided or field in CORRECTIONS:
            continue
        day, body = day_of(event.occurred_at), getattr(event, field)
        for replacement in corrections.get(event.version, []):
            body = getattr(replacement, field)
            if replacement.HasField("occurred_at"):
                day = day_of(replacement.occurred_at)
        yield field, body, day


@dataclasses.dataclass
class Thing:
    """A referral, placement, coaching, occupation or flag: what is known of it, by name; None where it is not."""
    facts: dict = dataclasses.field(default_factory=dict)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self.facts.get(name)

    def learn(self, **facts):
        self.facts.update(facts)


class Case:
    """`events`: all of one case's stream, in the order of their versions."""

    def __init__(self, events):
        self.stream, self.municipality = events[0].stream, events[0].municipality
        self.person = self.target_group = self.opened = None
        self.closings = {}  # last day: reason
        self.periods = []  # [first day open, last day, or None while it is open]
        self.referrals, self.placements, self.coachings, self.occupations, self.flags = {}, {}, {}, {}, {}
        self.beliefs = []        # (day, rater, score, horizon in days)
        self.satisfactions = []  # (day, score)
        self.contacts = []       # days
        self.primary = []        # [worker, first day, last day, or None while it lasts]
        self.facts = list(standing(events))
        for field, body, day in self.facts:
            learn = getattr(self, "on_" + field, None)
            if learn:
                learn(body, day)

    @property
    def is_open(self):
        return bool(self.periods) and self.periods[-1][1] is None

    def open_on(self, day):
        return any(first <= day and (last is None or day <= last) for first, last in self.periods)

    def on_case_opened(self, body, _):
        self.person, self.target_group, self.opened = body.person_ref, body.target_group, ordinal(body.opened_on)
        self.periods = [[self.opened, None]]
        self.contacts.append(self.opened)

    def on_case_closed(self, body, _):
        self.periods[-1][1] = ordinal(body.closed_on)
        self.closings[self.periods[-1][1]] = body.Reason.Name(body.reason)

    def on_case_reopened(self, body, _):
        self.periods.append([ordinal(body.reopened_on), None])
        self.contacts.append(ordinal(body.reopened_on))

    def on_case_transferred(self, body, _):
        self.municipality = body.to_municipality

    def on_caseworker_assigned(self, body, _):
        if body.role == body.PRIMARY:
            first = ordinal(getattr(body, "from"))
            if self.primary and self.primary[-1][2] is None:
                self.primary[-1][2] = first
            self.primary.append([body.worker, first, None])

    def on_caseworker_unassigned(self, body, _):
        if body.role == 1 and self.primary and self.primary[-1][0] == body.worker:
            self.primary[-1][2] = ordinal(body.to)

    def on_referral_made(self, body, day):
        self.contacts.append(day)
        self.referrals[body.referral_id] = Thing()
        self.referrals[body.referral_id].learn(made=day, resources=list(body.resources),
                                               respond_by=ordinal(body.respond_by) if body.respond_by else None)

    def on_referral_amended(self, body, _):
        if body.resources:
            self.referrals[body.referral_id].learn(resources=list(body.resources))
        if body.respond_by:
            self.referrals[body.referral_id].learn(respond_by=ordinal(body.respond_by))

    def on_referral_accepted(self, body, day):
        self.referrals[body.referral_id].learn(accepted=ordinal(body.accepted_on) if body.accepted_on else day)

    def on_referral_declined(self, body, day):
        self.referrals[body.referral_id].learn(declined=ordinal(body.declined_on) if body.declined_on else day,
                                               refusal=(body.Decider.Name(body.decided_by), body.reason))

    def on_referral_cancelled(self, body, day):
        self.referrals[body.referral_id].learn(cancelled=day)

    def on_placement_offered(self, body, _):
        self.placements[body.placement_id] = Thing()
        self.placements[body.placement_id].learn(section=section(body.terms.industry))

    def on_placement_agreed(self, body, day):
        self.contacts.append(day)
        self.placements[body.placement_id].learn(agreed=True)

    def on_placement_offer_declined(self, body, _):
        self.placements[body.placement_id].learn(called_off=True)

    def on_placement_started(self, body, _):
        if body.taken_over:
            self.placements[body.placement_id] = Thing()
            self.placements[body.placement_id].learn(section=section(body.terms.industry))
        self.placements[body.placement_id].learn(start=ordinal(body.start))
        self.contacts.append(ordinal(body.start))

    def on_placement_interrupted(self, body, _):
        self.placements[body.placement_id].learn(end=ordinal(body.last_day), reasons={
            reason.voice: reason.code for reason in body.reasons})

    def on_placement_completed(self, body, _):
        self.placements[body.placement_id].learn(end=ordinal(body.last_day), completed=True)

    def on_coaching_started(self, body, _):
        self.coachings[body.coaching_id] = Thing()
        self.coachings[body.coaching_id].learn(start=ordinal(body.start), minutes=[],
                                               method=(body.method.code, body.method.revision))

    def on_coaching_session_held(self, body, _):
        if body.attended:
            self.contacts.append(ordinal(body.held_on))
            self.coachings[body.coaching_id].minutes.append(body.direct_minutes // max(1, body.group_size))

    def on_occupation_started(self, body, _):
        self.occupations[body.occupation_id] = Thing()
        self.occupations[body.occupation_id].learn(
            start=ordinal(body.start), work=body.kind in (body.ORDINARY, body.SUBSIDISED, body.SELF_EMPLOYED),
            by=body.ObtainedBy.Name(body.obtained_by))

    def on_occupation_ended(self, body, _):
        self.occupations[body.occupation_id].learn(end=ordinal(body.last_day))

    def on_belief_assessed(self, body, day):
        day = ordinal(body.assessed_on) if body.assessed_on else day
        self.contacts.append(day)
        self.beliefs.append((day, body.rater, body.score,
                             body.horizon_days))

    def on_subjective_success_reported(self, body, day):
        self.contacts.append(day)
        self.satisfactions.append((day, body.satisfaction))

    def on_note_added(self, _, day):
        self.contacts.append(day)

    def on_flag_raised(self, body, _):
        self.flags[body.flag_id] = Thing()
        self.flags[body.flag_id].learn(due=ordinal(body.due) if body.due else None)

    def on_flag_cleared(self, body, day):
        self.flags[body.flag_id].learn(cleared=day)


def cases_of(histories):
    """The cases of all streams that are open or were."""
    cases = [Case(events) for stream, events in sorted(histories.items()) if stream.startswith("case/")]
    return [case for case in cases if case.opened is not None]
