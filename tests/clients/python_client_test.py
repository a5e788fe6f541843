"""A job centre's system in Python: stock grpcio, classes generated from proto/, nothing of ours.

Starts praksisd on a free port with an empty data directory, does what the README shows a newcomer to do, and checks
what comes back. Usage: python_client_test.py BIN_DIRECTORY. Ends with "N passed, N failed".
"""

import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "build/python"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from praksis.v1 import (case_pb2, common_pb2, dashboards_pb2, dashboards_pb2_grpc, event_pb2, feed_pb2, feed_pb2_grpc,
                        history_pb2, history_pb2_grpc, journal_pb2, journal_pb2_grpc)
from praksisd import Praksisd, new_event_id

passed = failed = 0


def check(name, truth, seen=""):
    global passed, failed
    if truth:
        passed += 1
        print(f"ok {name}")
    else:
        failed += 1
        print(f"FAILED {name}: {seen}")


def fact(stream, **body):
    """An event with its envelope filled in."""
    return event_pb2.Event(
        event_id=new_event_id(), stream=stream, municipality="DK-360",
        occurred_at=common_pb2.When(date=common_pb2.CivilDate(date="2025-03-03")),
        actor=common_pb2.Actor(id="cw-17", role=common_pb2.CASEWORKER), **body)


def details(error):
    """The google.rpc details of a refusal: (ErrorInfo, BadRequest)."""
    info, bad_request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in rpc_status.from_call(error).details:
        detail.Unpack(info) if detail.Is(info.DESCRIPTOR) else None
        detail.Unpack(bad_request) if detail.Is(bad_request.DESCRIPTOR) else None
    return info, bad_request


def refusal(call):
    """The error that `call` ends with."""
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("it was accepted")


