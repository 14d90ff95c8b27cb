/** In place of a page that could not be drawn: what happened, and that nothing is lost. Needs no other part of the page. */
import { RotateCcw } from "lucide-react";
import { t } from "@/i18n";
import { CopyButton } from "./copy-button";

type Props = { error: Error; again?: () => void };

/** What helps whoever mends it; no message of a conversation is in it. */
function details(error: Error): string {
  return [
    `${error.name}: ${error.message}`,
    `${location.pathname} ${new Date().toISOString()}`,
    navigator.userAgent,
    error.stack,
  ].join("\n");
}

export function Broken({ error, again }: Props) {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-2xl content-center gap-4 p-6">
      <h1 className="font-serif text-3xl">{t.broken.title}</h1>
      <p role="alert" className="text-muted">
        {t.broken.kept}
      </p>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button" onClick={() => location.reload()}>
          <RotateCcw aria-hidden size={15} />
          {t.broken.reload}
        </button>
        {again && (
          <button type="button" className="button" onClick={again}>
            {t.broken.again}
          </button>
        )}
        <a href="/" className="button">
          {t.notFound.home}
        </a>
      </div>
      <figure className="md-code min-w-0">
        <figcaption>
          {t.broken.details}
          <CopyButton text={details(error)} label={t.broken.copy} />
        </figcaption>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <pre tabIndex={0} className="max-h-60 overflow-auto">
          {details(error)}
        </pre>
      </figure>
    </main>
  );
}
