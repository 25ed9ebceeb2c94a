"""What a brand asks for, in every post that goes out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from repost.history.claims import History
from repost.history.records import LEASE, Claim, Terms
from repost.history.states import AccountStates
from repost.networks.protocol import Post
from tests.desk import Desk
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from pathlib import Path

    from local.aws.stack import LocalStack

ORDER = '[select]\nmax_age = "none"\norder = "oldest-first"\n'
WORDS = f'{ORDER}[brand]\nnever_say = ["guarantee*"]\nhold_on = ["merger"]\n'


def test_an_article_with_a_refused_word_makes_room_for_the_next(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, title="Gu\u0430ranteed roses"), Entry("b", 61, title="Tulips")) as world:
        world.account(settings=WORDS)
        assert world.tick_main()["title"] == "Tulips"
        assert len(world.posts) == 1


def test_a_slot_without_any_other_article_says_which_words_were_refused(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, title="The merger")) as world:
        world.account(settings=f'{WORDS}[review]\nhold = "never"\n')
        report = world.tick_main()
        assert report["state"] == "empty"
        assert 'Its text says “merger”, which brand.hold_on lists as "merger".' in report["decision"]


def test_a_variation_with_a_refused_word_gives_way_to_the_next(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, title="Roses"), Entry("b", 61, title="Tulips")) as world:
        world.account(settings=f'{WORDS}[message]\nbefore = ["Guaranteed:", "Again:"]')
        for _ in range(2):
            assert world.tick_main()["text"].startswith("Again: ")
            world.later(hours=6)


def test_a_hashtag_with_a_refused_word_is_refused(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, category="Money guaranteed"), Entry("b", 61)) as world:
        world.account(settings=WORDS)
        assert world.tick_main()["guid"] == "b"


def test_the_disclosure_is_in_every_post_and_titles_make_room_for_it(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, title="word " * 90), Entry("b", 61)) as world:
        world.account(settings=f'{ORDER}[brand]\ndisclosure = "#AcmeEmployee"\n[message]\nhashtags = "none"')
        for _ in range(2):
            before_the_link = world.tick_main()["text"].partition(" http")[0]
            assert before_the_link.endswith(" #AcmeEmployee")
            world.later(hours=6)
        assert len(world.posts) == 2


def test_a_link_to_a_domain_that_is_not_listed_waits_for_a_review(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62)) as world:
        world.account(settings=f'{ORDER}[brand]\nlinks = ["acme.com"]')
        report = world.tick_main()
        assert report["state"] == "held"
        assert "outside the domains in brand.links" in report["decision"]
        assert not world.posts


def test_a_check_tells_which_past_posts_new_words_would_have_stopped(
    stack: LocalStack, tmp_path: Path
) -> None:
    with World(stack, Entry("a", 62, title="The merger"), Entry("b", 61, title="Tulips")) as world:
        world.account(settings=ORDER)
        for _ in range(2):
            assert world.tick_main()["state"] == "posted"
            world.later(hours=6)
        file = tmp_path / "main.toml"
        file.write_text(
            f'network = "x"\nfeed = "{world.blog.feed}"\n[brand]\nhold_on = ["merg?r", "tulip"]\n'
        )
        desk = Desk(world)
        said = desk.run("check", str(file), "--against", "90d")
        assert "1 of 2 posts." in said.out
        assert "“merger”" in said.out
        against = desk.run("check", str(file), "--against", "90d", "--json").json["against"]
        assert [(each["words"], each["where"]) for each in against["stopped"]] == [
            ("merger", "text"),
            ("merger", "title"),
        ]
        world.later(days=2)
        assert desk.run("check", str(file), "--against", "1d", "--json").json["against"]["checked"] == 0
        assert desk.run("check", str(file), "--against", "soon").code == 2


def test_an_abandoned_claim_is_judged_by_the_words_of_today(stack: LocalStack) -> None:
    with World(stack, Entry("a", 62, title="Roses")) as world:
        world.account()
        history, now = History(world.stack.table), NOW
        state = AccountStates(world.stack.table).begin("main", now)
        claim = Claim("main", "x", now, str(uuid4()), 1, "a", Post("Guaranteed roses", title="Roses"))
        gap = timedelta(hours=3)
        history.claim(state, claim, now=now, terms=Terms(gap, timedelta(days=60), gap), cycle=state.cycle)
        world.account(settings=WORDS)
        world.now += LEASE + timedelta(seconds=1)
        report = world.tick_main()
        assert report["state"] == "not_sent"
        assert "“Guaranteed”" in report["decision"]
        assert not world.posts
