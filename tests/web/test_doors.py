"""What holds of every request: session, forgery guard, headers, failures as pages, static files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.support.covers import covers
from tests.town import YVETTE, Browser, browser, copied, token_of
from tests.town_fixtures import Visit

from dsn.assembly import System
from dsn.base.errors import Forbidden
from dsn.jobs.room import RoomWatch
from dsn.sites.clinic.site import doors, screens
from dsn.web import csrf
from dsn.web.assets import addresses, assets
from dsn.web.call import local_path


@covers("F47")
def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(visit: Visit) -> None:
    """The page asked for is the page shown after signing in."""

    async def act(_: System, web: Browser) -> None:
        asked = await web.get(f"/personnes/{YVETTE}")
        assert asked.url.path == "/entree"
        assert "Desrosiers" not in asked.text
        after = await web.sign_in("dre-tremblay", f"/personnes/{YVETTE}")
        assert after.url.path == f"/personnes/{YVETTE}"
        assert "Desrosiers" in after.text

    visit(act)


def test_signing_out_ends_the_session_on_the_server(visit: Visit) -> None:
    """The cookie of before opens nothing any more."""

    async def act(_: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        held = dict(web.client.cookies)
        assert (await web.post("/sortie", "/")).url.path == "/entree"
        web.client.cookies.update(held)
        assert (await web.get("/")).url.path == "/entree"

    visit(act)


def test_a_form_without_its_token_is_refused_and_with_it_accepted(visit: Visit) -> None:
    """The same form, one field apart."""

    async def act(_: System, web: Browser) -> None:
        page = await web.get("/entree")
        refused = await web.client.post("/entree", data={"account": "dre-tremblay", "retour": "/"})
        assert refused.status_code == 403
        form = {"account": "dre-tremblay", "retour": "/", "csrf": token_of(page.text)}
        assert (await web.client.post("/entree", data=form)).url.path == "/"

    visit(act)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://ailleurs.example"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "null", "sec-fetch-site": "none"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_the_token(visit: Visit, headers: dict[str, str]) -> None:
    """Whatever it knows, it says where it comes from."""

    async def act(_: System, web: Browser) -> None:
        form = {"account": "dre-tremblay", "retour": "/", "csrf": token_of((await web.get("/entree")).text)}
        assert (await web.client.post("/entree", data=form, headers=headers)).status_code == 403

    visit(act)


def test_a_form_too_long_is_not_read(visit: Visit) -> None:
    """Nor one that does not say how long it is; the same form of ordinary length is."""

    async def act(_: System, web: Browser) -> None:
        form = {"account": "dre-tremblay", "retour": "/", "csrf": token_of((await web.get("/entree")).text)}

        async def body() -> AsyncIterator[bytes]:
            yield b"account=dre-tremblay"

        kind = {"content-type": "application/x-www-form-urlencoded"}
        assert (await web.client.post("/entree", data={**form, "more": "x" * 1_000_001})).status_code == 400
        assert (await web.client.post("/entree", content=body(), headers=kind)).status_code == 400
        assert (await web.client.post("/entree", data={**form, "more": "x" * 1_000})).url.path == "/"

    visit(act)


def test_a_token_is_good_for_its_own_visit_only() -> None:
    """Another browser's token, an empty one, and one of another key are refused."""
    key = b"k" * 32
    csrf.check(key, "a", csrf.token(key, "a"), None, None, "h")
    for visit_, sent in (
        ("b", csrf.token(key, "a")),
        ("a", ""),
        ("", ""),
        ("a", csrf.token(b"x" * 32, "a")),
        ("a", "é"),
    ):
        with pytest.raises(Forbidden):
            csrf.check(key, visit_, sent, None, None, "h")


