"""Answers of the server taken apart: every number that is shown or withheld, by its path."""

import dataclasses

import grpc
from google.protobuf.descriptor import FieldDescriptor

from praksis.v1 import dashboards_pb2
from selections import Selection

# Numbers outside Count and Estimate, and the flag beside each that says it is withheld.
FLAGS = {"median_days_to_answer": "median_suppressed", "hours_per_episode": "hours_suppressed",
         "workers_per_case_year": "workers_per_case_year_suppressed",
         "open_cases_per_worker": "open_cases_per_worker_suppressed"}


@dataclasses.dataclass(frozen=True)
class Shown:
    """kind: "count", "estimate" or "number"."""
    kind: str
    value: float
    lower: float = 0.0
    upper: float = 0.0
    suppressed: bool = False
    undefined: bool = False


def name_of(message):
    """What tells an element of a list from the others: its codes and days."""
    parts = []
    for field in message.DESCRIPTOR.fields:
        value = getattr(message, field.name)
        if field.type == FieldDescriptor.TYPE_ENUM:
            parts.append(field.enum_type.values_by_number[value].name)
        elif field.type in (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_INT32):
            parts.append(str(value))
    return " ".join(parts)


def taken_apart(message, path=()):
    """{path: Shown}; metadata is left out."""
    found = {}
    for field in message.DESCRIPTOR.fields:
        value = getattr(message, field.name)
        here = (*path, field.name)
        if field.name == "metadata":
            continue
        if field.type != FieldDescriptor.TYPE_MESSAGE:
            if field.name in FLAGS:
                lower, upper = (getattr(message, f"{field.name}_{end}", 0.0) for end in ("lower", "upper"))
                found[here] = Shown("number", value, lower, upper, getattr(message, FLAGS[field.name]))
        elif field.label == FieldDescriptor.LABEL_REPEATED:
            for element in value:
                found |= taken_apart(element, (*here, name_of(element)))
        elif field.message_type.name == "Count":
            # In curves and where nothing can be there it is left out altogether.
            if message.HasField(field.name):
                found[here] = Shown("count", value.value, suppressed=value.suppressed)
        elif field.message_type.name == "Estimate":
            undefined = getattr(message, field.name + "_undefined", False)
            found[here] = Shown("estimate", value.value, value.lower, value.upper, value.suppressed, undefined)
        else:
            found |= taken_apart(value, here)
    return found


class Asker:
    """Asks a server for figures."""

    REQUESTS = {"funnel": ("GetFunnel", ()), "referrals": ("GetReferrals", ()),
                "interruptions": ("GetInterruptions", ("voice",)), "disagreement": ("GetDisagreement", ()),
                "return-to-work": ("GetReturnToWork", ()), "coaching-outcomes": ("GetCoachingOutcomes", ()),
                "belief": ("GetBelief", ("rater",)), "continuity": ("GetContinuity", ())}

    def __init__(self, stub):
        self.stub = stub

    def wait(self, figure, positions):
        """Until the figure has read all of them: a position token is one partition's. False where it isn't served."""
        for position in positions:
            try:
                self.ask(figure, Selection(), position)
            except grpc.RpcError as error:
                if error.code() == grpc.StatusCode.UNIMPLEMENTED:
                    return False
                if error.code() != grpc.StatusCode.FAILED_PRECONDITION:  # too few persons; but it has waited
                    raise
        return True

    def ask(self, figure, selection, at_least=""):
        """The answer, or grpc.RpcError."""
        method, fields = self.REQUESTS[figure]
        request = getattr(dashboards_pb2, method + "Request")(selection=selection.request(), at_least=at_least)
        for field in fields:
            enumeration = request.DESCRIPTOR.fields_by_name[field].enum_type
            setattr(request, field, enumeration.values_by_name[getattr(selection, field)].number)
        return getattr(self.stub, method)(request, timeout=60)
