"""Facts that the learning process makes itself (a choice of cases, a measure evaluated), recorded by recorders elsewhere:
with their checks, once, and through a recorder's death.

Usage: own_facts_test.py BIN_DIRECTORY. Starts a broker of its own. Ends with "N passed, N failed".
"""

import collections
import concurrent.futures
import sys
import tempfile
import time

from deployment import WAIT, Deployment, events_of

import grpc

from praksis.v1 import common_pb2, cycles_pb2, cycles_pb2_grpc, measures_pb2, measures_pb2_grpc
from cluster import Cluster
from recording_load import Checks

TOPIC = "own-facts"
CALL = "measure/sample-1-call"
# Evaluations asked for at once, and how many are recorded before a recorder is killed.
ASKED = 60
BEFORE = 10
check = Checks()


def start(deployment):
    """Two recorders that share the topic, and a learning process."""
    deployment.make_topic(TOPIC)
    recorders = [deployment.program("praksis-recorder", TOPIC, f"recorder-{number}") for number in range(2)]
    for recorder in recorders:
        recorder.start()
    deployment.wait_until_shared(TOPIC, recorders)
    # What it records here, it is asked for.
    learning = deployment.program("praksis-learning", TOPIC, "learning", "--evaluate-measures-every", "never")
    learning.start()
    return recorders, learning


def recorded(deployment):
    """By stream, the events on the topic in their order."""
    streams = collections.defaultdict(list)
    for event in events_of(deployment.consumed(TOPIC)):
        streams[event.stream].append(event)
    return streams


def the_sample(deployment, recorders, learning):
    """The sample's cycles are chosen for and its measures evaluated, as on one process."""
    servers = f"{recorders[0].address},{learning.address}"
    done = deployment.praksis("--server", servers, "sample", "--cases", 120, "--record")
    check("the sample is loaded with its learning cycles, to their end", [] if done.returncode == 0 and
          "of 2 learning cycles" in done.stdout and "praksis:" not in done.stderr else [done])
    streams = recorded(deployment)
    chosen = [event for name in ("cycle/sample-1-rfk-1", "cycle/sample-1-rfk-2") for event in streams[name]
              if event.HasField("cases_selected")]
    check("the cases of both cycles were chosen and recorded, once each", [] if len(chosen) == 2 else [chosen])
    evaluated = [event.stream for name, events in streams.items() if name.startswith("measure/")
                 for event in events if event.HasField("measure_evaluated")]
    check("each measure was evaluated once", [] if sorted(evaluated) == sorted(set(evaluated)) and len(evaluated) == 3 else
          [evaluated])
    again = deployment.praksis("--server", servers, "sample", "--cases", 120, "--record")
    check("loaded again, nothing is recorded anew", [] if again.returncode == 0 and "recorded: 0 facts of 120 cases" in
          again.stdout and "learning cycles" not in again.stdout else [again])


def refusals(learning):
    """What a recorder refuses, the caller of the learning process is told."""
    request = cycles_pb2.RecordSelectionRequest(
        stream="cycle/sample-1-rfk-1", event_id="01956a2c-7b00-7000-8000-0000000000f1", seed="s",
        actor=common_pb2.Actor(id="f-1", role=common_pb2.FACILITATOR))
    try:
        answer = cycles_pb2_grpc.CyclesStub(grpc.insecure_channel(learning.address)).RecordSelection(request, timeout=WAIT)
        check("a choice for a cycle that is over is refused", [answer])
    except grpc.RpcError as error:
        check("a choice for a cycle that is over is refused", [] if error.code() == grpc.StatusCode.FAILED_PRECONDITION and
              "CYCLE_CLOSED" in str(error.trailing_metadata()) else [error])


def evaluate(learning, number):
    """Asks for a fact of its own by a cycle of its own; its answer, or the error."""
    request = measures_pb2.RecordEvaluationRequest(measure=CALL, cycle=f"cycle/asks-{number}",
                                                   actor=common_pb2.Actor(id="sample-1", role=common_pb2.SYSTEM))
    try:
        return measures_pb2_grpc.MeasuresStub(grpc.insecure_channel(learning.address)).RecordEvaluation(request, timeout=60)
    except grpc.RpcError as error:
        return error


def through_a_death(deployment, recorders, learning):
    """kill -9 of the recorder that the facts go to, while they do."""
    # The owner of their partition: where the stream's events are.
    where = next(message.partition() for message in deployment.consumed(TOPIC) if message.key() == CALL.encode())
    owner = deployment.owners(TOPIC)[where]
    dying = next(recorder for recorder in recorders if recorder.address == owner)
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(evaluate, learning, number) for number in range(ASKED)]
        deadline = time.monotonic() + WAIT
        while sum(each.done() for each in asked) < BEFORE and time.monotonic() < deadline:
            time.sleep(0.001)
        killed_at = sum(each.done() for each in asked)
        dying.kill()
        answers = [each.result(WAIT) for each in asked]
    check("a recorder was killed while evaluations were recorded", [] if BEFORE <= killed_at < ASKED else [killed_at])
    check("every one was answered as recorded", [answer for answer in answers if isinstance(answer, grpc.RpcError) or
                                                 not answer.recorded])
    events = recorded(deployment)[CALL]
    times = collections.Counter(event.measure_evaluated.cycle for event in events
                                if event.measure_evaluated.cycle.startswith("cycle/asks-"))
    check("and is there once", [] if len(times) == ASKED and set(times.values()) == {1} else [times])
    versions = [event.version for event in events]
    check("at the versions that were answered, without a gap", [] if versions == list(range(1, len(versions) + 1)) and
          sorted(answer.version for answer in answers) == versions[-ASKED:] else [versions, answers])
    repeats = sum(answer.repeat for answer in answers)
    print(f"killed after {killed_at} of {ASKED}; {repeats} had been recorded by it, and were found so by the next")


def without_recorders(recorders, learning):
    """Nobody to record: said in time, and nothing is claimed."""
    for recorder in recorders:
        recorder.kill()
    request = measures_pb2.RecordEvaluationRequest(measure=CALL, cycle="cycle/nobody",
                                                   actor=common_pb2.Actor(id="sample-1", role=common_pb2.SYSTEM))
    try:
        answer = measures_pb2_grpc.MeasuresStub(grpc.insecure_channel(learning.address)).RecordEvaluation(request, timeout=3)
        check("without recorders nothing is said to be recorded", [answer])
    except grpc.RpcError as error:
        check("without recorders nothing is said to be recorded", [] if error.code() in (
            grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.UNAVAILABLE) else [error])


def main():
    with tempfile.TemporaryDirectory(prefix="praksis-own-facts-") as folder, Cluster() as cluster:
        deployment = Deployment(sys.argv[1], cluster, folder)
        recorders, learning = start(deployment)
        the_sample(deployment, recorders, learning)
        refusals(learning)
        through_a_death(deployment, recorders, learning)
        without_recorders(recorders, learning)
        check("the learning process stops gracefully", [] if learning.stop() == 0 else [learning.process.returncode])
    return check.report()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main())
