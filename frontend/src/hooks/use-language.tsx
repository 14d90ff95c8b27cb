/** The language of the page: the browser's, unless another was chosen here. */
import { Fragment, type ReactNode, useEffect, useSyncExternalStore } from "react";
import { type Language, language, speak } from "@/i18n";
import { useKept } from "./use-kept";

/** What stands in it is made anew in another language. In English first, as the exported HTML is, which waits unseen. */
export function Words({ children }: { children: ReactNode }) {
  const [chosen] = useKept("language");
  const spoken = useSyncExternalStore(language.subscribe, language.get, () => "en" as const);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen is read where it is kept
  useEffect(() => void speak(), [chosen]);
  return <Fragment key={spoken}>{children}</Fragment>;
}

/** The language that was chosen, and how to choose one; null: the browser's. */
export function useLanguage(): [Language | null, (chosen: Language | null) => void] {
  return useKept("language") as [Language | null, (chosen: Language | null) => void];
}
