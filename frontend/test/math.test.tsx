import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { highlighted } from "@/md/highlight";
import { Markdown } from "@/md/markdown";
import { formula } from "@/md/mathml";
import { tabbed } from "@/md/table-frame";

/** As it is before any effect: the formulas are not made yet, and happy-dom has no MathML to make them of. */
function render(node: ReactNode): { container: HTMLElement } {
  const container = document.createElement("div");
  container.innerHTML = renderToStaticMarkup(node);
  return { container };
}

/** The formulas of a text, as they were written: they are shown so until their part of the page is loaded. */
function formulas(text: string): string[] {
  const { container } = render(<Markdown text={text} />);
  return [...container.querySelectorAll("code")].map((code) => code.textContent ?? "");
}

describe("math in Markdown", () => {
  it.each([
    ["so $x^2$ is", ["x^2"]],
    ["so \\(x^2\\) is", ["x^2"]],
    ["$$\na\n= b\n- c\n$$", ["a\n= b\n- c"]],
    ["words\n$$\na\n$$\nwords", ["a"]],
    ["\\[ a \\]", ["a"]],
    ["in $$a$$ line", ["a"]],
    ["- an item\n  $$\n  a\n  $$", ["a"]],
    ["| $a$ | \\(b\\) |\n|---|---|\n| 1 | 2 |", ["a", "b"]],
    ["$3x + 2$ and $2 \\times 3$", ["3x + 2", "2 \\times 3"]],
  ])("finds it in %j", (text, found) => {
    expect(formulas(text)).toEqual(found);
  });

  it.each([
    "it costs $5 and $6",
    "from $5-$6 or $5/$6, US$ and NZ$",
    "$5 million to 6$",
    "$5 (or $6)",
    "$HOME/$USER and $PATH",
    "a \\$5 b$",
    "`$x$`x",
    "$ x $",
    "100$ and 200$",
    "$$\nnever closed\n\nmore",
  ])("leaves %j as it is", (text) => {
    const { container } = render(<Markdown text={text} />);
    expect(container.querySelectorAll(".md-math").length).toBe(0);
    const code = formulas(text);
    expect(code.filter((one) => one !== "$x$")).toEqual([]);
  });

  it("makes elements of TeX, and no other", () => {
    const { container } = render(formula("\\frac{a}{b} + \\sqrt{\\text{c}}", true));
    expect(container.querySelectorAll("math, mfrac, msqrt").length).toBe(3);
    expect(container.textContent).toContain("c");
  });

  it.each([
    "\\href{javascript:alert(1)}{x}",
    "\\includegraphics{http://evil.example}",
    "\\frac{a}",
    "\\def\\a{\\a\\a}\\a",
  ])("takes no element or address from %s", (source) => {
    let html = "";
    try {
      html = render(formula(source, true)).container.innerHTML;
    } catch {
      // refused: it is shown as it was written
    }
    expect(html).not.toMatch(/href|src|javascript|evil|<img|<a /);
  });
});

describe("footnotes", () => {
  it("stand where they are, with their mark", () => {
    const { container } = render(<Markdown text={"A word[^1].\n\n[^1]: http://a.example and more"} />);
    expect([...container.querySelectorAll("sup")].map((mark) => mark.textContent)).toEqual(["1", "1"]);
    expect(container.textContent).toContain("http://a.example and more");
  });
});

describe("code", () => {
  it.each([
    "python",
    "js",
    "ts",
    "json",
    "bash",
    "sql",
    "html",
    "css",
    "go",
    "rust",
    "java",
    "c",
    "yaml",
    "toml",
    "diff",
    "md",
  ])("has colours in %s", (language) => {
    expect(highlighted("x", language)).not.toBeNull();
  });

  it("keeps its text, whatever it is", () => {
    const code = '<script>alert(1)</script>\n+ &amp; "x"';
    const { container } = render(<pre>{highlighted(code, "html")}</pre>);
    expect(container.textContent).toBe(code);
    expect(highlighted("x", "brainf")).toBeNull();
  });
});

it("a table is copied as what spreadsheets paste", () => {
  expect(
    tabbed([
      ["a\tb", "c"],
      ["d\ne", ""],
    ]),
  ).toBe("a b\tc\nd e\t");
});
