/** Which Markdown is read: GitHub's, with math and footnotes; what stands in a line only once it is shown. Knows no React. */
import { Lexer, Marked, type Token } from "marked";
import { footnoteExtensions } from "./footnotes";
import { mathExtensions } from "./math";

const { defaults } = new Marked({ gfm: true, extensions: [...mathExtensions, ...footnoteExtensions] });
/** The lines of blocks that were not read yet, by the list that their tokens go to. */
const waiting = new WeakMap<Token[], { lexer: Lexer; source: string }>();

/**
 * The blocks of a text. Read what stands in their lines with `inLine`: of a long list that grows, only the last item's is
 * read again. Link references do not reach from one block into another.
 */
export function blocksOf(source: string): Token[] {
  const lexer = new Lexer(defaults);
  const blocks = lexer.blockTokens(source.replace(/\r\n?/g, "\n"));
  for (const { src, tokens } of lexer.inlineQueue) waiting.set(tokens, { lexer, source: src });
  lexer.inlineQueue = [];
  lexer.tokens.links = Object.create(null);
  return blocks;
}

/** What stands in the lines of a block. */
export function inLine(tokens: Token[]): Token[] {
  const line = waiting.get(tokens);
  waiting.delete(tokens);
  line?.lexer.inlineTokens(line.source, tokens);
  return tokens;
}