def tell(channel):
    journal = journal_pb2_grpc.JournalStub(channel)
    history = history_pb2_grpc.HistoryStub(channel)
    stream = "case/python-1"

    opened = fact(stream, case_opened=case_pb2.CaseOpened(
        person_ref="p-1", target_group="ACTIVITY_READY", opened_on="2025-03-03"))
    answer = journal.Record(journal_pb2.RecordRequest(event=opened), timeout=10)
    check("a fact is recorded as version 1", answer.version == 1 and not answer.repeat, answer)

    again = journal.Record(journal_pb2.RecordRequest(event=opened), timeout=10)
    check("sent again it is answered with the first result",
          again.repeat and again.version == 1 and again.recorded_at == answer.recorded_at, again)

    other = event_pb2.Event()
    other.CopyFrom(opened)
    other.case_opened.target_group = "JOB_READY"
    error = refusal(lambda: journal.Record(journal_pb2.RecordRequest(event=other), timeout=10))
    check("the same event_id with other content is refused",
          error.code() == grpc.StatusCode.ALREADY_EXISTS and details(error)[0].reason == "EVENT_ID_REUSED", error)

    case = history.GetCase(history_pb2.GetCaseRequest(stream=stream, at_least=answer.position), timeout=10)
    check("its own write is read back with at_least",
          [e.event.event_id for e in case.timeline] == [opened.event_id] and
          case.summary.status == history_pb2.CaseSummary.OPEN, case)

    interrupted = fact(stream, placement_interrupted=case_pb2.PlacementInterrupted(
        placement_id="pl-1", last_day="2025-03-03",
        reasons=[case_pb2.InterruptionReason(voice=common_pb2.CITIZEN, code="TRANSPORT")]))
    error = refusal(lambda: journal.Record(journal_pb2.RecordRequest(event=interrupted), timeout=10))
    info, _ = details(error)
    check("interrupting a placement that is not running is refused with its reason",
          error.code() == grpc.StatusCode.FAILED_PRECONDITION and info.domain == "praksis" and
          info.reason.startswith("PLACEMENT_"), (error, info))

    wrong = fact(stream, placement_offered=case_pb2.PlacementOffered(
        placement_id="pl-1", terms=case_pb2.PlacementTerms(
            company=common_pb2.RegisterNumber(scheme="DK-CVR", number="12345678"), industry="xx",
            type=case_pb2.PlacementOffered.TRAINEESHIP, planned_start="2025-02-30", planned_end="2025-05-01",
            minutes_per_week=900)))
    error = refusal(lambda: journal.Record(journal_pb2.RecordRequest(event=wrong), timeout=10))
    info, bad_request = details(error)
    fields = {violation.field for violation in bad_request.field_violations}
    check("a fact that is wrong in itself is refused with every wrong field at once",
          error.code() == grpc.StatusCode.INVALID_ARGUMENT and info.reason == "INVALID_FACT" and
          {"event.placement_offered.terms.planned_start", "event.placement_offered.terms.industry"} <= fields,
          (error, fields))

    referral = fact(stream, referral_made=case_pb2.ReferralMade(
        referral_id="r-1", from_organisation="jc-lolland", to_organisation="provider-1", service="MENTORING"))
    error = refusal(lambda: journal.Record(journal_pb2.RecordRequest(event=referral), timeout=10))
    check("a referral without resources is refused", details(error)[0].reason in ("RESOURCES_REQUIRED", "INVALID_FACT"),
          error)

    note = fact(stream, note_added=case_pb2.NoteAdded(text="Sample text, not about a person."))
    error = refusal(lambda: journal.Record(journal_pb2.RecordRequest(event=note, expected_version=7), timeout=10))
    info, _ = details(error)
    check("another expected version is refused with the current one",
          error.code() == grpc.StatusCode.ABORTED and info.reason == "CONCURRENT_CHANGE" and
          info.metadata["current_version"] == "1", (error, info))

    verdict = journal.Check(journal_pb2.CheckRequest(event=note), timeout=10)
    check("a dry run says it would be accepted", verdict.acceptable.version == 2, verdict)

    items = (journal_pb2.RecordManyRequest(item=i, event=fact(
        stream, note_added=case_pb2.NoteAdded(text="" if i % 10 == 0 else f"Sample note {i}."))) for i in range(1, 101))
    answers = list(journal.RecordMany(items, timeout=30))
    check("an import is answered item by item, in order", [a.item for a in answers] == list(range(1, 101)), answers[:3])
    check("and only the wrong items are refused",
          [a.item for a in answers if a.HasField("refused")] == list(range(10, 101, 10)), answers[:10])

    # An import of any size: some hundreds of items in a message, answered some at a time.
    def messages(together=30):
        for start in range(1, 101, together):
            yield journal_pb2.RecordManyRequest(items=[
                journal_pb2.RecordManyItem(item=i, event=fact(
                    stream, note_added=case_pb2.NoteAdded(text="" if i % 10 == 0 else f"Sample note {i}.")))
                for i in range(start, min(start + together, 101))])
    answers = [answer for response in journal.RecordMany(messages(), timeout=30) for answer in response.answers]
    check("an import of several items in a message is answered item by item, in order",
          [a.item for a in answers] == list(range(1, 101)), answers[:3])
    check("and only its wrong items are refused",
          [a.item for a in answers if a.HasField("refused")] == list(range(10, 101, 10)) and
          [a.accepted.version for a in answers if a.HasField("accepted")] == list(range(92, 182)), answers[:10])
    error = refusal(lambda: list(journal.RecordMany(iter([journal_pb2.RecordManyRequest(
        items=[journal_pb2.RecordManyItem()] * 1001)]), timeout=10)))
    check("a message of too many items is refused",
          error.code() == grpc.StatusCode.INVALID_ARGUMENT and details(error)[0].reason == "TOO_MANY_ITEMS", error)

    feed = feed_pb2_grpc.FeedStub(channel)
    seen, token = [], ""
    from google.protobuf import empty_pb2
    subscription = feed.Subscribe(feed_pb2.SubscribeRequest(beginning=empty_pb2.Empty()), timeout=30)
    for message in subscription:
        token = message.token
        if message.HasField("event"):
            seen.append(message.event.version)
        if message.HasField("caught_up"):
            break
    subscription.cancel()
    check("a subscriber sees every event in order and is told when caught up", seen == list(range(1, 182)), seen)

    answer = journal.Record(journal_pb2.RecordRequest(event=note), timeout=10)
    subscription = feed.Subscribe(feed_pb2.SubscribeRequest(token=token), timeout=30)
    first = next(message for message in subscription if message.HasField("event"))
    subscription.cancel()
    check("and goes on from its token with the next one", first.event.version == answer.version == 182, first)

    dashboards = dashboards_pb2_grpc.DashboardsStub(channel)
    error = refusal(lambda: dashboards.GetFunnel(
        dashboards_pb2.GetFunnelRequest(at_least=answer.position), timeout=10))
    check("a figure about a single person is refused",
          error.code() == grpc.StatusCode.FAILED_PRECONDITION and
          details(error)[0].reason == "SELECTION_TOO_NARROW", error)


def main():
    with tempfile.TemporaryDirectory() as data, Praksisd(sys.argv[1], data) as server:
        with grpc.insecure_channel(server.address) as channel:
            tell(channel)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
