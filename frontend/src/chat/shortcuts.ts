/** The keys of the page. Pure. A key alone counts only where nobody types; the browser's own combinations are left to it. */

/** What a key does, by the key. `Mod` is Ctrl, and Cmd on a Mac. */
export const SHORTCUTS = {
  "Mod+K": "palette",
  n: "newChat",
  "/": "write",
  s: "search",
  b: "sidebar",
  r: "replay",
  g: "gallery",
  ",": "settings",
  "?": "help",
} as const;

export type Action = (typeof SHORTCUTS)[keyof typeof SHORTCUTS];

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing" | "repeat">;

/** `free`: nobody types, and keys alone are wanted. Null: the press is none of ours. */
export function actionOf(press: Press, free: boolean): Action | null {
  const { key, ctrlKey, metaKey, altKey } = press;
  if (press.isComposing || press.repeat || altKey) return null;
  if (ctrlKey !== metaKey) return key.toLowerCase() === "k" ? "palette" : null;
  if (!free || ctrlKey) return null;
  return Object.hasOwn(SHORTCUTS, key) ? SHORTCUTS[key as keyof typeof SHORTCUTS] : null;
}

export function keyOf(action: Action): string {
  return Object.entries(SHORTCUTS).find(([, it]) => it === action)?.[0] ?? "";
}

/** Whether keys pressed there write or choose something. */
export function isTyped(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest("input, textarea, select, [contenteditable], [role=listbox], [role=combobox]") !== null;
}
