/** How much room there is between things. `app/first-paint.ts` applies the choice before the first paint. */
import { keep, useKept } from "./use-kept";

export const DENSITIES = ["comfortable", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

export function setDensity(density: Density): void {
  const compact = density === "compact";
  keep("density", compact ? density : null);
  if (compact) document.documentElement.dataset.density = density;
  else delete document.documentElement.dataset.density;
}

export function useDensity(): Density {
  return useKept("density")[0] === "compact" ? "compact" : "comfortable";
}
