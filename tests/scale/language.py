"""A language that nobody speaks, with words as frequent and as long as those of one that people do: the same every time."""

import itertools
import random

_FREQUENT = (
    "the of and to a in that is it for you with as on be this are not can have or if by an your at from but which will so "
    "use one we there what all when how they was has their do more about would some other like each any only its then than "
    "my could value code data here first time also no make new into were just work should example most way may up need file"
)
_COMMON = _FREQUENT.split()
_ONSETS = "b c d f g h l m n p r s t v w st tr pr gr ch sh th br cl".split()  # noqa: SIM905
_VOWELS = "a e i o u ea ou ai".split()  # noqa: SIM905
_CODAS = ["", "", "n", "r", "s", "t", "l", "m", "nd", "ck"]
SIZE = 60_000
"""Words that it has."""


class Language:
    """Says texts. Word number n comes with a frequency of about 1 / n (Zipf), as in any language."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        made = dict.fromkeys(_COMMON)
        while len(made) < SIZE:
            made[self._word()] = None
        self.words = list(made)
        self._weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(SIZE)))

    def _word(self) -> str:
        syllables = self._chance.choices((1, 2, 3, 4), (1, 5, 4, 2))[0]
        return "".join(
            self._chance.choice(_ONSETS) + self._chance.choice(_VOWELS) + self._chance.choice(_CODAS)
            for _ in range(syllables)
        )

    def say(self, count: int) -> str:
        """A text of so many words."""
        return " ".join(self._chance.choices(self.words, cum_weights=self._weights, k=count))
