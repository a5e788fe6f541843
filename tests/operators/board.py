"""The board of deploy/grafana: its layout, its queries, and whether Grafana's own schema takes it up."""

import json
import re
import tempfile

import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

import metrics

# What Grafana writes and the schema does not have: for its own editor.
EDITORS_OWN = re.compile(r"/annotations/list\[\d+\]/builtIn|/templating/list\[\d+\]/definition")


def read():
    return json.loads(metrics.BOARD.read_text())


def lost(before, after, path=""):
    """Places of what is in `before` and not, or otherwise, in `after`."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [place for name, value in before.items() for place in
                (lost(value, after[name], f"{path}/{name}") if name in after else [f"{path}/{name}"])]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [place for i, value in enumerate(before) for place in lost(value, after[i], f"{path}[{i}]")]
    return [] if before == after else [path]


def unknown_to_grafana(board):
    """Places of what Grafana's schema, that of each kind of panel included, would not take up as it is written."""
    register_default_plugins()
    taken = json.loads(JSONEncoder().encode(Dashboard.from_json(board)))
    return [place for place in lost(board, taken) if not EDITORS_OWN.fullmatch(place)]


def check_layout(check, board):
    panels = board["panels"]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"], panel["gridPos"]["w"], panel["gridPos"]["h"]) for panel in panels]
    overlapping = [f"{one['title']} and {other['title']}" for i, one in enumerate(panels) for j, other in enumerate(panels[:i])
                   if places[i][0] < places[j][0] + places[j][2] and places[j][0] < places[i][0] + places[i][2] and
                   places[i][1] < places[j][1] + places[j][3] and places[j][1] < places[i][1] + places[i][3]]
    check("panels of the board do not lie on each other, nor beyond its edge",
          overlapping + [panel["title"] for panel, (x, _, width, _) in zip(panels, places) if x + width > 24])
    check("panels have numbers of their own, titles, and a data source that is chosen",
          [panel["title"] for panel in panels if panel["type"] != "row" and
           (not panel["title"] or panel["datasource"]["uid"] != "${datasource}" or not panel["targets"])] or
          ([] if len({panel["id"] for panel in panels}) == len(panels) else ["numbers"]))


def check_schema(check, board):
    check("Grafana's schema takes up the board as it is written", unknown_to_grafana(board))
    misspelt = json.loads(json.dumps(board))
    panel = next(panel for panel in misspelt["panels"] if panel["type"] == "timeseries")
    panel["options"]["legendd"] = panel["options"].pop("legend")
    check("and would not take up a misspelt one", [] if unknown_to_grafana(misspelt) else ["legendd"])


def check_board(check, complaints, promtool):
    board = read()
    check_layout(check, board)
    check_schema(check, board)
    silent = [f"{panel}: {expression}" for panel, expression in metrics.board_expressions() if not metrics.names_in(expression)]
    check("every query of the board asks for a metric", silent)
    # promtool knows PromQL; Grafana's variables stand for something in it.
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        queries = [expression.replace("$__rate_interval", "5m") for panel, expression in metrics.board_expressions()
                   if not panel.startswith("$")]
        yaml.safe_dump({"groups": [{"name": "board", "rules": [{"record": f"board:{number}", "expr": query}
                                                               for number, query in enumerate(queries)]}]}, file)
        file.flush()
        check("every query of the board is PromQL", complaints(promtool("check", "rules", file.name)))
