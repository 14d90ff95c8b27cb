/** Markdown that may still be arriving: a block that has closed is never rendered again. */
import type { Token } from "marked";
import { memo, useState } from "react";
import { BlockSplitter } from "./blocks";
import { renderBlock } from "./render";

const Block = memo(
  function Block({ token }: { token: Token }) {
    return renderBlock(token);
  },
  (before, after) => before.token.raw === after.token.raw,
);

export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const [splitter] = useState(() => new BlockSplitter());
  return (
    <div className="md">
      {splitter.split(text).map((token, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks only ever join at the end
        <Block key={place} token={token} />
      ))}
    </div>
  );
});
