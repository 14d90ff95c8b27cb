/** Splits Markdown that grows at its end into top-level blocks, reading again only the last few. Knows no React. */
import { lexer } from "marked";

/** A later line can still join any of these: a list goes on after a gap, a paragraph becomes a heading. */
const OPEN_BLOCKS = 3;

/**
 * The blocks of a text equal the blocks of the same text read at once, however it arrived. (Link references do not
 * reach from one block into another.)
 */
export class BlockSplitter {
  #source = "";
  #frozen: string[] = [];
  #offset = 0;

  split(source: string): string[] {
    if (!source.startsWith(this.#source)) {
      this.#frozen = [];
      this.#offset = 0;
    }
    this.#source = source;
    const tail = splitBlocks(source.slice(this.#offset));
    let closed = 0;
    while (closed < tail.length - OPEN_BLOCKS) {
      const block = tail[closed] ?? "";
      // marked rewrites some sources ("- " becomes "-\n"): freezing such a block would shift everything after it
      if (!source.startsWith(block, this.#offset)) break;
      this.#frozen.push(block);
      this.#offset += block.length;
      closed += 1;
    }
    return [...this.#frozen, ...tail.slice(closed)];
  }
}

export function splitBlocks(source: string): string[] {
  return lexer(source, { gfm: true }).map((token) => token.raw);
}
