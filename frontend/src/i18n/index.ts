/** The words in use, and which languages there are. */
import { recall } from "@/chat/memory";
import { type Dictionary, en } from "./en";

type Spoken = { name: string; dir: "ltr" | "rtl"; load: () => Promise<Dictionary> };

/** By its code. English is in the page from the start; another one is fetched by those who read it. */
export const LANGUAGES = {
  en: { name: "English", dir: "ltr", load: async () => en },
  de: { name: "Deutsch", dir: "ltr", load: async () => (await import("./de")).de },
} satisfies Record<string, Spoken>;

export type Language = keyof typeof LANGUAGES;

/** Importers see what `speak` puts here; what is on the page is to be rendered anew then. */
export let t: Dictionary = en;

let spoken: Language = "en";
const listeners = new Set<() => void>();

export const language = {
  get: (): Language => spoken,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function isLanguage(code: string | null | undefined): code is Language {
  return code != null && Object.hasOwn(LANGUAGES, code);
}

/** The language that was chosen here, else the first of the browser's that there is. `app/first-paint.ts` does the same. */
export function preferred(): Language {
  const wanted = [recall("language"), ...(navigator.languages ?? []).map((it) => it.split("-")[0])];
  return wanted.find(isLanguage) ?? "en";
}

/** Say everything in the preferred language from now on. One that cannot be fetched leaves the words as they are. */
export async function speak(): Promise<void> {
  const wanted = preferred();
  const words = await LANGUAGES[wanted].load().catch(() => null);
  if (wanted !== preferred()) return;
  if (words) {
    t = words;
    spoken = wanted;
  }
  const html = document.documentElement;
  html.lang = spoken;
  html.dir = LANGUAGES[spoken].dir;
  delete html.dataset.words;
  for (const listener of listeners) listener();
}
