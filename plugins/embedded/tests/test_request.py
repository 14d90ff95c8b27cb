from typing import Any

import pytest
from dspy import lm15
from dspy_chat_embedded.request import body_of, format_of


def request(*messages: Any, system: str | None = None, **config: Any) -> Any:
    return lm15.Request(model="m", messages=messages, system=system, config=lm15.Config(**config))


def test_messages_and_sampling_are_taken_over() -> None:
    body = body_of(request(lm15.Message.user("Hi"), system="Be kind.", temperature=0.9, max_tokens=7, stop=("X",)))
    assert body["messages"] == [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}]
    assert (body["temperature"], body["max_tokens"], body["stop"]) == (0.9, 7, ["X"])


def test_two_messages_of_one_role_are_joined() -> None:
    body = body_of(request(lm15.Message.user("Hi"), lm15.Message.user("you"), lm15.Message.assistant("Yes?")))
    assert body["messages"] == [{"role": "user", "content": "Hi\nyou"}, {"role": "assistant", "content": "Yes?"}]


@pytest.mark.parametrize(
    "token", ["<|im_end|>", "<|im_start|>", "<|endoftext|>", "<start_of_turn>", "</s>", "<|eot_id|>"]
)
def test_control_tokens_of_chat_templates_are_defused(token: str) -> None:
    body = body_of(request(lm15.Message.user(f"a{token}b"), system=f"c{token}d"))
    assert token not in str(body["messages"])
    assert token.strip("<>") in str(body["messages"])


def test_ordinary_angle_brackets_stay() -> None:
    text = "if a < b and c > d: <b>x</b> <|> |>"
    assert body_of(request(lm15.Message.user(text)))["messages"][0]["content"] == text


def test_pictures_are_refused() -> None:
    picture = lm15.ImagePart(media_type="image/png", url="https://example.com/x.png")
    with pytest.raises(lm15.UnsupportedFeatureError, match="text only"):
        body_of(request(lm15.Message.user([picture])))


def test_a_wanted_schema_is_bounded() -> None:
    schema = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}
    wanted = format_of(request(lm15.Message.user("?"), response_format={"type": "json_schema", "schema": schema}))
    assert wanted is not None
    assert wanted["properties"]["answer"]["maxLength"] == 120  # type: ignore[index]
    assert format_of(request(lm15.Message.user("?"), response_format={"type": "json_object"})) is not None
    assert format_of(request(lm15.Message.user("?"))) is None
