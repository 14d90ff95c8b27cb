/**
 * marked's tokens to React elements. No HTML is ever parsed: raw HTML is shown as text, images are shown as their
 * description and never loaded (an image address can carry a secret away), links are held to `safeUrl`.
 */
import { lexer, type Token, type Tokens } from "marked";
import { Fragment, type ReactNode } from "react";
import { t } from "@/i18n";
import { CodeBlock } from "./code-block";
import { safeUrl } from "./safe-url";

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
  return tokens && keyed(tokens, inline);
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
export function renderBlock(source: string): ReactNode {
  return blocks(lexer(source, { gfm: true }));
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
      return <CodeBlock code={token.text} language={(token as Tokens.Code).lang?.split(/\s/)[0]} />;
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
  const entries = keyed(items, (item) => <li>{listItem(item)}</li>);
  if (!ordered) return <ul dir="auto">{entries}</ul>;
  return (
    <ol dir="auto" start={Number(start) || 1}>
      {entries}
    </ol>
  );
}

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
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="md-table" aria-label={t.markdown.table} tabIndex={0}>
      <table>
        <thead>
          <tr>{keyed(header, (cell) => tableCell("th", cell))}</tr>
        </thead>
        <tbody>
          {keyed(rows, (row) => (
            <tr>{keyed(row, (cell) => tableCell("td", cell))}</tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function tableCell(Tag: "th" | "td", { align, tokens }: Tokens.TableCell): ReactNode {
  return (
    <Tag dir="auto" data-align={align ?? undefined} scope={Tag === "th" ? "col" : undefined}>
      {inlines(tokens)}
    </Tag>
  );
}
