"use client";
/** Nothing is at this address. */
import { Words } from "@/hooks/use-language";
import { t } from "@/i18n";

export default function NotFound() {
  return (
    <Words>
      <Nothing />
    </Words>
  );
}

function Nothing() {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-5 p-6 text-center">
      <h1 className="font-serif text-3xl">{t.notFound.title}</h1>
      <a href="/" className="button">
        {t.notFound.home}
      </a>
    </main>
  );
}
