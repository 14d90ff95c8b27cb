/** What the browser remembers between visits. A browser that refuses storage only forgets; nothing fails. */
const PREFIX = "dspy-chat:";

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Keep a value; null or "" forgets it. */
export function remember(name: string, value: string | null): void {
  try {
    if (value) localStorage.setItem(PREFIX + name, value);
    else localStorage.removeItem(PREFIX + name);
  } catch {
    // private mode, or storage is full: the value lives until the page closes
  }
}

export const draftName = (conversation: string | null): string => `draft:${conversation ?? "new"}`;

export const inputsName = (conversation: string | null, program: string): string =>
  `inputs:${conversation ?? "new"}:${program}`;

/** 32 hexadecimal digits. `crypto.randomUUID` is missing on pages that come over plain HTTP from another machine. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
