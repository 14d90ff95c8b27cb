/** Bundles the measuring page: `node bundle.mjs OUT`, a folder. It is the client's own renderer and look, and a floor beside it. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import tailwind from "@tailwindcss/postcss";
import postcss from "postcss";
import { build } from "rolldown";

const ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
const [out] = process.argv.slice(2);

await build({
  input: `${ROOT}/test/measure/main.tsx`,
  cwd: ROOT,
  tsconfig: `${ROOT}/tsconfig.json`,
  transform: { define: { "process.env.NODE_ENV": '"production"' }, target: "es2022" },
  output: { dir: out, format: "esm", minify: true },
  onLog: (level, log, report) => log.code !== "MODULE_LEVEL_DIRECTIVE" && report(level, log),
});
const from = `${ROOT}/app/globals.css`;
const plugin = tailwind({ base: ROOT, optimize: { minify: true } });
const { css } = await postcss([plugin]).process(await readFile(from, "utf8"), { from });
await mkdir(out, { recursive: true });
await writeFile(`${out}/look.css`, css);
await writeFile(
  `${out}/index.html`,
  '<!doctype html><link rel="stylesheet" href="look.css"><div id="root"></div><script type="module" src="main.js"></script>',
);
