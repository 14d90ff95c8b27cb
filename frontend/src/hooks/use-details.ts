/** Reads what the server keeps of a run beside its answer, when it is looked at. */
import { useEffect, useState } from "react";
import { Refused } from "@/api/client";
import type { TraceOut } from "@/api/types";
import type { RunState } from "@/chat/reducer";
import type { Step } from "@/chat/steps";
import { useApp } from "./use-app";

export type Trace = TraceOut | "loading" | "missing" | "failed";

/** The model calls of a run. */
export function useTrace(run: string): Trace {
  const app = useApp();
  const [trace, setTrace] = useState<Trace>("loading");
  useEffect(() => {
    const leave = new AbortController();
    app.trace(run, leave.signal).then(setTrace, (error: unknown) => {
      if (!leave.signal.aborted) setTrace(error instanceof Refused && error.status === 404 ? "missing" : "failed");
    });
    return () => leave.abort();
  }, [app, run]);
  return trace;
}

/** The steps of a run: those that the page has seen, else those of the stored events; none while they are not here. */
export function useSteps(run: string, state: RunState): readonly Step[] {
  const seen = state.seq > 0;
  const steps = useStoredSteps(seen ? null : run);
  if (seen) return state.steps;
  // the model calls, which are read beside it, say that the server does not answer
  return typeof steps === "string" ? [] : steps;
}

/** The steps of a run as its stored events tell them; null: of none. */
export function useStoredSteps(run: string | null): readonly Step[] | "loading" | "failed" {
  const app = useApp();
  const [steps, setSteps] = useState<readonly Step[] | "loading" | "failed">("loading");
  useEffect(() => {
    if (run === null) return;
    let left = false;
    app.replays.recorded(run).then(
      (recorded) => left || setSteps(recorded.steps),
      () => left || setSteps("failed"),
    );
    return () => {
      left = true;
    };
  }, [app, run]);
  return steps;
}
