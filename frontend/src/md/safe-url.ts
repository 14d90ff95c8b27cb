/** Which addresses a model's text may link to. */
const SAFE = new Set(["http:", "https:", "mailto:"]);

/** The address, or undefined when it is relative, unreadable, or of a scheme that could do more than open a page. */
export function safeUrl(address: string): string | undefined {
  try {
    return SAFE.has(new URL(address).protocol) ? address : undefined;
  } catch {
    return undefined;
  }
}
