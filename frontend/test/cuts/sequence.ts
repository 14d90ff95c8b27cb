/** Runs followed by the page's own code through a line that breaks, and what it got held against the stored runs. */
import { isDeepStrictEqual } from "node:util";
import { createApi } from "@/api/client";
import type { RunEvent } from "@/api/types";
import { answerText, EMPTY, type RunState, reduce } from "@/chat/reducer";
import { follow, followAll, type Place, type Source } from "@/sse/follow";
import type { Fault } from "./faults";
import { HEADER } from "./proxy";

/** A stored run as the server tells it to somebody whose line holds. */
export type Truth = { events: RunEvent[]; state: RunState };

/** What a client got of each run. */
export type Got = { events: RunEvent[]; state: RunState };

export type Followed = {
  runs: Map<string, Got>;
  outcome: string;
  connections: number;
  /** Every delivery that was not the next event of its run. */
  faults: string[];
};

/** A run or a turn, or several runs on one connection. */
export type Subject = Source | readonly Place[];

/** `line` says where to ask and what befalls the connection with this number; `nowhere` is a port that nobody listens on. */
export type Line = { proxy: string; nowhere: string; faultOf(connection: number): Fault | null };

/** Longer waits prove nothing more. */
const HASTE = 50;

/** Follow to the end. `stallMs` and `patienceMs` are how long a silent line and a silent client are waited for. */
export async function followed(subject: Subject, line: Line, stallMs: number, patienceMs: number): Promise<Followed> {
  const got: Followed = { runs: new Map(), outcome: "", connections: 0, faults: [] };
  const api = createApi((path, init) => {
    const fault = line.faultOf(got.connections++);
    if (fault?.kind === "refuse") return fetch(line.nowhere + path, init);
    const headers = { ...(init?.headers as Record<string, string>), ...(fault && { [HEADER]: JSON.stringify(fault) }) };
    return fetch(line.proxy + path, { ...init, headers });
  });
  let heard = Date.now();
  const leave = new AbortController();
  const patience = setInterval(() => Date.now() - heard > patienceMs && leave.abort(new Error("hung")), 250);
  try {
    const following = {
      onEvents(events: RunEvent[]) {
        heard = Date.now();
        for (const event of events) note(got, event);
      },
      onLink: () => {},
      signal: leave.signal,
      stallMs,
      pause: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / HASTE)),
    };
    got.outcome = await ("map" in subject ? followAll(api, subject, following) : follow(api, subject, following));
  } catch (error) {
    got.outcome = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } finally {
    clearInterval(patience);
  }
  return got;
}

function note({ runs, faults }: Followed, event: RunEvent): void {
  const got = runs.get(event.run) ?? { events: [], state: EMPTY };
  runs.set(event.run, got);
  const last = got.events.at(-1)?.seq ?? 0;
  if (event.seq <= last) faults.push(`doubled: ${event.seq} after ${last}`);
  else if (event.seq !== last + 1) faults.push(`skipped: ${event.seq} after ${last}`);
  got.events.push(event);
  got.state = reduce(got.state, event);
}

/** What is wrong with what a client got of these runs; nothing when it is they, each event once and in order. */
export function faultsOf(got: Followed, truths: ReadonlyMap<string, Truth>): string[] {
  const found = [...got.faults];
  if (got.outcome !== "ended") found.push(`outcome: ${got.outcome}`);
  for (const run of got.runs.keys()) if (!truths.has(run)) found.push(`foreign: ${run}`);
  for (const [run, truth] of truths) found.push(...differences(got.runs.get(run), truth));
  return found;
}

function differences(got: Got | undefined, truth: Truth): string[] {
  const found: string[] = [];
  if (!got) return [`lost: a whole run of ${truth.events.length}`];
  if (got.events.length < truth.events.length) found.push(`lost: ${got.events.length} of ${truth.events.length}`);
  for (const event of got.events) {
    if (!isDeepStrictEqual(event, truth.events[event.seq - 1])) found.push(`changed: ${event.seq}`);
  }
  const final = truth.events.find((event) => event.type === "final");
  if (final && answerText(got.state) !== final.answer) found.push("text: it is not that of the final event");
  if (!isDeepStrictEqual(got.state, truth.state)) found.push("state: it differs");
  return found;
}

/** The stored run, read frame by frame without the code that is tried here. */
export async function truthOf(server: string, run: string): Promise<Truth> {
  const response = await fetch(`${server}/api/runs/${run}/events`);
  const blocks = (await response.text()).split("\n\n");
  const events = blocks.flatMap((block) => {
    const data = block.startsWith("id: ") && block.split("\n").find((it) => it.startsWith("data: "));
    return data ? [JSON.parse(data.slice(6)) as RunEvent] : [];
  });
  return { events, state: events.reduce(reduce, EMPTY) };
}
