/** A formula: as it was written until it can be shown as what it is. */
import { memo, type ReactNode, useEffect, useState } from "react";
import { t } from "@/i18n";
import { loadMath } from "@/md/lazy";

/** Longer ones are no formulas, and would hold up the page. */
const LONGEST = 4000;

export const Formula = memo(function Formula({ text, display }: { text: string; display: boolean }) {
  const [shown, setShown] = useState<{ of: string; is: ReactNode } | null>(null);
  useEffect(() => {
    let gone = false;
    if (text.length > LONGEST) return;
    loadMath().then(
      ({ formula }) => gone || setShown({ of: text, is: attempt(() => formula(text, display)) }),
      () => {}, // without it the formula stays as it was written
    );
    return () => {
      gone = true;
    };
  }, [text, display]);
  const made = shown?.of === text ? shown.is : null;
  if (!display) return made ?? <code>{text}</code>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    // biome-ignore lint/a11y/useSemanticElements: it may stand in a paragraph, and a fieldset may not
    <span role="group" aria-label={t.markdown.formula} tabIndex={0} className="md-math">
      {made ?? <code>{text}</code>}
    </span>
  );
});

function attempt(make: () => ReactNode): ReactNode {
  try {
    return make();
  } catch {
    return null;
  }
}
