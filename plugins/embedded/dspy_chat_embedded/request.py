"""Turns a `dspy.lm15.Request` into the body of a chat completion. Pure; knows nothing of answers."""

import re
from typing import Any, Final

from dspy import lm15

from .grammar import Grammar
from .guided import Body
from .schema import ANY_OBJECT, bounded

_SPECIAL: Final = re.compile(r"<(\|[^|<>\s]{1,40}\|)>|<(start_of_turn|end_of_turn|bos|eos|s|/s)>")
_SAMPLING: Final = ("temperature", "top_p", "top_k", "seed", "max_tokens")
_ROLES: Final = {"user": "user", "assistant": "assistant", "tool": "user", "developer": "system"}


def body_of(request: Any) -> Body:
    """The messages and the sampling of `request`. Raises lm15.UnsupportedFeatureError for anything but text."""
    body: Body = {
        "messages": _messages(request),
        "cache_prompt": True,
        # A little warmth, so that asking again may answer anew. Penalties also punish what the prompt says: names,
        # numbers and copied words come out wrong, so there are none.
        "temperature": 0.2,
        "top_p": 0.9,
        "repeat_penalty": 1.0,
        "chat_template_kwargs": {"enable_thinking": False},
    }
    for name in _SAMPLING:
        value = getattr(request.config, name)
        if value is not None:
            body[name] = value
    if request.config.stop:
        body["stop"] = list(request.config.stop)
    return body


def format_of(request: Any) -> Grammar | None:
    """The JSON schema that the answer must follow, where the request names one."""
    wanted = request.config.response_format
    if wanted is None:
        return None
    # lm15 spells it flat; llama.cpp ignores that spelling without a word.
    return bounded(wanted["schema"] if wanted["type"] == "json_schema" else ANY_OBJECT)


def _messages(request: Any) -> list[dict[str, str]]:
    messages = [] if request.system is None else [{"role": "system", "content": _system(request.system)}]
    messages += [{"role": _ROLES[message.role], "content": _text(message.parts)} for message in request.messages]
    joined: list[dict[str, str]] = []
    for message in messages:
        if joined and joined[-1]["role"] == message["role"]:  # many chat templates refuse two of a kind in a row
            joined[-1] = {**message, "content": f"{joined[-1]['content']}\n{message['content']}"}
        else:
            joined.append(message)
    return joined


def _system(system: Any) -> str:
    return _harmless(system) if isinstance(system, str) else _text(system)


def _text(parts: Any) -> str:
    texts = []
    for part in parts:
        if part.type == "tool_result":
            texts.append(_text(part.content))
        elif part.type == "text":
            texts.append(_harmless(part.text))
        else:
            raise lm15.UnsupportedFeatureError(
                f"the embedded model reads text only, not {part.type}", provider="embedded"
            )
    return "\n".join(texts)


def _harmless(text: str) -> str:
    """Text in which no control token of a chat template is left: llama.cpp would take it for the end of a turn."""
    return _SPECIAL.sub(lambda found: f"< {found[1] or found[2]} >", text)
