"""Random courses of cases: what could have happened to a person at a job centre, one dated fact after the other.

A course is a list of threads; a thread is what belongs together (a referral and its answer, a placement with all its
facts) in the order in which it happened. What the server's rules refuse of it is no part of the history; most of a
course is accepted. All names are made up.
"""

import dataclasses
import datetime

from praksis.v1 import case_pb2, common_pb2

MUNICIPALITIES = ["DK-360", "DK-376", "DK-740"]
TARGET_GROUPS = ["JOB_READY", "ACTIVITY_READY", "YOUTH"]
# In sections C, G and I, in each form that an industry is written in.
INDUSTRIES = ["47.11", "47", "G", "10.7", "C", "56.10", "55"]
REASONS = ["ILLNESS", "NO_SHOW", "GOT_JOB", "TRANSPORT", "TASK_MISMATCH", "HOURS_TOO_HIGH", "OTHER"]
DECLINE_REASONS = ["NO_CAPACITY", "CITIZEN_DECLINED", "TIMING"]
METHODS = [("COACHING_DIALOGUE", "1"), ("COACHING_DIALOGUE", "2"), ("GROUP_COACHING", "")]
RESOURCES = ["SKILL", "LANGUAGE", "MOTIVATION"]
FLAGS = ["FOLLOW_UP", "PLAN_REVIEW"]


@dataclasses.dataclass
class Fact:
    """`day` is the day of occurred_at, as an ordinal; `field` the name of the body in Event."""
    day: int
    field: str
    body: object


@dataclasses.dataclass
class Course:
    stream: str
    municipality: str
    threads: list


def fact(day, field, message, **values):
    return Fact(day, field, message(**values))


def iso(day):
    return datetime.date.fromordinal(day).isoformat()


