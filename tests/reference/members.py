"""Who is behind the counts of a figure: what History.ListFigureCases lists, against the reference's persons."""

import collections
import datetime
import re

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

import courses
import figures
from praksis.v1 import history_pb2, history_pb2_grpc
from selections import random_selection

SELECTIONS = 8  # of each figure
CELLS = 8  # of each answer


def path_of(cell):
    """The path of a count in the reference's words: "causes[code=ILLNESS].count" is ("causes", "ILLNESS", "count")."""
    path = []
    for name, _, identity in re.findall(r"(\w+)(\[(.*?)\])?(?:\.|$)", cell):
        path.append(name)
        if identity:
            path.append(" ".join(part.split("=", 1)[1] for part in identity.split(",")))
    return tuple(path)


class Members:
    def __init__(self, channel, cases, chance):
        self.stub, self.cases, self.chance = history_pb2_grpc.HistoryStub(channel), cases, chance
        self.person = {case.stream: case.person for case in cases}
        self.compared = collections.Counter()

    def question(self, figure, selection):
        request = history_pb2.ListFigureCasesRequest(figure=figure, selection=selection.request(), page_size=50)
        for field in ("voice", "rater"):
            enumeration = request.DESCRIPTOR.fields_by_name[field].enum_type
            setattr(request, field, enumeration.values_by_name[getattr(selection, field)].number)
        return request

    def cells(self, question):
        """The names of all counts of the answer, which the refusal of one that does not exist tells."""
        question.cell = "none"
        try:
            self.stub.ListFigureCases(question, timeout=60)
        except grpc.RpcError as error:
            info = error_details_pb2.ErrorInfo()
            for detail in rpc_status.from_call(error).details:
                if detail.Unpack(info):
                    return info.metadata["cells"].split("; ")
        return []

    def listed(self, question):
        """All cases of all pages; the total of the first page; the day taken as today."""
        listed, total, as_of = [], None, None
        question.page_token = ""
        while total is None or question.page_token:
            page = self.stub.ListFigureCases(question, timeout=60)
            total = page.total_count if total is None else total
            as_of = datetime.date.fromisoformat(page.as_of).toordinal()
            listed += page.cases
            question.page_token = page.next_page_token
        return listed, total, as_of

    def differences(self, figure):
        """What is listed otherwise than the reference has it, in sentences."""
        found = []
        for _ in range(SELECTIONS):
            selection = random_selection(self.chance, datetime.date.today().toordinal(),
                                         figure in figures.ABOUT_PLACEMENTS, courses.MUNICIPALITIES,
                                         courses.TARGET_GROUPS, ["C", "G", "I"])
            question = self.question(figure, selection)
            cells = self.cells(question)
            for cell in self.chance.sample(cells, min(CELLS, len(cells))):
                question.cell = cell
                found += self.difference(figure, selection, question)
        return found

    def difference(self, figure, selection, question):
        listed, total, as_of = self.listed(question)
        persons = collections.Counter()
        for case in listed:
            persons[self.person[case.stream]] += case.count
        there = figures.FIGURES[figure](self.cases, selection, as_of).get(path_of(question.cell))
        expected = collections.Counter(there.persons if there is not None else ())
        self.compared[figure] += sum(expected.values())
        if persons == expected and total == sum(expected.values()) and all(case.events for case in listed):
            return []
        return [f"{figure} {question.cell}: listed {persons - expected} too much, {expected - persons} too little, "
                f"{total} in all, {sum(expected.values())} expected [{selection}]"]
