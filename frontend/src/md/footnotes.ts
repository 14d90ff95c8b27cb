/** Footnotes in Markdown, for marked: `[^1]` in a line, and `[^1]: text` where its text stands. Knows no React. */
import type { TokenizerExtension } from "marked";

const NOTE = /^\[\^([^\]\s]{1,40})\]:[ \t]+([^\n]+(?:\n(?!\[\^)[ \t]*[^\s][^\n]*)*)/;
const MARK = /^\[\^([^\]\s]{1,40})\](?![(:])/;

export const footnoteExtensions: TokenizerExtension[] = [
  {
    name: "footnote",
    level: "block",
    start: (source) => source.match(/\n\[\^/)?.index,
    tokenizer(source) {
      const [raw, label, text] = NOTE.exec(source) ?? [];
      if (!raw || !text) return undefined;
      const token = { type: "footnote", raw, label, tokens: [] };
      this.lexer.inline(text, token.tokens);
      return token;
    },
  },
  {
    name: "footnoteMark",
    level: "inline",
    start: (source) => source.match(/\[\^/)?.index,
    tokenizer(source) {
      const [raw, label] = MARK.exec(source) ?? [];
      return raw ? { type: "footnoteMark", raw, label } : undefined;
    },
  },
];