class CourseWriter:
    """Draws one course. `today` is the last day on which anything may have happened."""

    def __init__(self, random, number, persons, opened, today):
        self.random, self.number, self.today, self.opened = random, number, today, opened
        self.end = min(today, opened + random.choice([20, 90, 200, 400, 700]))
        self.person = f"p-{random.randrange(persons)}"
        self.workers = [f"worker-{random.randrange(12)}" for _ in range(3)]
        self.things = 0

    def write(self):
        random = self.random
        threads = [[fact(self.opened, "case_opened", case_pb2.CaseOpened, person_ref=self.person,
                         target_group=random.choice(TARGET_GROUPS), opened_on=iso(self.opened),
                         distance_from_market=random.randrange(6))]]
        threads.append(self.assignments())
        for thread, most in ((self.referral, 3), (self.placement, 3), (self.coaching, 2), (self.occupation, 2),
                             (self.flag, 2), (self.belief, 5), (self.satisfaction, 2), (self.contact, 3)):
            threads += [thread() for _ in range(random.randint(0, most))]
        if random.random() < 0.2:
            threads.append(self.transfer())
        if random.random() < 0.45:
            threads.append(self.closing())
        return Course(f"case/r-{self.number}", random.choice(MUNICIPALITIES), threads)

    def some_day(self, after=None):
        """A day of the case."""
        return self.random.randint(min(self.opened if after is None else after, self.end), self.end)

    def soon(self, day, most):
        return min(day + self.random.randint(0, most), self.today)

    def new_id(self, kind):
        self.things += 1
        return f"{kind}-{self.things}"

    def maybe(self, share):
        return self.random.random() < share

    def assignments(self):
        facts, day = [], self.opened
        for worker in self.workers[:self.random.randint(0, 3)]:
            facts.append(fact(day, "caseworker_assigned", case_pb2.CaseworkerAssigned, worker=worker,
                              role=case_pb2.CaseworkerAssigned.PRIMARY, **{"from": iso(day)}))
            if self.maybe(0.2):
                until = self.soon(day, 60)
                facts.append(fact(until, "caseworker_unassigned", case_pb2.CaseworkerUnassigned, worker=worker,
                                  role=case_pb2.CaseworkerAssigned.PRIMARY, to=iso(until)))
                day = until
            day = self.soon(day, 150)
        if self.maybe(0.3):
            facts.append(fact(self.opened, "caseworker_assigned", case_pb2.CaseworkerAssigned, worker="coach-1",
                              role=case_pb2.CaseworkerAssigned.COACH, **{"from": iso(self.opened)}))
        return facts

    def resources(self):
        return [case_pb2.Resource(kind=self.random.choice(RESOURCES), text="A sample." if self.maybe(0.75) else "")
                for _ in range(self.random.randint(1, 2))]

    def referral(self):
        made, name = self.some_day(), self.new_id("referral")
        by = iso(made + self.random.randint(0, 40)) if self.maybe(0.6) else ""
        facts = [fact(made, "referral_made", case_pb2.ReferralMade, referral_id=name, from_organisation="centre",
                      to_organisation="provider", service="MENTORING", resources=self.resources(), respond_by=by)]
        if self.maybe(0.15):
            facts.append(fact(made, "referral_amended", case_pb2.ReferralAmended, referral_id=name,
                              resources=self.resources()))
        answered = self.soon(made, 35)
        on = iso(answered) if self.maybe(0.5) else ""
        end = self.random.random()
        if end < 0.5:
            facts.append(fact(answered, "referral_accepted", case_pb2.ReferralAccepted, referral_id=name, accepted_on=on))
            later = self.random.random()
            if later < 0.6:
                facts.append(fact(self.soon(answered, 90), "referral_fulfilled", case_pb2.ReferralFulfilled,
                                  referral_id=name))
            elif later < 0.75:
                facts.append(fact(self.soon(answered, 30), "referral_cancelled", case_pb2.ReferralCancelled,
                                  referral_id=name))
        elif end < 0.75:
            facts.append(fact(answered, "referral_declined", case_pb2.ReferralDeclined, referral_id=name,
                              reason=self.random.choice(DECLINE_REASONS), decided_by=self.random.randint(1, 3),
                              declined_on=on))
        elif end < 0.87:
            facts.append(fact(answered, "referral_cancelled", case_pb2.ReferralCancelled, referral_id=name))
        return facts

    def terms(self, start):
        return case_pb2.PlacementTerms(
            company=common_pb2.RegisterNumber(scheme="SAMPLE", number=f"company-{self.random.randrange(20)}"),
            industry=self.random.choice(INDUSTRIES), type=self.random.randint(1, 3), planned_start=iso(start),
            planned_end=iso(start + 90), minutes_per_week=self.random.choice([300, 600]))

    def placement(self):
        name, offered = self.new_id("placement"), self.some_day()
        start = self.soon(offered, 20)
        if self.maybe(0.12):
            start = max(self.opened - 30, start - self.random.randint(0, 60))
            facts = [fact(start, "placement_started", case_pb2.PlacementStarted, placement_id=name, start=iso(start),
                          taken_over=True, terms=self.terms(start))]
            return facts + self.course_of_placement(name, start)
        facts = [fact(offered, "placement_offered", case_pb2.PlacementOffered, placement_id=name,
                      terms=self.terms(start))]
        if self.maybe(0.1):
            return facts + [self.offer_declined(name, offered)]
        if self.maybe(0.9):
            facts.append(fact(offered, "placement_agreed", case_pb2.PlacementAgreed, placement_id=name))
            if self.maybe(0.08):
                return facts + [self.offer_declined(name, offered)]
            if self.maybe(0.92):
                facts.append(fact(start, "placement_started", case_pb2.PlacementStarted, placement_id=name,
                                  start=iso(start)))
                facts += self.course_of_placement(name, start)
        return facts

    def offer_declined(self, name, day):
        return fact(self.soon(day, 5), "placement_offer_declined", case_pb2.PlacementOfferDeclined, placement_id=name,
                    declined_by=self.random.randint(1, 3))

    def course_of_placement(self, name, start):
        facts, last = [], self.soon(start, self.random.choice([0, 10, 40, 120, 250]))
        if self.maybe(0.1):
            facts.append(fact(start, "placement_extended", case_pb2.PlacementExtended, placement_id=name,
                              planned_end=iso(start + 200)))
        if self.maybe(0.1):
            facts.append(fact(start, "placement_hours_changed", case_pb2.PlacementHoursChanged, placement_id=name,
                              minutes_per_week=900, **{"from": iso(start)}))
        if self.maybe(0.1):
            facts.append(fact(start, "placement_absence", case_pb2.PlacementAbsence, placement_id=name,
                              to=iso(last), **{"from": iso(start)}))
        end = self.random.random()
        if end < 0.45:
            facts.append(fact(last, "placement_interrupted", case_pb2.PlacementInterrupted, placement_id=name,
                              last_day=iso(last), reasons=self.reasons()))
        elif end < 0.85:
            facts.append(fact(last, "placement_completed", case_pb2.PlacementCompleted, placement_id=name,
                              last_day=iso(last), goal=self.random.randint(1, 3)))
        return facts

    def reasons(self):
        common = self.random.choice(REASONS)
        voices = sorted(self.random.sample([1, 2, 3], self.random.randint(1, 3)))
        codes = [common if self.maybe(0.6) else self.random.choice(REASONS) for _ in voices]
        return [case_pb2.InterruptionReason(voice=voice, code=code, text="A sample." if code == "OTHER" else "")
                for voice, code in zip(voices, codes)]

    def coaching(self):
        name, start = self.new_id("coaching"), self.some_day()
        method = case_pb2.CoachingMethod(**dict(zip(("code", "revision"), self.random.choice(METHODS))))
        facts = [fact(start, "coaching_started", case_pb2.CoachingStarted, coaching_id=name, coach="coach-1",
                      start=iso(start), method=method)]
        day = start
        for _ in range(self.random.choice([0, 1, 3, 5])):
            day = self.soon(day, 20)
            facts.append(fact(day, "coaching_session_held", case_pb2.CoachingSessionHeld, coaching_id=name,
                              session_id=self.new_id("session"), coach="coach-1", held_on=iso(day),
                              direct_minutes=self.random.choice([0, 30, 45, 60, 100]), preparation_minutes=15,
                              mode=self.random.randint(1, 4), group_size=self.random.choice([0, 1, 1, 3, 7]),
                              attended=self.maybe(0.85)))
        if self.maybe(0.7):
            last = self.soon(day, 30)
            facts.append(fact(last, "coaching_ended", case_pb2.CoachingEnded, coaching_id=name, last_day=iso(last)))
        return facts

    def occupation(self):
        name, start = self.new_id("occupation"), self.some_day()
        facts = [fact(start, "occupation_started", case_pb2.OccupationStarted, occupation_id=name,
                      kind=self.random.choice([1, 1, 2, 3, 4]), obtained_by=self.random.choice([1, 1, 2, 3]),
                      start=iso(start), evidence=1)]
        if self.maybe(0.5):
            last = self.soon(start, self.random.choice([30, 100, 300]))
            facts.append(fact(last, "occupation_ended", case_pb2.OccupationEnded, occupation_id=name,
                              last_day=iso(last)))
        return facts

    def flag(self):
        name, day = self.new_id("flag"), self.some_day()
        due = iso(day + self.random.randint(0, 60)) if self.maybe(0.8) else ""
        facts = [fact(day, "flag_raised", case_pb2.FlagRaised, flag_id=name, kind=self.random.choice(FLAGS), due=due)]
        if self.maybe(0.5):
            facts.append(fact(self.soon(day, 60), "flag_cleared", case_pb2.FlagCleared, flag_id=name))
        return facts

    def belief(self):
        day = self.some_day()
        rater = self.random.choice([case_pb2.BeliefAssessed.CASEWORKER, case_pb2.BeliefAssessed.CITIZEN])
        worker = self.random.choice(self.workers) if rater == case_pb2.BeliefAssessed.CASEWORKER else ""
        return [fact(day, "belief_assessed", case_pb2.BeliefAssessed, rater=rater, worker=worker, horizon_days=self.random.choice([365, 365, 180]),
                     score=self.random.randint(1, 5), scale="PRAKSIS_1_5",
                     assessed_on=iso(day) if self.maybe(0.5) else "")]

    def satisfaction(self):
        return [fact(self.some_day(), "subjective_success_reported", case_pb2.SubjectiveSuccessReported,
                     satisfaction=self.random.randint(1, 5))]

    def contact(self):
        day = self.some_day()
        if self.maybe(0.5):
            return [fact(day, "note_added", case_pb2.NoteAdded, text="A sample note.")]
        return [fact(day, "company_visited", case_pb2.CompanyVisited, visit_id=self.new_id("visit"),
                     company=common_pb2.RegisterNumber(scheme="SAMPLE", number="company-1"), worker=self.workers[0],
                     purpose=1, visited_on=iso(day) if self.maybe(0.5) else "")]

    def transfer(self):
        day = self.some_day()
        return [fact(day, "case_transferred", case_pb2.CaseTransferred,
                     to_municipality=self.random.choice(MUNICIPALITIES),
                     transferred_on=iso(day) if self.maybe(0.5) else "")]

    def closing(self):
        day = self.end
        facts = [fact(day, "case_closed", case_pb2.CaseClosed, reason=self.random.randint(1, 7), closed_on=iso(day))]
        if self.maybe(0.3):
            reopened = self.soon(day, 60)
            facts.append(fact(reopened, "case_reopened", case_pb2.CaseReopened, reopened_on=iso(reopened)))
            if self.maybe(0.4):
                again = self.soon(reopened, 60)
                facts.append(fact(again, "case_closed", case_pb2.CaseClosed, reason=7, closed_on=iso(again)))
        return facts


def random_courses(random, cases, today):
    return [CourseWriter(random, number, cases, today - random.randint(0, 900), today).write()
            for number in range(cases)]
