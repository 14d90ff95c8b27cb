/** What dictionaries are made with. */

/** The form of a language that the browser prefers, as `de-AT` of `de`: its dates and numbers. */
export function regional(language: string): string {
  const wanted = typeof navigator === "undefined" ? [] : (navigator.languages ?? []);
  return wanted.find((it) => it.startsWith(`${language}-`) && isTag(it)) ?? language;
}

/** A browser may offer what is none: Chromium in a POSIX locale says `en-US@posix`, at which every formatter throws. */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** Looks a code up that the server sent; null: there is no text for it. */
export function textFor(texts: Record<string, string>): (code: string | null) => string | null {
  const known = new Map(Object.entries(texts));
  return (code) => (code === null ? null : (known.get(code) ?? null));
}
