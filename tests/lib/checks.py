"""Counts what a test script found, and prints a line for each."""


class Checks:
    """Counts, and prints a line for each."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def __call__(self, name, problems):
        problems = list(problems)
        self.passed += not problems
        self.failed += bool(problems)
        print(f"ok {name}" if not problems else f"FAILED {name}: {len(problems)}: {problems[:5]}", flush=True)

    def report(self):
        """The closing line; the exit status."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0
