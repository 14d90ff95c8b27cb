/** Splits Markdown that grows at its end into top-level blocks, reading again only the last few. Knows no React. */
import type { Token } from "marked";
import { blocksOf } from "./grammar";

/** A later line can still join any of these: a list goes on after a gap, a paragraph becomes a heading. */
const OPEN_BLOCKS = 3;

/**
 * The blocks of a text equal the blocks of the same text read at once, however it arrived. (Link references do not
 * reach from one block into another.)
 */
export class BlockSplitter {
  #source = "";
  #frozen: Token[] = [];
  #offset = 0;

  split(source: string): Token[] {
    if (!source.startsWith(this.#source)) {
      this.#frozen = [];
      this.#offset = 0;
    }
    this.#source = source;
    const tail = blocksOf(source.slice(this.#offset));
    let closed = 0;
    for (const block of tail.slice(0, -OPEN_BLOCKS)) {
      // marked rewrites some sources ("- " becomes "-\n"): freezing such a block would shift everything after it
      if (!source.startsWith(block.raw, this.#offset)) break;
      this.#frozen.push(block);
      this.#offset += block.raw.length;
      closed += 1;
    }
    return [...this.#frozen, ...tail.slice(closed)];
  }
}
