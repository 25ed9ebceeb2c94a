"""What Repost needs in a language: the type of every entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def one_or_many(number: int) -> int:
    """Which of two forms goes with a number, if a language has one for 1 and one for the rest."""
    return 0 if number == 1 else 1


class Language(Value, frozen=True):
    """A language, as far as Repost speaks it.

    Attributes
    ----------
    before : tuple of str
        Phrases before an article, with {blog}: the usual one first, the others for variety. The name of a
        blog is not inflected, so none of them may require that.
    before_without_blog : tuple of str
        The same, for a blog that has no name.
    new, new_without_blog : str
        The same two for an article that is announced.
    date : str
        A date, with {day}, {month} and {year}.
    months : tuple of str
        The twelve months as a date has them.
    today : str
        The age of what is less than a day old.
    ages : mapping of str to tuple of str
        The forms of an age with {n}, for each of day, week, month, year.
    first_day : str
        The first day of a month.
    form : callable
        The index of the form that goes with a number.
    uncategorized : tuple of str
        What blogs call the category of articles that have none.
    """

    before: tuple[str, ...]
    before_without_blog: tuple[str, ...]
    new: str
    new_without_blog: str
    date: str
    months: tuple[str, ...]
    today: str
    ages: Mapping[str, tuple[str, ...]]
    first_day: str = "1"
    form: Callable[[int], int] = one_or_many
    uncategorized: tuple[str, ...] = ()

    def phrases(self, *, names_blog: bool, is_new: bool) -> tuple[str, ...]:
        """The phrases that may come before an article."""
        if is_new:
            return (self.new if names_blog else self.new_without_blog,)
        return self.before if names_blog else self.before_without_blog
