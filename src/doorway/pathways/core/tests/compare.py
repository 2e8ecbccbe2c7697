"""The engine's answer in the form of the oracle's, and what differs."""

from __future__ import annotations

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.result import Audit
from doorway.pathways.core.tests.cases import TODAY, Case
from doorway.pathways.core.tests.oracle import Answer, consult


def engine_answer(result: Audit) -> Answer:
    """What both must agree on, from an audit.

    Of equally good options the two may take different ones, so of choices only the status of the whole is compared.
    """
    fills = {line.key: (0,) * 6 for line in result.rules.lines}
    fills |= {line.line.key: () if line.completed else line.filled for line in result.lines}
    return Answer(
        fills=fills,
        statuses={line.line.key: str(line.status) for line in result.lines if not line.line.choice},
        choices={choice.choice.key: str(choice.status) for choice in result.choices},
        creditable=result.total.filled,
        short=result.short,
        status=str(result.status),
        criteria={one.criterion.key: str(one.status) for one in result.criteria},
        pace=(result.pace.on_track, result.pace.due, result.pace.earned),
    )


def differences(case: Case) -> list[str]:
    """Everything in which engine and oracle do not agree; empty when they do."""
    mine = engine_answer(audit(Compiled(case.rules), case.transcript, today=TODAY))
    other = consult(case.rules, case.transcript, TODAY)
    # What lines show that a class completes, or will complete, is a matter of taste.
    mine.fills.update({key: () for key, units in other.fills.items() if not units and mine.fills[key]})
    return [
        f"{name}: engine {getattr(mine, name)}, oracle {getattr(other, name)}"
        for name in ("creditable", "short", "fills", "statuses", "choices", "criteria", "status", "pace")
        if getattr(mine, name) != getattr(other, name)
    ]
