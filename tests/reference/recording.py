"""Records random courses as facts, with what goes wrong in real life, and reads back what became history.

Threads are reported late, so that facts are recorded in another order than they happened; some facts are corrected
or taken back afterwards, corrections too. Refusals are fine: what is refused is no history.
"""

import datetime
import zoneinfo

from google.protobuf import empty_pb2

from praksis.v1 import case_pb2, common_pb2, event_pb2, feed_pb2, feed_pb2_grpc, journal_pb2, journal_pb2_grpc

CENTRAL_EUROPE = zoneinfo.ZoneInfo("Europe/Copenhagen")
ROUNDS = 3
AT_ONCE = 500
# Fields of a date that a correction may move, of each body that has one.
DATES = ["opened_on", "from", "to", "respond_by", "accepted_on", "declined_on", "start", "last_day", "held_on",
         "assessed_on", "visited_on", "due", "closed_on", "reopened_on", "transferred_on"]


def when(random, day):
    """A day as systems report it: a date, in a zone or not, or an instant, also close to midnight."""
    date = datetime.date.fromordinal(day)
    kind = random.random()
    if kind < 0.7:
        return common_pb2.When(date=common_pb2.CivilDate(date=date.isoformat()))
    if kind < 0.8:
        return common_pb2.When(date=common_pb2.CivilDate(date=date.isoformat(), time_zone="Asia/Jerusalem"))
    time = random.choice([datetime.time(0, 20), datetime.time(12), datetime.time(23, 40)])
    moment = common_pb2.When()
    moment.instant.FromDatetime(datetime.datetime.combine(date, time, CENTRAL_EUROPE).astimezone(datetime.timezone.utc))
    return moment


def event_id(random):
    """A UUID of version 7, drawn so that a seed gives the same ones."""
    value = random.getrandbits(48) << 80 | 7 << 76 | random.getrandbits(12) << 64 | 2 << 62 | random.getrandbits(62)
    text = f"{value:032x}"
    return "-".join([text[:8], text[8:12], text[12:16], text[16:20], text[20:]])


def envelope(random, course, day, **body):
    return event_pb2.Event(event_id=event_id(random), stream=course.stream, municipality=course.municipality,
                           occurred_at=when(random, day), actor=common_pb2.Actor(id="reporter", role=common_pb2.SYSTEM),
                           **body)


def reported(random, course):
    """The course's facts in the order in which they are reported."""
    facts = []
    for number, thread in enumerate(course.threads):
        late = random.choice([0, 0, 0, 5, 30, 120]) if number else 0
        facts += [(fact.day + late, number, position, fact) for position, fact in enumerate(thread)]
    opened, others = facts[0], sorted(facts[1:], key=lambda entry: entry[:3])
    return [entry[3] for entry in [opened, *others]]


