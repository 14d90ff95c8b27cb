"""Answers of all kinds, for browser tests: Markdown with everything in it, and a program whose fields have types."""

from typing import Any, Literal

import dspy
from dspy_chat import Program, hookimpl, progress
from dspy_chat.plugins import Plugin

MARKDOWN = r"""# Whales

A **whale** is a *mammal*: it ~~lays eggs~~ gives birth, see `Cetacea` and [the article](https://whales.example/a?b#c).[^1]
The ratio is $\frac{m}{l^3} \approx \sqrt{x_1^2 + y}$, and it costs $5 and $6, or \(a \ne b\).

$$
\hat{y} = \sum_{i=1}^{n} w_i x_i + \begin{pmatrix} a & b \\ c & d \end{pmatrix}
$$

1. One
   - nested
     - deeper
2. Two

- [x] read
- [ ] write

| Whale | Length | Mass |
|:--|--:|:-:|
| Blue | 30 m | 150 t |
| Minke | 9 m | 7 t |

```python
def whale(name: str = "Moby") -> int:
    # a comment
    return len(name) + 42
```

```diff
- old line
+ new line
```

```json
{"name": "Moby", "white": true, "tonnes": 90}
```

```brainf
+++ no language that is known
```

> A quote, with a list:
> - of one

[^1]: A footnote, with a [link](https://whales.example/note).
"""


class _Signature(dspy.Signature):  # type: ignore[misc]
    question: str = dspy.InputField()
    count: int = dspy.OutputField()
    sure: bool = dspy.OutputField()
    mood: Literal["good", "bad"] = dspy.OutputField()
    tags: list[str] = dspy.OutputField()
    rows: list[dict[str, str]] = dspy.OutputField()
    answer: str = dspy.OutputField()


class Typed(dspy.Module):  # type: ignore[misc]
    """Answers with a value of every kind, after two steps."""

    def __init__(self) -> None:
        super().__init__()
        self.predict = dspy.Predict(_Signature)

    def forward(self, question: str) -> Any:
        progress("Reading", 0.5)
        progress("Reading", 1.0)
        rows = [{"whale": "Blue", "length": "30 m"}, {"whale": "Minke", "length": "9 m"}]
        return dspy.Prediction(answer=f"Yes: {question}", count=3, sure=True, mood="good", tags=["a", "b"], rows=rows)


class Says(dspy.Module):  # type: ignore[misc]
    """Answers with what it was asked, or with a long text of everything."""

    def forward(self, question: str) -> Any:
        return dspy.Prediction(answer=MARKDOWN if question == "all" else question)


class _Plugin:
    @hookimpl
    def dspy_chat_programs(self) -> list[Program]:
        return [
            Program(id="says", title="Says", build=Says, answer_field="answer"),
            Program(id="typed", title="Typed", build=Typed),
            Program(id="plain", title="Plain", build="question -> answer"),
        ]


POINTS = [("answers", Plugin("answers", "tests", "0"), _Plugin)]
