/** Follows runs to their end over as many connections as it takes. Knows nothing of what the events mean. */
import type { Api } from "@/api/client";
import type { RerunIn, RunEvent, TurnIn } from "@/api/types";
import { type Following, keep, type Outcome } from "./line";

export { backoffMs, type Following, type Link, type Outcome } from "./line";

/** A run that already exists and the last event seen of it (0: none). */
export type Place = { run: string; after: number };

/** A turn to start, an answer beside which to put another, or a run. */
export type Source = { turn: TurnIn; key: string } | { rerun: string; by: RerunIn; key: string } | Place;

/**
 * Delivers every event of the run once and in order. Lost connections are taken up again after the last event seen; a turn
 * whose answer never came is sent again under the same key. Throws Refused when the server says no, and whatever the
 * abort signal throws when the caller has had enough.
 */
export function follow(api: Api, source: Source, following: Following): Promise<Outcome> {
  let run = "run" in source ? source.run : null;
  let seen = "run" in source ? source.after : 0;
  let over = false;
  const ask = (attempt: AbortSignal) => {
    if (run !== null) return api.events(run, seen, attempt);
    if ("turn" in source) return api.turn(source.turn, source.key, attempt);
    if ("rerun" in source) return api.rerun(source.rerun, source.by, source.key, attempt);
    throw new TypeError("a run to follow, or a turn to start");
  };
  return keep(
    {
      async open(attempt) {
        const response = await ask(attempt);
        run = response.headers.get("X-Run-Id") ?? run;
        return response;
      },
      fresh(event) {
        if (event.seq <= seen) return false;
        run = event.run;
        seen = event.seq;
        over = event.type === "end";
        return true;
      },
      isOver: () => over,
      isBegun: () => run !== null,
    },
    following,
  );
}

/**
 * Delivers every event of all these runs, each run's once and in order, on one connection: a browser has six. `gone` when the
 * server has nothing to add although not every run was seen to end. Throws as `follow` does.
 */
export function followAll(api: Api, places: readonly Place[], following: Following): Promise<Outcome> {
  const runs = places.map(({ run }) => run);
  const seen = new Map(places.map(({ run, after }) => [run, after]));
  const open = new Set(runs);
  let cursor = places
    .filter(({ after }) => after)
    .map(({ run, after }) => `${run}:${after}`)
    .join(";");
  return keep(
    {
      open: (attempt) => api.eventsOf(runs, cursor, attempt),
      fresh(event: RunEvent) {
        if (event.seq <= (seen.get(event.run) ?? 0)) return false;
        seen.set(event.run, event.seq);
        if (event.type === "end") open.delete(event.run);
        return true;
      },
      at(id) {
        cursor = id;
      },
      isOver: () => open.size === 0,
      isBegun: () => true,
    },
    following,
  );
}
