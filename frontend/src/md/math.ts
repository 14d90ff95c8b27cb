/**
 * Math in Markdown, for marked: `$$..$$` and `\[..\]` as a block or in a line, `\(..\)`, and a careful `$..$`. Knows no React.
 */
import type { TokenizerExtension, Tokens } from "marked";

/** `open`: its end has not come, and it is shown as it was written. */
export type MathToken = Tokens.Generic & { type: "math"; text: string; display: boolean; open: boolean };

const ENDS: Record<string, string> = { $$: "$$", "\\[": "\\]", "\\(": "\\)" };
/** As Pandoc reads it: no space inside of either dollar, and no letter or digit behind the last. */
const DOLLARS = /^\$(?![\s$])((?:[^$\\\n]|\\.)*?(?:[^\s$\\]|\\.))\$(?![\p{L}\d$])/u;
/** A price and what it is of, up to the next price. */
const MONEY = /^[\d.,]+(?:\s*[kKmM]\b|\s+\p{L}{2,}|\s*[-–—]$|\s*\()/u;
const GAP = /\n[ \t]*\n/;

/** Up to its end or to an empty line: so a text that still arrives is split as it is when it is whole. */
function block(source: string): MathToken | undefined {
  const begin = /^ {0,3}(\$\$|\\\[)/.exec(source);
  const end = begin?.[1] && ENDS[begin[1]];
  if (!begin || !end) return undefined;
  const gap = source.search(GAP);
  const limit = gap === -1 ? source.length : gap;
  const at = source.indexOf(end, begin[0].length);
  const text = (to: number) => source.slice(begin[0].length, to).trim();
  if (at === -1 || at >= limit)
    return { type: "math", raw: source.slice(0, limit), text: "", display: true, open: true };
  const raw = source.slice(0, at + end.length) + (/^[ \t]*/.exec(source.slice(at + end.length))?.[0] ?? "");
  const alone = raw.length === source.length || source[raw.length] === "\n";
  return alone && text(at) ? { type: "math", raw, text: text(at), display: true, open: false } : undefined;
}

/** `before` is the character in front of it. */
function inLine(source: string, before: string): MathToken | undefined {
  const begin = source.slice(0, 2);
  const end = ENDS[begin];
  if (end) {
    const at = source.indexOf(end, 2);
    const text = at === -1 ? "" : source.slice(2, at).trim();
    if (text) return { type: "math", raw: source.slice(0, at + 2), text, display: begin !== "\\(", open: false };
  }
  const [raw, text] = DOLLARS.exec(source) ?? [];
  if (!raw || !text || MONEY.test(text) || /[\p{L}\d$\\]/u.test(before)) return undefined;
  return { type: "math", raw, text, display: false, open: false };
}

export const mathExtensions: TokenizerExtension[] = [
  {
    name: "math",
    level: "block",
    start: (source) => source.match(/\n {0,3}(?:\$\$|\\\[)/)?.index,
    tokenizer: block,
  },
  {
    name: "mathInLine",
    level: "inline",
    start: (source) => source.match(/\$|\\[([]/)?.index,
    tokenizer: (source, tokens) => inLine(source, tokens.at(-1)?.raw.at(-1) ?? ""),
  },
];
