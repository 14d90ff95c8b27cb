/**
 * Makes the template of shared files, `out/share.template`: one HTML file with its script and style inside, that needs no
 * other. The server fills in `{title}` and `{conversation}`. Run after `next build`: `node build-share.mjs`.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { Script } from "node:vm";
import tailwind from "@tailwindcss/postcss";
import postcss from "postcss";
import { build } from "rolldown";

const ROOT = import.meta.dirname;

async function script() {
  const { output } = await build({
    input: `${ROOT}/src/share/index.tsx`,
    cwd: ROOT,
    write: false,
    tsconfig: `${ROOT}/tsconfig.json`,
    transform: { define: { "process.env.NODE_ENV": '"production"' }, target: "es2022" },
    output: { format: "iife", minify: true, comments: { legal: true, annotation: false, jsdoc: false } },
    // "use client" means nothing in a file that has no server
    onLog: (level, log, report) => log.code !== "MODULE_LEVEL_DIRECTIVE" && report(level, log),
  });
  return unclosed(output[0].code.trim());
}

/** The same program without the texts that would end its element, or hide its end: libraries hold them as strings. */
function unclosed(code) {
  const safe = code.replace(/<(?=\/script|script|!--)/gi, "\\x3c");
  new Script(safe); // raises where one of them was no string
  return safe;
}

async function style() {
  const from = `${ROOT}/src/share/share.css`;
  const plugin = tailwind({ base: ROOT, optimize: { minify: true } });
  return (await postcss([plugin]).process(await readFile(from, "utf8"), { from })).css.trim();
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing may be fetched, sent or run but what is in the file. `data:` is for images and sounds that a program was given, or has answered with. */
const policy = (js, css) =>
  `default-src 'none'; script-src ${hash(js)}; style-src ${hash(css)}; img-src data:; media-src data:; ` +
  "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const page = (js, css) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(js, css)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="generator" content="dspy-chat">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>${css}</style>
</head>
<body>
<div id="root"><noscript>This file shows and plays a conversation with a script of its own, and scripts are switched off here.</noscript></div>
<script type="application/json" id="conversation">{conversation}</script>
<script>${js}</script>
</body>
</html>
`;

const [js, css] = await Promise.all([script(), style()]);
await mkdir(`${ROOT}/out`, { recursive: true });
await writeFile(`${ROOT}/out/share.template`, page(js, css));
