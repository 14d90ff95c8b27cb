"""Queries that people do not mean, and that others do: each must be answered."""
# ruff: noqa: E501 - as many as a line holds

HOSTILE = [
    *("", " ", '"', '""', '"""', '" "', "'", "''", "*", "**", "a*", "*a", "^a", "a^", "-a", "a-", "+", "-", "()", "(a", "a)"),
    *("AND", "OR", "NOT", "NEAR", "a AND", "AND a", "a OR OR b", "NOT a", "a NOT", "NEAR(a b)", "NEAR(a b, 2)", "NEAR/2"),
    *("text:a", "title : a", "owner:o2", "{text}:a", "-{text}:a", "words MATCH 'a'", "rank", "rowid", ": a", "a:", "a : b"),
    *("'; DROP TABLE message; --", "a' OR '1'='1", "%", "_", "\\", "\\\\", "\\'", "a;b", "/*", "*/", "--", "#", "?", ":x", "@x"),
    *("$1", "a\0b", "\0", "\0\0a", '"a\0b"', "\x01", "\x1b[0m", "\r\n", "\t", "\u2028", "\u200b", "\ufeff", "\ufffd", "\ufffe"),
    *("🐋", "🐋 whale", "👨‍👩‍👧‍👦", "e\u0301", "\u0301", "İ", "ß", "ﬁ", "ǅ", "Ⅷ", "²", "①", "鯨", "鯨は哺乳類", "한국어", "ไทย", "עברית"),
    *("العربية", "हिन्दी", "\ue000", "\U0010ffff", "\U000e0041", "a" * 900, "a " * 20, '"' * 900, "(" * 900, "é" * 500),
    *("<script>alert(1)</script>", "<b>", "&amp;", "${7*7}", "{{7*7}}", "../../etc/passwd", "%00", "%s%s", "a\\", "\\u0000"),
    *(f"{a}{b}{c}" for a in ('"', "(", "NOT ", "^") for b in ("whale", "鯨", "") for c in ('"', ")", "*", " AND", ":", "^", "+ ", "\0")),
]  # fmt: skip