@covers("R-33")
@pytest.mark.parametrize("url", ["/entree", "/nulle-part", "/static/dsn.css", "/personnes"])
def test_every_answer_carries_the_security_headers(visit: Visit, url: str) -> None:
    """Also the ones that refuse, and files."""

    async def act(_: System, web: Browser) -> None:
        headers = (await web.get(url)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"

    visit(act)


def test_pages_are_not_kept_by_anyone(visit: Visit) -> None:
    """The next person at this screen finds nothing in the browser's store."""

    async def act(_: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        for url in ("/", "/personnes?q=roy", f"/personnes/{YVETTE}"):
            assert (await web.get(url)).headers["cache-control"] == "no-store"

    visit(act)


def test_cookies_are_out_of_reach_of_scripts(visit: Visit) -> None:
    """HttpOnly and SameSite on each of them."""

    async def act(_: System, web: Browser) -> None:
        form = {"account": "dre-tremblay", "retour": "/", "csrf": token_of((await web.get("/entree")).text)}
        answer = await web.client.post("/entree", data=form, follow_redirects=False)
        for cookie in answer.headers.get_list("set-cookie"):
            assert "httponly" in cookie.lower()
            assert "samesite=lax" in cookie.lower()

    visit(act)


def test_an_address_that_leads_nowhere_says_what_to_do(visit: Visit) -> None:
    """404, in words, with a way home; in English for who reads English."""

    async def act(system: System, web: Browser) -> None:
        lost = await web.get("/nulle/part")
        assert lost.status_code == 404
        assert "Il n’y a rien à cette adresse." in lost.text
        assert 'href="/"' in lost.text
        async with browser(system, "en-CA") as english:
            assert "There is nothing at this address." in (await english.get("/nulle/part")).text

    visit(act)


def test_a_failure_reaches_htmx_as_a_notice(visit: Visit) -> None:
    """The part that failed is not replaced by a whole page: the notice tells, under the same status."""

    async def act(_: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        answer = await web.get("/personnes/nobody", **{"hx-request": "true"})
        assert answer.status_code == 404
        assert answer.headers["hx-retarget"] == "#notice"
        assert "<html" not in answer.text

    visit(act)


@pytest.mark.parametrize("account", ["agente-morin", "directrice-gauthier"])
def test_a_screen_is_for_who_may_use_it(visit: Visit, account: str) -> None:
    """The clerk finds people, the director does not; the menu offers what may be opened and nothing else."""

    async def act(_: System, web: Browser) -> None:
        home = await web.sign_in(account)
        may = account == "agente-morin"
        assert ('href="/personnes"' in home.text) is may
        assert ((await web.get("/personnes")).status_code == 200) is may

    visit(act)


@pytest.mark.parametrize(("peer", "served"), [("127.0.0.1", True), ("::1", True), ("192.0.2.7", False)])
def test_the_demonstration_door_serves_this_machine_alone(
    filled: Path, tmp_path: Path, peer: str, served: bool
) -> None:
    """Another machine gets nothing, not even the list of accounts."""

    async def go() -> None:
        async with copied(filled, tmp_path) as system, browser(system, peer=peer) as web:
            answer = await web.get("/entree")
            assert (answer.status_code == 200) is served
            assert ("Amélie Tremblay" in answer.text) is served

    asyncio.run(go())


def test_another_name_for_this_machine_is_no_way_in(visit: Visit) -> None:
    """A site that lets its own name point here cannot sign anyone in."""

    async def act(_: System, web: Browser) -> None:
        assert (await web.get("/entree", host="ailleurs.example")).status_code == 403
        assert (await web.get("/entree", **{"x-forwarded-for": "127.0.0.1"})).status_code == 403

    visit(act)


@pytest.mark.parametrize(
    "text", ["//ailleurs.example", "https://ailleurs.example", "/\\ailleurs", "", "/a\nb"]
)
def test_nobody_is_sent_to_another_site(text: str) -> None:
    """A link back leads within the site or home."""
    assert local_path(text, "/") == "/"
    assert local_path("/personnes?q=a", "/") == "/personnes?q=a"


def test_the_language_is_kept_and_the_page_too(visit: Visit) -> None:
    """Switching shows the same page in the other language, and the next one too."""

    async def act(_: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        switched = await web.get("/langue/en?retour=/personnes?q=desrosiers")
        assert switched.url.path == "/personnes"
        assert '<html lang="en">' in switched.text
        assert "Find a person" in switched.text
        assert '<html lang="en">' in (await web.get("/")).text
        assert (await web.get("/langue/xx")).status_code == 400

    visit(act)


def test_what_the_system_is_busy_with_stands_on_every_page_until_it_is_over(visit: Visit) -> None:
    """Signed in or not, whole or fetched anew by an open page; the text is escaped; then nothing of it is left."""

    async def act(system: System, web: Browser) -> None:
        system.state.show(lambda _: "Travaux <en cours>")
        line = 'hx-get="/etat"'
        for _ in range(2):
            page = (await web.get("/personnes")).text
            assert line in page
            assert "Travaux &lt;en cours&gt;" in page
            await web.sign_in("dre-tremblay")
        assert (await web.get("/etat")).text.startswith('<aside id="state"')
        system.state.clear()
        assert (await web.get("/etat")).text.strip() == ""
        assert line not in (await web.get("/")).text

    visit(act)


def test_a_full_disk_stands_on_every_page_and_in_the_answer_about_health(visit: Visit) -> None:
    """Which stays 200, as reading goes on; whatever else the system tells of stands back."""

    async def act(system: System, web: Browser) -> None:
        folder = system.log.shelf.folder
        assert folder is not None
        system.state.show(lambda _: "Travaux")
        assert (await web.get("/healthz")).text == "ok\n"
        (folder / "reserve.used").write_bytes(b"")
        watch = RoomWatch(system.log.reserve, system.state)
        await watch.look()
        page = (await web.get("/entree")).text
        assert "Le disque est plein" in page
        assert 'class="state state-warning"' in page
        assert "Travaux" not in page
        told = await web.get("/healthz")
        assert told.status_code == 200
        assert told.text.startswith("ok\nstorage-reserve left_megabytes=0\nLe disque est plein")
        (folder / "reserve.used").unlink()
        await watch.look()
        page = (await web.get("/entree")).text
        assert "Travaux" in page
        assert "state-warning" not in page

    visit(act)


@covers("F42")
def test_style_and_script_stay_small() -> None:
    """Compressed: 40 kB of style, 60 kB of script, libraries counted."""
    kept = assets()
    sizes = {
        kind: sum(len(a.packed or a.body) for n, a in kept.items() if n.endswith(kind))
        for kind in (".css", ".js")
    }
    assert 0 < sizes[".css"] <= 40_000
    assert 0 < sizes[".js"] <= 60_000


def test_a_file_is_kept_for_ever_by_its_digest(visit: Visit) -> None:
    """Asked by digest it is immutable, asked by name it is asked again, compressed where the browser can."""

    async def act(_: System, web: Browser) -> None:
        by_digest = await web.get(addresses()["dsn.css"])
        assert "immutable" in by_digest.headers["cache-control"]
        assert by_digest.headers["content-encoding"] == "gzip"
        by_name = await web.get("/static/dsn.css", **{"accept-encoding": "identity"})
        assert by_name.headers["cache-control"] == "no-cache"
        assert by_name.content == by_digest.content
        again = await web.get("/static/dsn.css", **{"if-none-match": by_name.headers["etag"]})
        assert again.status_code == 304
        assert (await web.get("/static/../page.py")).status_code == 404

    visit(act)


def test_screens_have_one_id_and_one_path_each() -> None:
    """The log, tickets and help name screens by id: two of one name would be confused."""
    ids = [screen.id for screen in screens()]
    assert len(ids) == len(set(ids))
    paths = [door.screen.path for door in doors()]
    assert len(paths) == len(set(paths))
