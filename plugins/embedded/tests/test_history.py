from dspy_chat_embedded.history import newest_turns, weight


def turns(count: int) -> list[dict[str, str]]:
    return [
        message
        for number in range(count)
        for message in ({"role": "user", "content": f"{number:03}"}, {"role": "assistant", "content": "a" * 94})
    ]


def test_letters_weigh_less_than_digits_and_digits_less_than_foreign_letters() -> None:
    assert [weight(text) for text in ("", "ab c", "12", "日")] == [0, 4, 4, 6]


def test_a_short_conversation_is_kept_whole() -> None:
    assert newest_turns(turns(5), 500) == turns(5)


def test_the_oldest_turns_go_first_and_the_rest_starts_with_the_user() -> None:
    kept = newest_turns(turns(20), 1000)
    assert kept == turns(20)[-len(kept) :]
    assert kept[0]["role"] == "user"
    assert 0 < sum(weight(message["content"]) for message in kept) <= 1000


def test_the_beginning_stays_the_same_for_a_few_turns() -> None:
    beginnings = {newest_turns(turns(count), 1000)[0]["content"] for count in range(20, 28)}
    assert len(beginnings) <= 3


def test_the_last_turns_are_kept_one_by_one() -> None:
    assert newest_turns(turns(20), 200) == turns(20)[-4:]


def test_nothing_is_kept_where_not_even_the_last_turn_fits() -> None:
    assert newest_turns(turns(3), 50) == []
