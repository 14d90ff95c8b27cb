/**
 * Follows runs through a proxy that breaks the line, by the page's own code, and reports what it got. Reads its orders as
 * JSON from the first line of its input, writes `live` when it begins what a server may be killed under, waits for another
 * line when that is done, and writes its report as the last line. Started by `tests/faults/cuts.py`.
 */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { anyFault, Chance, type Fault, HOWS } from "./faults";
import { startProxy } from "./proxy";
import { type Followed, faultsOf, followed, type Line, type Truth, truthOf } from "./sequence";

/** `each`: cut every run at every event; `random`: so many sequences of random faults; `live`: so many turns besides. */
type Orders = {
  server: string;
  nowhere: string;
  runs: string[];
  each: boolean;
  random: number;
  live: number;
  seed: number;
  patience_ms: number;
  at_once: number;
};

/** How long a silent line is waited for: short where silence is to come, as in the page where it is not. */
const STALL_MS = { expected: 1500, else: 25_000 };
const LIVE_PATIENCE_MS = 120_000;
const MOST_FAULTS = 6;

type Report = Record<"sequences" | "together" | "connections" | "events" | "live" | "answered", number> & {
  met: Record<string, number>;
  faults: string[];
};

const report: Report = {
  sequences: 0,
  together: 0,
  connections: 0,
  events: 0,
  live: 0,
  answered: 0,
  met: {},
  faults: [],
};

function lineOf(orders: Orders, proxy: string, faults: readonly Fault[]): Line {
  const faultOf = (connection: number) => {
    const fault = faults[connection] ?? null;
    if (fault) {
      const name = fault.kind === "cut" ? fault.how : fault.kind;
      report.met[name] = (report.met[name] ?? 0) + 1;
    }
    return fault;
  };
  return { proxy, nowhere: orders.nowhere, faultOf };
}

function stallOf(faults: readonly Fault[]): number {
  return faults.some((fault) => fault.kind === "cut" && fault.how === "stall") ? STALL_MS.expected : STALL_MS.else;
}

function counted(got: Followed, truths: ReadonlyMap<string, Truth>, name: string): void {
  report.sequences += 1;
  report.connections += got.connections;
  for (const { events } of got.runs.values()) report.events += events.length;
  if (truths.size > 1) report.together += 1;
  report.faults.push(...faultsOf(got, truths).map((fault) => `${fault} (${name})`));
}

/** Do all of it, so many at once. */
async function all(work: Iterable<() => Promise<void>>, atOnce: number): Promise<void> {
  const queue = work[Symbol.iterator]();
  const worker = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) await next.value();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function several(chance: Chance, events: number): Fault[] {
  return Array.from({ length: 1 + chance.below(MOST_FAULTS) }, () => anyFault(chance, events));
}

type Runs = ReadonlyMap<string, Truth>;

/** Follow stored runs, several of them on one connection. */
async function follow(orders: Orders, proxy: string, runs: Runs, faults: Fault[], name: string, patienceMs: number) {
  const places = [...runs.keys()].map((run) => ({ run, after: 0 }));
  const [first, second] = places;
  const subject = first && !second ? first : places;
  counted(await followed(subject, lineOf(orders, proxy, faults), stallOf(faults), patienceMs), runs, name);
}

/** One of the runs, or, one time in four, two or three. */
function some(chance: Chance, runs: Runs): Runs {
  const all = [...runs];
  const count = chance.next() < 0.25 ? 2 + chance.below(2) : 1;
  return new Map(Array.from({ length: count }, () => chance.pick(all)));
}

const lengthOf = (runs: Runs) => [...runs.values()].reduce((sum, { events }) => sum + events.length, 0);

function* storedWork(orders: Orders, proxy: string, truths: Runs): Generator<() => Promise<void>> {
  const once = (runs: Runs, faults: Fault[], name: string) => () =>
    follow(orders, proxy, runs, faults, name, orders.patience_ms);
  const chance = new Chance(orders.seed);
  if (orders.each) {
    for (const [run, truth] of truths) {
      for (let frames = 0; frames <= truth.events.length; frames++) {
        for (const bytes of [0, 1 + chance.below(100)]) {
          const how = HOWS[frames % 100 === 49 ? 3 : (frames + bytes) % 3] ?? "reset";
          const name = `${run} ${how} at ${frames}+${bytes}`;
          yield once(new Map([[run, truth]]), [{ kind: "cut", how, frames, bytes }], name);
        }
      }
    }
  }
  for (let number = 0; number < orders.random; number++) {
    const runs = some(chance, truths);
    yield once(runs, several(chance, lengthOf(runs)), `random ${number} of seed ${orders.seed}`);
  }
}

const ASKED = [
  "[bench n=24 rate=60]",
  "[bench n=40 rate=90] [say: 鯨は🐋 — “no fish” äöü\n\ndata: x]",
  "[bench n=8 first=0.2]",
];

/** Turns whose line breaks and whose server may be killed, and stored runs beside them. A turn is judged when it is stored. */
function* liveWork(orders: Orders, proxy: string, truths: Runs, gots: Followed[]): Generator<() => Promise<void>> {
  const chance = new Chance(orders.seed + 1);
  for (let number = 0; number < orders.live; number++) {
    const faults = several(chance, 30);
    const turn = { message: chance.pick(ASKED), program: chance.pick(["chat", "think"]) };
    yield async () => {
      const line = lineOf(orders, proxy, faults);
      const key = `cut-${orders.seed}-${number}`;
      gots.push(await followed({ turn, key }, line, stallOf(faults), LIVE_PATIENCE_MS));
    };
    const runs = some(chance, truths);
    const more = several(chance, lengthOf(runs));
    yield () => follow(orders, proxy, runs, more, `stored ${number}, beside live ones`, LIVE_PATIENCE_MS);
  }
}

async function judged(server: string, got: Followed): Promise<void> {
  const [run] = got.runs.keys();
  report.live += 1;
  if (!run) {
    report.faults.push(`lost: a whole turn (${got.outcome})`);
    return;
  }
  const truth = await truthOf(server, run);
  if (truth.state.phase === "completed") report.answered += 1;
  counted(got, new Map([[run, truth]]), `${run} live`);
}

async function main(): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  const [first] = (await once(lines, "line")) as [string];
  const orders = JSON.parse(first) as Orders;
  const proxy = await startProxy(orders.server);
  const truths = new Map<string, Truth>();
  for (const run of orders.runs) truths.set(run, await truthOf(orders.server, run));
  await all(storedWork(orders, proxy.url, truths), orders.at_once);

  process.stdout.write("live\n");
  const gots: Followed[] = [];
  await all(liveWork(orders, proxy.url, truths, gots), orders.at_once);
  process.stdout.write("done\n");
  await once(lines, "line");
  for (const got of gots) await judged(orders.server, got);
  proxy.close();
  process.stdout.write(`${JSON.stringify(report)}\n`);
  lines.close();
}

void main();
