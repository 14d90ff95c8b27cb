/** Colours code. Loaded when the first code that has a language is shown: the first screen does not pay for it. */
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import markdown from "highlight.js/lib/languages/markdown";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import shell from "highlight.js/lib/languages/shell";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { createLowlight } from "lowlight";
import type { ReactNode } from "react";

const lowlight = createLowlight({
  ...{ bash, c, cpp, css, diff, go, ini, java, javascript, json },
  ...{ markdown, python, rust, shell, sql, typescript, xml, yaml },
});

type Tree = ReturnType<typeof lowlight.highlight>["children"][number];

/** The code in elements whose classes are for the style sheet, or null: the language is not known. */
export function highlighted(code: string, language: string): ReactNode | null {
  const name = language.toLowerCase();
  return lowlight.registered(name) ? lowlight.highlight(name, code, { prefix: "hl-" }).children.map(element) : null;
}

function element(tree: Tree, place: number): ReactNode {
  if (tree.type === "text") return tree.value;
  if (tree.type !== "element") return null;
  return (
    <span key={place} className={String(tree.properties.className).replaceAll(",", " ")}>
      {tree.children.map(element)}
    </span>
  );
}
