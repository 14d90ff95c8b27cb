import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { BlockSplitter } from "@/md/blocks";
import { blocksOf } from "@/md/grammar";
import { Markdown } from "@/md/markdown";
import { safeUrl } from "@/md/safe-url";

/** A small random number generator (mulberry32), so that a failing document can be found again. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const PIECES = [
  "# Title\n", "para", "graph ", "\n", "\n\n", "- item\n", "- ", "  - nested\n", "1. one\n", "> quote\n", "```py\n", "code()\n", "```\n",
  "| a | b |\n", "|---|---|\n", "| 1 | 2 |\n", "***\n", "===\n", "---\n", "    indented\n", "**bold** ", "<div>\n", "</div>\n", "[x](y) ", "🐋",
  "\t", "\r\n", "~~~\n", "- [ ] task\n", "[ref]: http://x\n", "\\", "&amp;", "* \n", "$$", "$$\n", "\\[", "\\]\n", "$x$ ", "\\(y\\) ", "[^1]: note\n", "[^1] ", "- b\n", "= c\n",
]; // biome-ignore format: a bag of pieces

function randomDocument(random: () => number): string {
  const length = 1 + Math.floor(random() * 40);
  return Array.from({ length }, () => PIECES[Math.floor(random() * PIECES.length)]).join("");
}

const raws = (tokens: readonly { raw: string }[]) => tokens.map(({ raw }) => raw);
const splitBlocks = (source: string) => raws(blocksOf(source));

describe("BlockSplitter", () => {
  it("splits a growing text as it splits the whole, at every step", () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = randomNumbers(seed);
      const document = randomDocument(random);
      const splitter = new BlockSplitter();
      for (let end = 0; end < document.length; end += 1 + Math.floor(random() * 6)) {
        const source = document.slice(0, end);
        expect(raws(splitter.split(source)), `seed ${seed}, ${end} characters`).toEqual(splitBlocks(source));
      }
    }
  });

  it("starts over when the text is another", () => {
    const splitter = new BlockSplitter();
    splitter.split("one\n\ntwo\n\nthree\n\nfour\n\nfive\n\nsix");
    expect(raws(splitter.split("other\n\ntext"))).toEqual(splitBlocks("other\n\ntext"));
  });
});

const ATTACKS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<iframe src='javascript:alert(1)'></iframe>",
  "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
  "<style>@import 'http://evil.example'</style>",
  "<link rel=stylesheet href=http://evil.example>",
  "<meta http-equiv=refresh content='0;url=http://evil.example'>",
  "<form action=http://evil.example><input name=a></form>",
  "<video poster=http://evil.example/x><source src=http://evil.example/y></video>",
  "<a href='javascript:alert(1)'>x</a>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](java\nscript:alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](javascript&colon;alert(1))",
  "[x](\u0001javascript:alert(1))",
  "[x](vbscript:msgbox(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  "[x](file:///etc/passwd)",
  "[x](blob:http://localhost/1)",
  "[x](/api/conversations)",
  "[x](//evil.example)",
  "<javascript:alert(1)>",
  "[x]: javascript:alert(1)\n\n[x]",
  "![x](http://evil.example/?secret)",
  "![x](javascript:alert(1))",
  "![x](data:image/svg+xml,<svg onload=alert(1)>)",
  "[![x](http://evil.example/a.png)](javascript:alert(1))",
  "![x][r]\n\n[r]: http://evil.example/x.png",
  "| <img src=x onerror=alert(1)> |\n|---|\n| [x](javascript:alert(1)) |",
  "- <script>alert(1)</script>\n- ![x](http://evil.example)",
  "> <img src=x onerror=alert(1)>",
  "# <img src=x onerror=alert(1)>",
  "`<img src=x onerror=alert(1)>`",
  "```<img src=x onerror=alert(1)>\n<script>alert(1)</script>\n```",
  '```"onmouseover="alert(1)\ncode\n```',
  '[x](http://a.example "onmouseover=alert(1)")',
  "<div style='background:url(http://evil.example)'>x</div>",
  "<!-- --><img src=x onerror=alert(1)>",
  "<<script>script>alert(1)</script>",
  "**<b onclick=alert(1)>x</b>**",
];

const ALLOWED = new Set(
  "DIV P A B STRONG EM DEL CODE PRE BR HR UL OL LI H2 H3 H4 H5 H6 BLOCKQUOTE TABLE THEAD TBODY TR TH TD SPAN FIGURE FIGCAPTION BUTTON svg path rect".split(
    " ",
  ),
);

describe("Markdown", () => {
  it.each(ATTACKS)("makes nothing dangerous of %s", (attack) => {
    const { container } = render(<Markdown text={attack} />);
    for (const element of container.querySelectorAll("*")) {
      expect(ALLOWED, element.tagName).toContain(element.tagName);
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^(on|style$|src|srcset|srcdoc|action|formaction|poster|background|xlink)/);
        if (name === "href") expect(value).toMatch(/^(https?|mailto):/);
      }
    }
    for (const link of container.querySelectorAll("a")) expect(link.rel).toContain("noopener");
  });

  it("shows raw HTML as the text that it is", () => {
    const { container } = render(<Markdown text={"a <b>bold</b> move\n\n<div>x</div>"} />);
    expect(container.textContent).toContain("a <b>bold</b> move");
    expect(container.textContent).toContain("<div>x</div>");
  });

  it("loses no text of ordinary Markdown", () => {
    const source =
      "# Title\n\nA *b* **c** ~~d~~ `e & f` &amp; [g](https://g.example)\n\n1. h\n2. i\n   - j\n\n- [x] k\n\n| l | m |\n|:-:|--:|\n| n | o |\n\n> p\n\n```py\nq()\n```";
    const { container } = render(<Markdown text={source} />);
    for (const text of ["Title", "e & f", " & ", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q()"]) {
      expect(container.textContent).toContain(text);
    }
    expect(container.querySelectorAll("h2, ol, ul, table, blockquote, pre").length).toBe(7);
    expect(container.querySelector("td[data-align=right]")?.textContent).toBe("o");
  });
});

describe("safeUrl", () => {
  it.each(["https://a.example/x?y#z", "http://127.0.0.1:8010", "mailto:a@b.example"])("lets %s through", (address) => {
    expect(safeUrl(address)).toBe(address);
  });

  it.each(["javascript:alert(1)", "/api", "//evil.example", "data:text/html,x", "", "ftp://x"])(
    "stops %s",
    (address) => {
      expect(safeUrl(address)).toBeUndefined();
    },
  );
});
