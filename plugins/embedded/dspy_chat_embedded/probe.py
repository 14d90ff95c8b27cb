"""`python -m dspy_chat_embedded.probe [MODEL]`: tries the engine in a process of its own, which may well crash.

Prints one line of JSON last: `{"ok": true}` or `{"ok": false, "error": <class>, "message": <text>}`.
"""

import json
import sys
from pathlib import Path


def probe(model: str | None) -> None:
    """Import the engine; with a model also load it and make one token. Raises what the engine raises."""
    if model is None:
        import xllamacpp  # noqa: F401 - on a processor that it does not fit, this ends the process

        return
    from .runtime import Runtime

    runtime = Runtime(Path(model), slots=1, context=256)
    runtime.load()
    body = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1}
    runtime.generate(body, lambda text: None, lambda: False)
    runtime.close()


def main(arguments: list[str]) -> None:
    try:
        probe(arguments[0] if arguments else None)
        verdict: dict[str, object] = {"ok": True}
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent wants to read it
        verdict = {"ok": False, "error": type(error).__name__, "message": str(error)}
    print(f"\n{json.dumps(verdict)}", flush=True)  # noqa: T201 - the answer to the parent


if __name__ == "__main__":
    main(sys.argv[1:])
