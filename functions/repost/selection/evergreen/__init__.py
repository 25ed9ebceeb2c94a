"""Whether an article is as good to read now as on its first day, or a promotion or notice that is over.

Signals are found in the title: phrases of the word lists, one file a language, and dates that have passed
since the article came out. Each weighs 1 to 3, words of advice before or about it take one off, and at 2 the
article counts as stale. What is still to come is no promise broken, and what lay far behind when the article
came out is history.
"""

from __future__ import annotations

from repost.selection.evergreen.judgement import Judgement, Signal, judge

__all__ = ["Judgement", "Signal", "judge"]
