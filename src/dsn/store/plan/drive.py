"""Where a plan starts from: the smallest of what the query and the scope name, else the whole type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsn.fhir.search.parameters import by_canonical
from dsn.fhir.search.rows import SHARED
from dsn.fhir.search.tree import Chain, Clause, Every, Has, Test
from dsn.fhir.search.wording import WORDING
from dsn.store import kinds
from dsn.store.compartment import is_personal
from dsn.store.plan import composite, far, members, merged, narrow, scope, special, token, whose, words
from dsn.store.plan.alive import exists
from dsn.store.plan.clause import condition, rows
from dsn.store.plan.frame import Frame, Spot, Which
from dsn.store.plan.named import keys_of
from dsn.store.plan.rows import Reach
from dsn.store.plan.sql import TRUE, Sql, all_of, joined, piece
from dsn.store.plan.start import Drive


def best(
    type_: str | None, types: Sequence[str], where: Every, frame: Frame, which: Which = Which.ALONE
) -> Drive:
    """The start of smallest reach; of equals the first named."""
    if type_ is None:
        return _over_types(types, frame, which)
    start = min(_of_scope(type_, frame, which), key=_reach, default=None)
    for clause in _parts(where):
        if start is None or _least(clause) < start.reach:  # what cannot be smaller need not be built
            found = _of_clause(clause, type_, frame, which)
            start = min((*((start,) if start else ()), *found), key=_reach, default=None)
    return start or _walk(type_, frame, which)


def _reach(drive: Drive) -> Reach:
    return drive.reach


def _least(clause: Clause) -> Reach:
    """The smallest reach that a start from this clause may have."""
    return _LEAST.get(clause.parameter.kind, Reach.ONE) if isinstance(clause, Test) else Reach.ONE


_LEAST = {
    "date": Reach.RANGED,
    "number": Reach.RANGED,
    "quantity": Reach.RANGED,
    "composite": Reach.CODED,
    "string": Reach.NAMED,
}


def keys(type_: str, where: Every, frame: Frame, which: Which) -> tuple[Drive, Sql]:
    """The visible resources of a type that fulfil `where`, as a SELECT of `key`: one end of a hop."""
    drive, filters = asked(best(type_, (), where, frame, which), where, frame)
    return drive, piece(f"SELECT {drive.spot.key} AS key FROM {{}} AND {{}}", drive.source, filters)


def asked(start: Drive, where: Every, frame: Frame) -> tuple[Drive, Sql]:
    """The start, narrowed by tables where that is quicker, and what is left to ask of each of its rows."""
    if narrow.suits(start, frame):
        return narrow.narrowed(start, _others(start, where), frame)
    return start, rest(start, where, frame)


def rest(drive: Drive, where: Every, frame: Frame) -> Sql:
    """What the start does not yet promise: the other clauses, and the scope."""
    filters = [condition(clause, frame, drive.spot) for clause in _others(drive, where)]
    return all_of([*filters, *_scoped(drive, frame)])


def _others(drive: Drive, where: Every) -> list[Clause]:
    return sorted((part for part in _parts(where) if part is not drive.answers), key=_effort)


def _effort(clause: Clause) -> int:
    """Engines judge in the order written: what hops comes after what is one look-up."""
    return 0 if isinstance(clause, Test) else 1


def _scoped(drive: Drive, frame: Frame) -> Iterator[Sql]:
    barred = frame.scope.barred_labels
    if drive.labels is not None and barred:
        yield piece(f"({drive.labels} & {{}}) = 0", barred)
    elif drive.labels is None:
        yield scope.unlabelled(frame, drive.spot)
    yield scope.unhidden(frame, drive.spot)
    if not drive.belongs:
        yield scope.belongs(frame, drive.spot)


def _parts(where: Every) -> Iterator[Clause]:
    for clause in where.clauses:
        if isinstance(clause, Every):
            yield from _parts(clause)
        else:
            yield clause


def _walk(type_: str, frame: Frame, which: Which) -> Drive:
    alias = frame.alias("l")
    source = piece(
        f"life {alias} WHERE {alias}.type = {{}}{{}} AND {{}}",
        kinds.number(type_),
        which.said_of(f"{alias}.key"),
        frame.live(alias),
    )
    spot = Spot.of_life(alias, type_, inside=which is not Which.ALONE)
    return Drive(Reach.TYPE, f"every {type_}", source, spot, once=True, labels=f"{alias}.labels")


def _of_scope(type_: str, frame: Frame, which: Which) -> Iterator[Drive]:
    """What belongs to the people of the scope. Of `EITHER` only what stands by itself: a hop starts here to Patients
    alone, and only where no Patient is contained in anything (`Frame.patients_inside`)."""
    people = frame.scope.people
    if people is None or len(people) > scope.DRIVING:
        return
    if which is Which.INSIDE:
        yield _over_types((type_,), frame, which)
        return
    shared = type_ in frame.scope.shared_types
    alias = frame.alias("m")
    source = piece(
        f"{{}} AND {alias}.type = {{}} AND {alias}.key > 0 AND {{}}",
        members.of_people(frame, alias, people | {0} if shared else people),
        kinds.number(type_),
        frame.live(alias),
    )
    spot = Spot(f"{alias}.key", f"({alias}.key >> 51)", type_)
    reach = Reach.RANGED if shared else Reach.PEOPLE
    yield Drive(
        reach, _told(people), source, spot, once=len(people) == 1, belongs=True, labels=f"{alias}.labels"
    )


def _told(people: frozenset[int]) -> str:
    return f"{len(people)} people in relation"


def _over_types(types: Sequence[str], frame: Frame, which: Which) -> Drive:
    """A search over several types: the people of the scope when they are few, else every type asked for."""
    life = frame.alias("l")
    among = frame.among(f"{life}.type", [kinds.number(name) for name in types]) if types else TRUE
    single = types[0] if len(types) == 1 and which is Which.INSIDE else None
    spot, labels = Spot.of_life(life, single, inside=which is not Which.ALONE), f"{life}.labels"
    people = frame.scope.people
    if people is None or len(people) > scope.DRIVING:
        source = piece(
            f"life {life} WHERE {{}}{{}} AND {{}}", among, which.said_of(f"{life}.key"), frame.live(life)
        )
        return Drive(Reach.TYPE, "every type", source, spot, once=True, labels=labels)
    alias = frame.alias("d")
    source = piece(
        f"({{}}) {alias} CROSS JOIN life {life} WHERE {{}}{life}.key = {alias}.key AND {{}} AND {{}} AND {{}}",
        members.memberships(frame, people, which),
        Sql(f"{life}.type = {alias}.type AND " if which is Which.ALONE else ""),
        Sql(f"{life}.bucket = ({alias}.key >> 51)") if frame.dialect.is_postgres else TRUE,
        among,
        frame.live(life),
    )
    return Drive(Reach.PEOPLE, _told(people), source, spot, once=True, belongs=True, labels=labels)


def _of_clause(clause: Clause, type_: str, frame: Frame, which: Which) -> Iterator[Drive]:
    match clause:
        case Test() if clause.modifier not in _NO_START:
            yield from _of_test(clause, type_, frame, which)
        case Chain() if clause.parameter.type == type_:
            yield from _of_chain(clause, type_, frame, which)
        case Has():
            yield from _of_has(clause, type_, frame, which)


_NO_START = frozenset({"missing", "unequal"}) | token.NEGATED


def _of_test(test: Test, type_: str, frame: Frame, which: Which) -> Iterator[Drive]:
    if test.parameter.code == "_id":
        yield from _of_ids(test, type_, frame, which)
        return
    if test.parameter.type not in ("Resource", type_) or test.parameter.code == "_lastUpdated":
        return
    if test.parameter.code in WORDING:
        yield _gathered(Reach.NAMED, test, words.sources(test, frame), type_, frame, which)
        return
    if test.parameter.kind == "composite":
        yield _gathered(Reach.CODED, test, composite.sources(test, frame), type_, frame, which)
        return
    asked = rows(test, frame)
    if asked.reach is not None and asked.alternatives:
        yield _gathered(asked.reach, test, asked.sources(frame), type_, frame, which)


def _of_ids(test: Test, type_: str, frame: Frame, which: Which) -> Iterator[Drive]:
    ids_ = special.ids_of(test, frame)
    if ids_:
        ways = {
            Which.ALONE: [keys_of((type_,), ids_, frame)],
            Which.INSIDE: [special.inner_with_id(ids_, frame)],
        }
        found = joined(" UNION ", ways.get(which, [ways[Which.ALONE][0], ways[Which.INSIDE][0]]))
        yield _alive(Reach.ONE, test.source, test, found, type_, frame, which)


def _gathered(
    reach: Reach,
    answers: Test | Chain,
    found: Sequence[tuple[Sql, str]],
    type_: str,
    frame: Frame,
    which: Which,
) -> Drive:
    """Rows of an index table as a start; several ways in are put together, each resource once."""
    # few keys are negative: that is a way into an index; nearly all are positive: that must not be taken for one
    way = "" if which is Which.INSIDE else "+"
    sources = [(piece("{}{}", source, which.said_of(f"{way}{alias}.key")), alias) for source, alias in found]
    inside = which is not Which.ALONE
    belongs = not inside and whose.within(answers, type_, frame.scope) and merged.within(answers, frame)
    if answers.parameter.number < SHARED:
        return _alive(reach, answers.source, answers, _union(sources, "key"), type_, frame, which)
    if len(sources) == 1:
        source, alias = sources[0]
        spot = Spot(f"{alias}.key", f"{alias}.bucket", type_, inside=inside)
        return Drive(reach, answers.source, source, spot, answers=answers, belongs=belongs)
    alias = frame.alias("d")
    source = piece(f"({{}}) {alias} WHERE 1 = 1", _union(sources, "key"))
    spot = Spot(f"{alias}.key", f"({alias}.key >> 51)", type_, inside=inside)
    return Drive(reach, answers.source, source, spot, answers=answers, once=True, belongs=belongs)


def _union(sources: Sequence[tuple[Sql, str]], column: str) -> Sql:
    if len(sources) == 1:
        source, alias = sources[0]
        return piece(f"SELECT DISTINCT {alias}.{column} AS key FROM {{}}", source)
    return joined(
        " UNION ", [piece(f"SELECT {alias}.{column} AS key FROM {{}}", source) for source, alias in sources]
    )


def _alive(
    reach: Reach, why: str, answers: Clause, found: Sql, type_: str, frame: Frame, which: Which
) -> Drive:
    """Keys whose rows do not say that such a resource of that type exists: met with `life`."""
    alias, life = frame.alias("d"), frame.alias("l")
    source = piece(
        f"({{}}) {alias} CROSS JOIN life {life} WHERE {{}}",
        found,
        exists(frame, life, type_, f"{alias}.key"),
    )
    spot = Spot.of_life(life, type_, inside=which is not Which.ALONE)
    return Drive(reach, why, source, spot, answers=answers, once=True, labels=f"{life}.labels")


def _beyond(inner: Reach, target: str, frame: Frame) -> Reach | None:
    """How much refers to what was found: little when that is in few records. None: no place to start from."""
    if inner <= Reach.PERSON and is_personal(target):
        return Reach.PERSON if inner < Reach.PERSON else Reach.LINKED
    if inner == Reach.PEOPLE and target == "Patient" and not frame.patients_inside:
        return Reach.LINKED  # those of the scope's people who fulfil the rest: never more than all of them
    if inner <= Reach.NAMED and inner != Reach.PEOPLE:
        return Reach.NAMED if is_personal(target) else Reach.CODED
    return Reach.FAR if inner == Reach.CODED else None


_TOWARDS = {
    Reach.ONE: Reach.FEW,
    Reach.FEW: Reach.FEW,
    Reach.PERSON: Reach.LINKED,
    Reach.NAMED: Reach.NAMED,
    Reach.CODED: Reach.FAR,
}
"""How much is referred to by what was found."""


def _of_chain(chain: Chain, type_: str, frame: Frame, which: Which) -> Iterator[Drive]:
    """From the far end: what fulfils the rest of the chain, then whatever refers to it."""
    inner, found = keys(chain.target, Every((chain.clause,)), frame, Which.EITHER)
    reach = _beyond(inner.reach, chain.target, frame)
    if reach is None:
        return
    sources = [far.to_keys(chain, found, frame)]
    if by_canonical(chain.parameter):
        sources.append(far.to_addresses(chain, found, frame))
    yield _gathered(reach, chain, sources, type_, frame, which)


def _of_has(has: Has, type_: str, frame: Frame, which: Which) -> Iterator[Drive]:
    """From the far end: what fulfils the clause, then whatever it refers to."""
    inner, found = keys(has.parameter.type, Every((has.clause,)), frame, which)
    if inner.reach not in _TOWARDS or which is Which.INSIDE:
        return
    targets = far.of_keys(has, found, type_, frame, which)
    if by_canonical(has.parameter):
        targets = joined(" UNION ", [targets, far.of_addresses(has, found, frame)])
    yield _alive(_TOWARDS[inner.reach], has.source, has, targets, type_, frame, which)
