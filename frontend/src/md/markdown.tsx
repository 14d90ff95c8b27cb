/** Markdown that may still be arriving: a block that has closed is never rendered again. */
import { memo, useState } from "react";
import { BlockSplitter } from "./blocks";
import { renderBlock } from "./render";

const Block = memo(function Block({ source }: { source: string }) {
  return renderBlock(source);
});

export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const [splitter] = useState(() => new BlockSplitter());
  return (
    <div className="md">
      {splitter.split(text).map((source, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks only ever join at the end
        <Block key={place} source={source} />
      ))}
    </div>
  );
});
