/** Counts down to a moment. */
import { useEffect, useState } from "react";

/** Whole seconds until `at` (UTC in ms), never more than `most`; 0 when it has come or is null. Renders once a second. */
export function useSecondsUntil(at: number | null, most = 600): number {
  const [now, setNow] = useState(Date.now);
  const left = at === null ? 0 : Math.min(most, Math.max(0, Math.ceil((at - now) / 1000)));
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setNow(Date.now()), 1000);
    return () => clearTimeout(timer);
  });
  return left;
}
