"""Faults of the pages and of what care rooms show."""

from tools.faults import Fault

STORY = "tests/care/test_story.py"
FAULTS = [
    Fault(
        "a session that ended still opens the page",
        "web/routes.py",
        "        if call.actor is None:\n            return _ask_to_sign_in(site, call)\n        if not site.allowed",
        "        if call.actor is not None and not site.allowed",
        ("tests/web/test_doors.py",),
    ),
    Fault(
        "a form is taken without its token",
        "web/csrf.py",
        "if not right or not hmac",
        "if right and not hmac.compare_digest and not hmac",
        ("tests/web/test_doors.py",),
    ),
    Fault(
        "news reach who may not see them",
        "care/story/live.py",
        "if scope is not None and sees(scope, one):",
        "if scope is not None:",
        ("tests/care/test_news.py",),
    ),
    Fault(
        "an inactive allergy stands in the banner",
        "care/facts/sections.py",
        "[allergy for allergy in allergies if allergy.holds]",
        "allergies",
        ("tests/care/test_banner.py",),
    ),
    Fault(
        "« aucune allergie connue » warns",
        "care/facts/rules.py",
        'NONE_KNOWN = frozenset({"716186003", ',
        "NONE_KNOWN = frozenset({",
        ("tests/care/test_banner.py",),
    ),
    Fault(
        "suspended prescriptions are forgotten",
        "care/medicines/rules.py",
        'STANDING = frozenset({"active", "on-hold"})',
        'STANDING = frozenset({"active"})',
        ("tests/care/test_medicines.py",),
    ),
    Fault(
        "a range in another unit flags the value",
        "care/results/rules.py",
        "if any(end is not None and end.unit not in (None, unit) for end in (low, high)):",
        "if False:",
        ("tests/care/test_results.py",),
    ),
    Fault(
        "a finished visit without an end links for ever",
        "care/visits/relations.py",
        "if visit.status in _OVER:",
        "if False:",
        ("tests/care/test_visits.py",),
    ),
    Fault(
        "a failing section looks empty",
        "care/story/pages.py",
        "return render(Failed(section.id, title, call.words.error(told), call.number), call.words)",
        "return ''",
        (STORY,),
    ),
    Fault(
        "the page does not wait for the log",
        "records/chart.py",
        'await sight.tell("open", found.patients, place, screen=screen)',
        '__import__("asyncio").ensure_future(sight.tell("open", found.patients, place, screen=screen))',
        (STORY,),
    ),
    Fault(
        "equal numbers share their digits",
        "web/figures.py",
        "def _shorten(value: Decimal) -> str:",
        "@lru_cache(maxsize=8192)\ndef _shorten(value: Decimal) -> str:",
        ("tests/web/test_words.py",),
    ),
    Fault(
        "results are sorted as text",
        "care/results/rules.py",
        "key=lambda one: instant(when(one))",
        "key=when",
        ("tests/care/test_results.py",),
    ),
]
