import { cleanup, render, screen } from "@testing-library/react";
import { useEffect } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keep } from "@/hooks/use-kept";
import { Words } from "@/hooks/use-language";
import { isLanguage, preferred, speak, t } from "@/i18n";
import { regional } from "@/i18n/locale";
import { FIRST_PAINT } from "../app/first-paint";

const html = document.documentElement;
const browser = (...languages: string[]) => vi.stubGlobal("navigator", { ...navigator, languages });

beforeEach(() => localStorage.clear());
afterEach(async () => {
  cleanup();
  vi.unstubAllGlobals();
  localStorage.clear();
  browser("en");
  await speak();
  for (const name of ["words", "theme", "density"]) delete html.dataset[name];
});

const CASES: [string | null, string[], string][] = [
  [null, ["de-AT", "en"], "de"],
  [null, ["en-GB", "de"], "en"],
  [null, ["fr", "it", "de"], "de"],
  [null, ["fr"], "en"],
  [null, [], "en"],
  ["de", ["en"], "de"],
  ["en", ["de"], "en"],
  ["klingon", ["de"], "de"],
  ["toString", ["constructor", "en"], "en"],
];

describe("the language", () => {
  it.each(CASES)(
    "chosen %j, of a browser that wants %j, is %s: before the first paint and after",
    (kept, wanted, is) => {
      if (kept) localStorage.setItem("dspy-chat:language", kept);
      browser(...wanted);
      expect(preferred()).toBe(is);
      new Function(FIRST_PAINT)();
      expect([html.lang, html.dir, html.dataset.words]).toEqual([is, "ltr", is === "en" ? undefined : "coming"]);
    },
  );

  it("is known only by its own name", () => {
    expect([isLanguage("de"), isLanguage("toString"), isLanguage(null)]).toEqual([true, false, false]);
  });

  it.each([
    [["de-AT", "en-GB"], "en-GB"],
    [["en-US@posix"], "en"],
    [["english"], "en"],
    [[], "en"],
  ])("of a browser that wants %j writes dates and numbers as in %s", (wanted, is) => {
    browser(...wanted);
    expect(regional("en")).toBe(is);
  });

  it("changes all that is on the page, when it is chosen, and the page says which it is", async () => {
    browser("en");
    const made = vi.fn();
    function Said() {
      useEffect(made, []);
      return <p>{t.composer.send}</p>;
    }
    render(
      <Words>
        <Said />
      </Words>,
    );
    expect(screen.getByText("Send")).toBeTruthy();
    html.dataset.words = "coming";
    keep("language", "de");
    expect(await screen.findByText("Senden")).toBeTruthy();
    expect([html.lang, html.dataset.words, made.mock.calls.length]).toEqual(["de", undefined, 2]);
    keep("language", null);
    expect(await screen.findByText("Send")).toBeTruthy();
    expect(html.lang).toBe("en");
  });
});
