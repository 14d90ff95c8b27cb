/**
 * marked's tokens to React elements. No HTML is ever parsed: raw HTML is shown as text, images are shown as their
 * description and never loaded (an image address can carry a secret away), links are held to `safeUrl`.
 */
import type { Token, Tokens } from "marked";
import { Fragment, memo, type ReactNode } from "react";
import { t } from "@/i18n";
import { CodeBlock } from "./code-block";
import { Formula } from "./formula";
import { inLine } from "./grammar";
import type { MathToken } from "./math";
import { safeUrl } from "./safe-url";
import { TableFrame } from "./table-frame";

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** The entities that people and models write in Markdown; marked leaves them for a browser to read. */
function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

function keyed<T>(tokens: T[], render: (token: T) => ReactNode): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: a token's place in its block is its identity
  return tokens.map((token, place) => <Fragment key={place}>{render(token)}</Fragment>);
}

function inlines(tokens: Token[] | undefined): ReactNode {
  return tokens && keyed(inLine(tokens), inline);
}

function inline(token: Token): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong>{inlines(token.tokens)}</strong>;
    case "em":
      return <em>{inlines(token.tokens)}</em>;
    case "del":
      return <del>{inlines(token.tokens)}</del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return link(token as Tokens.Link);
    case "image":
      return image(token as Tokens.Image);
    case "math":
      return <Formula text={token.text} display={(token as MathToken).display} />;
    case "footnoteMark":
      return <sup className="md-mark">{(token as Tokens.Generic).label}</sup>;
    case "escape":
    case "text":
      return (token as Tokens.Text).tokens ? inlines((token as Tokens.Text).tokens) : unescaped(token.text);
    default:
      return token.raw;
  }
}

function link({ href, tokens }: Tokens.Link): ReactNode {
  const address = safeUrl(href);
  if (!address) return <span>{inlines(tokens)}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {inlines(tokens)}
    </a>
  );
}

function image({ href, text }: Tokens.Image): ReactNode {
  const label = t.markdown.image(text || href);
  const address = safeUrl(href);
  if (!address) return <span>{label}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {label}
    </a>
  );
}

/** The elements of one block of Markdown. */
export function renderBlock(token: Token): ReactNode {
  return block(token);
}

function blocks(tokens: Token[]): ReactNode {
  return keyed(tokens, block);
}

function block(token: Token): ReactNode {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return heading(token as Tokens.Heading);
    case "paragraph":
      return <p dir="auto">{inlines(token.tokens)}</p>;
    case "text":
      return token.tokens ? inlines(token.tokens) : unescaped(token.text);
    case "code":
      return code(token as Tokens.Code);
    case "math":
      return (token as MathToken).open ? <p>{token.raw}</p> : <Formula text={token.text} display />;
    case "footnote":
      return (
        <p className="md-footnote">
          <sup className="md-mark">{(token as Tokens.Generic).label}</sup> {inlines(token.tokens)}
        </p>
      );
    case "blockquote":
      return <blockquote dir="auto">{blocks(token.tokens ?? [])}</blockquote>;
    case "list":
      return list(token as Tokens.List);
    case "table":
      return table(token as Tokens.Table);
    case "hr":
      return <hr />;
    case "html":
      return <p dir="auto">{token.raw}</p>;
    default:
      return inline(token);
  }
}

/** Indented code is whole as it is, and fenced code when its fence is closed. */
function code({ raw, text, lang }: Tokens.Code): ReactNode {
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(raw)?.[1];
  const whole = !fence || (raw.trimEnd().endsWith(fence) && raw.trimEnd().includes("\n"));
  return <CodeBlock code={text} language={lang?.split(/\s/)[0]} whole={whole} />;
}

/** The page has the first level of headings for itself. */
function heading({ depth, text, tokens }: Tokens.Heading): ReactNode {
  // its text has not arrived yet: an empty heading would be announced as one
  if (!text.trim()) return null;
  const Tag = `h${Math.min(6, depth + 1)}` as "h2" | "h3" | "h4" | "h5" | "h6";
  return (
    <Tag dir="auto" data-depth={depth}>
      {inlines(tokens)}
    </Tag>
  );
}

function list({ ordered, start, items }: Tokens.List): ReactNode {
  const entries = keyed(items, (item) => <Item item={item} />);
  if (!ordered) return <ul dir="auto">{entries}</ul>;
  return (
    <ol dir="auto" start={Number(start) || 1}>
      {entries}
    </ol>
  );
}

/** Of a list that grows only the last item changes. */
const Item = memo(
  function Item({ item }: { item: Tokens.ListItem }) {
    return <li>{listItem(item)}</li>;
  },
  (before, after) => before.item.raw === after.item.raw && before.item.loose === after.item.loose,
);

function listItem(item: Tokens.ListItem): ReactNode {
  const content = blocks(item.tokens.filter((token) => token.type !== "checkbox"));
  if (!item.task) return content;
  return (
    <>
      <span role="img" aria-label={item.checked ? t.markdown.done : t.markdown.open}>
        {item.checked ? "☑" : "☐"}
      </span>{" "}
      {content}
    </>
  );
}

function table({ header, rows }: Tokens.Table): ReactNode {
  return (
    <TableFrame rows={[header, ...rows].map((row) => row.map(({ text }) => text))}>
      <thead>
        <tr>{keyed(header, (cell) => tableCell("th", cell))}</tr>
      </thead>
      <tbody>
        {keyed(rows, (row) => (
          <Row row={row} />
        ))}
      </tbody>
    </TableFrame>
  );
}

/** Of a table that grows only the last row changes. */
const Row = memo(
  function Row({ row }: { row: Tokens.TableCell[] }) {
    return <tr>{keyed(row, (cell) => tableCell("td", cell))}</tr>;
  },
  (before, after) =>
    before.row.length === after.row.length &&
    before.row.every(({ text, align }, place) => text === after.row[place]?.text && align === after.row[place].align),
);

function tableCell(Tag: "th" | "td", { align, tokens }: Tokens.TableCell): ReactNode {
  return (
    <Tag dir="auto" data-align={align ?? undefined} scope={Tag === "th" ? "col" : undefined}>
      {inlines(tokens)}
    </Tag>
  );
}
