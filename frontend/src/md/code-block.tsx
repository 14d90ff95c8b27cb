/** A block of code that can be copied. */

import { t } from "@/i18n";
import { CopyButton } from "@/ui/copy-button";

export function CodeBlock({ code, language }: { code: string; language?: string | undefined }) {
  return (
    <figure className="md-code">
      <figcaption>
        <span>{language || t.markdown.code}</span>
        <CopyButton text={code} label={t.markdown.copyCode} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre dir="ltr" tabIndex={0}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
