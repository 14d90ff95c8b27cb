/** A block of code that can be copied; in colours once it is whole. */
import { type ReactNode, useEffect, useState } from "react";
import { t } from "@/i18n";
import { loadHighlight } from "@/md/lazy";
import { CopyButton } from "@/ui/copy-button";

/** Longer code stays plain: colouring it would hold up the page. */
const LONGEST = 20_000;

type Props = { code: string; language?: string | undefined; whole?: boolean };

export function CodeBlock({ code, language, whole = true }: Props) {
  const coloured = useColoured(code, whole ? language : undefined);
  return (
    <figure className="md-code">
      <figcaption>
        <span>{language || t.markdown.code}</span>
        <CopyButton text={code} label={t.markdown.copyCode} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre dir="ltr" tabIndex={0}>
        <code>{coloured ?? code}</code>
      </pre>
    </figure>
  );
}

function useColoured(code: string, language: string | undefined): ReactNode | null {
  const [coloured, setColoured] = useState<{ of: string; is: ReactNode } | null>(null);
  useEffect(() => {
    if (!language || code.length > LONGEST) return;
    let gone = false;
    const stop = whenIdle(() =>
      loadHighlight().then(
        ({ highlighted }) => gone || setColoured({ of: code, is: highlighted(code, language) }),
        () => {}, // without it the code stays plain
      ),
    );
    return () => {
      gone = true;
      stop();
    };
  }, [code, language]);
  return coloured?.of === code ? coloured.is : null;
}

/** When nothing else is to be done; Safari does not tell. */
function whenIdle(job: () => void): () => void {
  if (!("requestIdleCallback" in globalThis)) {
    const timer = setTimeout(job, 200);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(job, { timeout: 1000 });
  return () => cancelIdleCallback(asked);
}
