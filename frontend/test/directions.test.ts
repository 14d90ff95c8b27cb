import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const files = ["app", "src"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(tsx|css)$/.test(name))
    .map((name) => join(root, folder, name)),
);

/** What names a side of the page, where it should name the beginning or the end of a line. */
const SIDES =
  /(?<![\w.-])-?(?:[mp][lr]|left|right|(?:scroll-)?[mp][lr]|border-[lr]|rounded-(?:[lr]|[tb][lr])|text-(?:left|right)|float-(?:left|right))(?:-[\w.[\]%/()-]+)?(?=[\s";`])|(?:margin|padding|border)-(?:left|right)|(?:text-align|float):\s*(?:left|right)|^\s*(?:left|right):/gm;

const sidesIn = (source: string) =>
  [...source.matchAll(/(?:className=|clsx\(|@apply|[{;] )[^\n]*|^\s*[a-z-]+:[^\n]*/gm)].flatMap(
    ([line]) => line.match(SIDES) ?? [],
  );

describe("text that runs from right to left", () => {
  it("finds the page made for it: no style names a side", () => {
    for (const file of files) expect(sidesIn(readFileSync(file, "utf8")), file).toEqual([]);
  });

  it.each([
    '<p className="flex ml-2">',
    '<p className="-mr-1">',
    '<p className="sm:pl-9 grid">',
    '<p className="absolute left-3">',
    '<p className={clsx("text-right", x)}>',
    "    @apply border-l border-line;",
    "  margin-left: 8rem;",
    "  text-align: right;",
    "    left: 0;",
  ])("would see it in %s", (source) => {
    expect(sidesIn(source)).not.toEqual([]);
  });

  it("is written in fields that follow it", () => {
    for (const file of files) {
      const fields = readFileSync(file, "utf8").match(/<(?:textarea|input)\s[^>]*?(?:=>[^>]*?)*\/>/g) ?? [];
      const written = fields.filter((field) => !/type="(?:number|range|radio|checkbox|file)"/.test(field));
      expect(
        written.filter((field) => !/\bdir="/.test(field)),
        file,
      ).toEqual([]);
    }
  });
});
