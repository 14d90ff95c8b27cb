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
const LIVE_PATIENCE_MS = 30_000;
const MOST_FAULTS = 6;

type Report = Record<"sequences" | "connections" | "events" | "live" | "answered", number> & {
  met: Record<string, number>;
  faults: string[];
};

const report: Report = { sequences: 0, connections: 0, events: 0, live: 0, answered: 0, met: {}, faults: [] };

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

function counted(got: Followed, truth: Truth, name: string): void {
  report.sequences += 1;
  report.connections += got.connections;
  report.events += got.events.length;
  report.faults.push(...faultsOf(got, truth).map((fault) => `${fault} (${name})`));
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

function* storedWork(orders: Orders, proxy: string, truths: Map<string, Truth>): Generator<() => Promise<void>> {
  const once = (run: string, truth: Truth, faults: Fault[], name: string) => async () => {
    const line = lineOf(orders, proxy, faults);
    counted(await followed({ run, after: 0 }, line, stallOf(faults), orders.patience_ms), truth, name);
  };
  const chance = new Chance(orders.seed);
  if (orders.each) {
    for (const [run, truth] of truths) {
      for (let frames = 0; frames <= truth.events.length; frames++) {
        for (const bytes of [0, 1 + chance.below(100)]) {
          const how = HOWS[frames % 100 === 49 ? 3 : (frames + bytes) % 3] ?? "reset";
          yield once(run, truth, [{ kind: "cut", how, frames, bytes }], `${run} ${how} at ${frames}+${bytes}`);
        }
      }
    }
  }
  const runs = [...truths];
  for (let number = 0; number < orders.random; number++) {
    const [run, truth] = chance.pick(runs);
    yield once(run, truth, several(chance, truth.events.length), `${run} random ${number} of seed ${orders.seed}`);
  }
}

const ASKED = [
  "[bench n=24 rate=60]",
  "[bench n=40 rate=90] [say: 鯨は🐋 — “no fish” äöü\n\ndata: x]",
  "[bench n=8 first=0.2]",
];

/** Turns whose line breaks and whose server may be killed, and stored runs beside them. A turn is judged when it is stored. */
function* liveWork(
  orders: Orders,
  proxy: string,
  truths: Map<string, Truth>,
  gots: Followed[],
): Generator<() => Promise<void>> {
  const chance = new Chance(orders.seed + 1);
  const runs = [...truths];
  for (let number = 0; number < orders.live; number++) {
    const faults = several(chance, 30);
    const turn = { message: chance.pick(ASKED), program: chance.pick(["chat", "think"]) };
    yield async () => {
      const line = lineOf(orders, proxy, faults);
      const key = `cut-${orders.seed}-${number}`;
      gots.push(await followed({ turn, key }, line, stallOf(faults), LIVE_PATIENCE_MS));
    };
    const [run, truth] = chance.pick(runs);
    const more = several(chance, truth.events.length);
    yield async () => {
      const line = lineOf(orders, proxy, more);
      const got = await followed({ run, after: 0 }, line, stallOf(more), LIVE_PATIENCE_MS);
      counted(got, truth, `${run} stored, beside live ones`);
    };
  }
}

async function judged(server: string, got: Followed): Promise<void> {
  const run = got.events[0]?.run;
  report.live += 1;
  if (!run) {
    report.faults.push(`lost: a whole turn (${got.outcome})`);
    return;
  }
  const truth = await truthOf(server, run);
  if (truth.state.phase === "completed") report.answered += 1;
  counted(got, truth, `${run} live`);
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
