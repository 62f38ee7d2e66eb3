"""A plan in words, for who asks why a search is slow or what it touches."""

from __future__ import annotations

from dsn.store.plan.plan import Plan


def explain(plan: Plan) -> str:
    """Where it starts and why, what is filtered, and the statement. Values are shown apart, as bound."""
    lines = [
        f"start: {plan.drive.reach.name.lower()}: {plan.drive.why}",
        f"from: {plan.drive.source.text}",
        f"filter: {plan.filters.text}",
        f"order: {plan.order.text()}",
        f"instant: {plan.frame.instant}",
        f"scope: {plan.frame.scope.reason}",
    ]
    lines += [f"include: {include.source}" for include in plan.query.includes]
    if plan.rows is not None:
        lines += [f"page: {plan.rows.text}", f"bound: {plan.rows.values!r}"]
    if plan.then is not None:
        lines.append(f"then: {plan.then.text}")
    if plan.count is not None:
        lines.append(f"count: {plan.count.text}")
    return "\n".join(lines)
