/**
 * Bundles the cutting client for Node: `node bundle.mjs OUT [FILE OLD NEW]`. The last three put NEW in the place of OLD in
 * one source file, which makes a client with a fault, to see that it is found.
 */
import { build } from "rolldown";

const ROOT = new URL("../..", import.meta.url).pathname;
const [out, file, old, by] = process.argv.slice(2);
let changed = false;

const mutation = {
  name: "mutation",
  transform(code, id) {
    if (!file || !id.endsWith(file)) return null;
    if (code.split(old).length !== 2) throw new Error(`${old} must stand in ${file} once`);
    changed = true;
    return code.replace(old, () => by);
  },
};

await build({
  input: `${ROOT}test/cuts/main.ts`,
  cwd: ROOT,
  platform: "node",
  tsconfig: `${ROOT}tsconfig.json`,
  plugins: [mutation],
  output: { file: out, format: "esm" },
});
if (file && !changed) throw new Error(`${file} is no part of the client`);