class Recorder:
    """Records through the public interface and remembers what was accepted: the events by stream and version."""

    def __init__(self, channel, random):
        self.journal = journal_pb2_grpc.JournalStub(channel)
        self.random = random
        self.accepted = {}
        self.refused = 0
        self.positions = {}  # by stream, of its last fact

    def record(self, events):
        """One stream's events stay in the given order."""
        for start in range(0, len(events), AT_ONCE):
            chunk = events[start:start + AT_ONCE]
            items = (journal_pb2.RecordManyRequest(item=number, event=event) for number, event in enumerate(chunk))
            for event, answer in zip(chunk, self.journal.RecordMany(items, timeout=120), strict=True):
                if answer.HasField("refused"):
                    self.refused += 1
                    continue
                self.accepted.setdefault(event.stream, {})[answer.accepted.version] = event
                self.positions[event.stream] = answer.accepted.position

    def interleaved(self, queues):
        """The queues shuffled against each other, each in its own order."""
        order = [number for number, queue in enumerate(queues) for _ in queue]
        self.random.shuffle(order)
        iterators = [iter(queue) for queue in queues]
        return [next(iterators[number]) for number in order]

    def record_courses(self, courses):
        """In rounds: a part of each course, then changes to what has been accepted of it."""
        queues = [[envelope(self.random, course, fact.day, **{fact.field: fact.body})
                   for fact in reported(self.random, course)] for course in courses]
        for number in range(ROUNDS):
            self.record(self.interleaved([queue[len(queue) * number // ROUNDS:len(queue) * (number + 1) // ROUNDS]
                                          for queue in queues]))
            self.record(self.interleaved([self.changes(course) for course in courses]))

    def changes(self, course):
        """Corrections and voids of a course; of what fits nowhere the server keeps nothing."""
        events = []
        for version, event in list(self.accepted.get(course.stream, {}).items()):
            body = event.WhichOneof("body")
            day = datetime.date.today().toordinal() - self.random.randint(0, 3)
            chance = self.random.random()
            if chance < 0.03 and version > 1:
                events.append(envelope(self.random, course, day, event_voided=event_pb2.EventVoided(
                    target_version=version, reason="A sample.")))
            elif chance < 0.15 and body not in ("event_corrected", "event_voided"):
                events.append(envelope(self.random, course, day, event_corrected=event_pb2.EventCorrected(
                    target_version=version, reason="A sample.", replacement=self.replacement(event, body))))
        return events

    def replacement(self, event, body):
        """The same fact, changed in a thing or two."""
        changed = type(getattr(event, body))()
        changed.CopyFrom(getattr(event, body))
        replacement = event_pb2.EventReplacement(**{body: changed})
        change(self.random, getattr(replacement, body))
        if self.random.random() < 0.3:
            replacement.occurred_at.CopyFrom(when(self.random, self.moved(day_of(event.occurred_at))))
        return replacement

    def moved(self, day):
        return min(day + self.random.randint(-20, 20), datetime.date.today().toordinal())


def change(random, body):
    """Moves a date, or says something else."""
    dates = [field.name for field in body.DESCRIPTOR.fields if field.name in DATES and getattr(body, field.name)]
    for name in dates:
        if random.random() < 0.5:
            day = datetime.date.fromisoformat(getattr(body, name)).toordinal() + random.randint(-15, 15)
            day = min(day, datetime.date.today().toordinal()) if name not in ("respond_by", "due") else day
            setattr(body, name, datetime.date.fromordinal(day).isoformat())
    if isinstance(body, case_pb2.CaseOpened):
        body.target_group = random.choice(["JOB_READY", "ACTIVITY_READY", "YOUTH"])
    elif isinstance(body, case_pb2.PlacementInterrupted):
        body.reasons[0].code = random.choice(["GOT_JOB", "TRANSPORT", "ILLNESS"])
    elif isinstance(body, case_pb2.PlacementOffered):
        body.terms.industry = random.choice(["47.2", "I", "10"])
    elif isinstance(body, case_pb2.OccupationStarted):
        body.kind, body.obtained_by = random.randint(1, 4), random.randint(1, 3)
    elif isinstance(body, case_pb2.BeliefAssessed):
        body.score = random.randint(1, 5)
    elif isinstance(body, case_pb2.SubjectiveSuccessReported):
        body.satisfaction = random.randint(1, 5)
    elif isinstance(body, case_pb2.CoachingSessionHeld):
        body.direct_minutes, body.attended = random.randint(0, 120), random.random() < 0.5
    elif isinstance(body, case_pb2.CoachingStarted):
        body.method.code = "SOLUTION_FOCUSED"
    elif isinstance(body, case_pb2.CaseTransferred):
        body.to_municipality = random.choice(["DK-360", "DK-376", "DK-740"])
    elif isinstance(body, case_pb2.ReferralMade):
        for resource in body.resources:
            resource.text = random.choice(["", "Another sample."])
    elif isinstance(body, case_pb2.ReferralDeclined):
        body.decided_by = random.randint(1, 3)


def day_of(moment):
    """The day of a When: the date as it is said, or that of the instant in central Europe."""
    if moment.HasField("date"):
        return datetime.date.fromisoformat(moment.date.date).toordinal()
    instant = moment.instant.ToDatetime(tzinfo=datetime.timezone.utc)
    return instant.astimezone(CENTRAL_EUROPE).date().toordinal()


def read_back(channel):
    """Everything in the log: {stream: events by version}."""
    subscription = feed_pb2_grpc.FeedStub(channel).Subscribe(
        feed_pb2.SubscribeRequest(beginning=empty_pb2.Empty()), timeout=300)
    histories = {}
    for message in subscription:
        if message.HasField("caught_up"):
            break
        if message.HasField("event"):
            histories.setdefault(message.event.stream, []).append(message.event)
    subscription.cancel()
    for stream, events in histories.items():
        assert [event.version for event in events] == list(range(1, len(events) + 1)), f"{stream} has a gap"
    return histories


def as_reported(event):
    """Without what the server filled in: to be recorded elsewhere."""
    fresh = event_pb2.Event()
    fresh.CopyFrom(event)
    for field in ("version", "recorded_at", "schema", "sealed"):
        fresh.ClearField(field)
    fresh.actor.ClearField("authenticated")
    return fresh


