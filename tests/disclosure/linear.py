"""What many shown sums give away together: by subtraction alone, and by linear programming."""

import numpy as np
from scipy.linalg import qr
from scipy.optimize import linprog
from scipy.sparse import block_array, csr_array, eye_array

KINDS = ("opened", "in work")


class Together:
    """All numbers shown of a family, as equations over the cells of the cube."""

    def __init__(self, cube, shown):
        self.cube = cube
        self.cells = int(np.prod(cube.shape))
        self.equations, self.sums, self.projectors = {}, {}, {}
        for kind in KINDS:
            selections = sorted(selection for of, selection in shown if of == kind)
            rows = np.array([cube.row(selection) for selection in selections]).reshape(-1, self.cells)
            basis = independent(rows)
            self.equations[kind] = rows[basis]
            self.sums[kind] = np.array([cube.value(kind, selections[at]) for at in basis], float)
            spanned, _ = np.linalg.qr(self.equations[kind].T)
            self.projectors[kind] = spanned

    def by_subtraction(self, kind, row):
        """Whether the sum is one of sums shown, added and subtracted."""
        spanned = self.projectors[kind]
        return float(np.abs(spanned @ (spanned.T @ row) - row).max()) < 1e-8

    def interval(self, kind, row):
        """Smallest and largest value that fit: no cell negative, in work at most opened."""
        zero = np.zeros(self.cells)
        objective = np.concatenate([row, zero] if kind == "opened" else [zero, row])
        matrix = block_array([[csr_array(self.equations["opened"]), None], [None, csr_array(self.equations["in work"])]])
        values = np.concatenate([self.sums["opened"], self.sums["in work"]])
        part = block_array([[-eye_array(self.cells), eye_array(self.cells)]], format="csr")
        found = []
        for sign in (1, -1):
            result = linprog(sign * objective, A_eq=matrix, b_eq=values, A_ub=part, b_ub=zero, method="highs")
            assert result.status in (0, 3), result.message
            found.append(sign * result.fun if result.status == 0 else sign * -np.inf)
        return found

    def by_programming(self, kind, row):
        low, high = self.interval(kind, row)
        return np.ceil(low - 1e-6) >= np.floor(high + 1e-6)


def independent(rows):
    """Which rows span the same as all of them."""
    if not len(rows):
        return []
    _, triangle, order = qr(rows.T, pivoting=True, mode="economic")
    diagonal = np.abs(np.diag(triangle))
    return sorted(order[:int((diagonal > 1e-9 * diagonal[0]).sum())])
