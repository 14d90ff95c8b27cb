import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
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
const COMPUTED = "t.model t.details t.announce t.notice t.theme t.composer t.inputs.kinds t.inputs.fileKinds".split(
  " ",
);

describe("the dictionary", () => {
  it.each(leaves(en))("%s says something, and is used", (path, value) => {
    if (typeof value === "string") expect(value.trim()).not.toBe("");
    const parent = path.slice(0, path.lastIndexOf("."));
    const computed = COMPUTED.includes(parent) && code.includes(`${parent}[`);
    expect(computed || new RegExp(`${path.replaceAll(".", "\\.")}\\b`).test(code)).toBe(true);
  });

  it("holds every word of the page: no component has text of its own", () => {
    for (const [file, source] of sources) {
      const text = source.match(/>\s*[A-Za-z][A-Za-z ,.!?']*\s*<\//g) ?? [];
      const labels = source.match(/(?:aria-label|title|placeholder|alt)="[^"]*[a-z]/g) ?? [];
      expect([...text, ...labels], file).toEqual([]);
    }
  });
});
