import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { de } from "@/i18n/de";
import { en } from "@/i18n/en";

const root = join(import.meta.dirname, "..");
const files = ["app", "src"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes("i18n"))
    .map((name) => join(root, folder, name)),
);
const sources = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
const code = [...sources.values()].join("\n");

function leaves(value: object, path = "t"): [string, unknown][] {
  return Object.entries(value).flatMap(([name, part]) =>
    typeof part === "object" ? leaves(part, `${path}.${name}`) : [[`${path}.${name}`, part] as [string, unknown]],
  );
}

/** Reached by a computed name, as in `t.model[kind]`. */
const COMPUTED = [
  "t.palette.groups",
  "t.settings.themes",
  "t.settings.densities",
  "t.help.actions",
  "t.gallery.kinds",
  "t.feedback.problems",
  "t.model.abilities",
  "t.model",
  "t.details",
  "t.announce",
  "t.notice",
  "t.notice.kept",
  "t.theme",
  "t.composer",
  "t.inputs.kinds",
  "t.inputs.fileKinds",
];

/** Attributes that people hear or read. */
const READ =
  /^(aria-(label|valuetext|description|roledescription|placeholder)|title|placeholder|alt|label|closeLabel)$/;

/** The words that a component brings along itself: as its text, in an expression, or in an attribute that is read. */
function ownWords(file: string, source: string): string[] {
  const found: string[] = [];
  const spoken = (node: ts.Node | undefined): void => {
    if (!node) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (/\p{L}{2}/u.test(node.text)) found.push(node.text);
    } else if (ts.isTemplateExpression(node)) {
      for (const part of [node.head, ...node.templateSpans.map((span) => span.literal)]) spoken(part);
    } else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(spoken);
    else if (ts.isBinaryExpression(node)) [node.left, node.right].forEach(spokenSide(node));
    else if (ts.isParenthesizedExpression(node) || ts.isJsxExpression(node)) spoken(node.expression);
  };
  /** Of `a === "b" && "text"` and `a ?? "text"` only what can be shown. */
  const spokenSide = (node: ts.BinaryExpression) => (side: ts.Node) => {
    const compares = ts.isBinaryExpression(side) && side !== node && /[=<>]/.test(side.operatorToken.getText());
    if (!compares && !/^([=!]==?|[<>]=?)$/.test(node.operatorToken.getText())) spoken(side);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(node.text.trim());
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) spoken(node);
    if (ts.isJsxAttribute(node) && READ.test(node.name.getText())) spoken(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

describe("the dictionary", () => {
  it.each(leaves(en))("%s says something, and is used", (path, value) => {
    if (typeof value === "string") expect(value.trim()).not.toBe("");
    const parent = path.slice(0, path.lastIndexOf("."));
    const computed = COMPUTED.includes(parent) && (code.includes(`${parent}[`) || code.includes(`names={${parent}}`));
    expect(computed || new RegExp(`${path.replaceAll(".", "\\.")}\\b`).test(code)).toBe(true);
  });

  it("holds every word of the page: no component has text of its own", () => {
    for (const [file, source] of sources) if (file.endsWith(".tsx")) expect(ownWords(file, source), file).toEqual([]);
  });

  it.each([
    "<p>Save all</p>",
    '<p>{"Save all"}</p>',
    '<p>{done ? "Saved" : null}</p>',
    '<p>{done && "Saved"}</p>',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a component's source
    "<p>{`Saved ${n}`}</p>",
    '<p title="Save all" />',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
    "<p aria-label={`Saved ${n}`} />",
  ])("would see the words of %s", (source) => {
    expect(ownWords("x.tsx", `const x = ${source};`)).not.toEqual([]);
  });
});

/** The same in both languages, for a reason: names, marks, and words that German has taken over. */
const SAME = [
  "t.name",
  "t.answer.program",
  "t.conversation.pageTitle",
  "t.replay.pause",
  "t.replay.clock",
  "t.inputs.item",
  "t.inputs.upload.notTaken",
  "t.inputs.kinds.text",
  "t.inputs.kinds.json",
];

/** What texts with a gap are tried with. */
const ARGUMENTS: Record<string, unknown[][]> = {
  "t.answer.hint": [["too_long"], ["bad_answer"]],
  "t.answer.failure": [["model_busy", "The provider limits requests."]],
  "t.answer.cost": [[0.5], [0.00001]],
  "t.answer.seconds": [[1500]],
  "t.answer.number": [[1234.5]],
  "t.answer.among": [[["one", "other"]]],
  "t.inputs.bytes": [[200], [1_600_000]],
  "t.inputs.problem": [
    ["missing", 0],
    ["most", 5],
  ],
  "t.inputs.upload.rule": [[["image/png"], 5_000_000]],
  "t.steps.retry": [["model_busy"], [null]],
  "t.steps.retried": [["model_busy"], [null]],
  "t.replay.times": [[0.25]],
  "t.details.ended": [["stopped"], ["timeout"]],
  "t.search.found": [
    [1, false],
    [2, true],
  ],
};

function said(path: string, value: unknown): string[] {
  if (typeof value !== "function") return [String(value)];
  const tries = ARGUMENTS[path] ?? [
    [1, 1],
    [2000, 3000],
  ];
  return tries.map((given) => String(value(...given)));
}

describe("the German dictionary", () => {
  const german = new Map(leaves(de));

  it("has the words of the English one, and no other", () => {
    expect([...german.keys()].sort()).toEqual(
      leaves(en)
        .map(([path]) => path)
        .sort(),
    );
  });

  it.each(leaves(en))("%s is not left in English", (path, value) => {
    const [english, translated] = [said(path, value), said(path, german.get(path))];
    if (SAME.includes(path)) expect(translated).toEqual(english);
    else for (const [place, text] of translated.entries()) expect(text).not.toBe(english[place]);
  });

  it("says one and many, and writes numbers as German does", () => {
    expect([de.answer.steps(1), de.answer.steps(2)]).toEqual(["1 Schritt", "2 Schritte"]);
    expect([de.answer.tokens(12_345), de.answer.seconds(1500)]).toEqual(["12.345 Tokens", "1,5 s"]);
    expect(de.answer.cost(0.5)).toBe("0,50 $");
    expect(de.search.when(Date.UTC(2026, 4, 3, 12))).toBe("3. Mai 2026");
  });
});
