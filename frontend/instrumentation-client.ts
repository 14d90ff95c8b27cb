/**
 * Trusted Types: the bundler loads its chunks by setting `script.src` to a plain string. Our own chunks pass, everything
 * else throws; there is no `createHTML`, so every HTML sink throws as well.
 */
type TrustedTypes = {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
};

function ownScript(url: string): string {
  const { origin, pathname } = new URL(url, location.origin);
  if (origin === location.origin && pathname.startsWith("/_next/static/")) return url;
  throw new TypeError(`not a script of this site: ${url}`);
}

(globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("default", { createScriptURL: ownScript });
