/** What can befall a connection, and how often it does. Knows no sockets. */

/** Where a stream is cut: behind `frames` of its events, and so many bytes into the next. */
export type Place = { frames: number; bytes: number };

/** How it is cut: by a reset, by an end in the middle, by an end as if it were whole, or by nothing more coming. */
export const HOWS = ["reset", "break", "finish", "stall"] as const;
export type How = (typeof HOWS)[number];

export type Fault =
  | ({ kind: "cut"; how: How } & Place)
  /** A proxy answers in the server's place. */
  | { kind: "answer"; status: number; body: string }
  /** The server gets the request, the client no answer. */
  | { kind: "swallow" }
  /** The connection ends before anything was read from it. */
  | { kind: "drop" }
  /** Nobody listens. */
  | { kind: "refuse" }
  /** Nothing is lost, but the bytes come in pieces of this size. */
  | { kind: "dribble"; size: number }
  /** Every frame comes twice. */
  | { kind: "double" }
  /** The stream begins so many events earlier than was asked for. */
  | { kind: "rewind"; events: number };

/** Random numbers from a seed: mulberry32, by Tommy Ettinger (public domain). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 to under 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** 0 to under `n`, whole. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)] as Value;
  }
}

const ANSWERS = [
  { kind: "answer", status: 502, body: "<html><h1>Bad Gateway</h1></html>" },
  { kind: "answer", status: 503, body: "" },
  { kind: "answer", status: 504, body: "upstream timed out" },
  { kind: "answer", status: 200, body: "<html>Please accept the terms of this network\n\n</html>" },
] as const;

/** One of them, for a run of about `events` events. Mostly cuts, half of them in the middle of a frame. */
export function anyFault(chance: Chance, events: number): Fault {
  const lot = chance.next();
  if (lot < 0.56) {
    // stalls are the only ones that cost time
    const how = chance.next() < 0.03 ? "stall" : chance.pick(["reset", "break", "finish"] as const);
    const bytes = chance.next() < 0.5 ? 0 : 1 + chance.below(120);
    return { kind: "cut", how, frames: chance.below(chance.next() < 0.5 ? 4 : events + 1), bytes };
  }
  if (lot < 0.66) return chance.pick(ANSWERS);
  if (lot < 0.72) return { kind: "swallow" };
  if (lot < 0.76) return { kind: "drop" };
  if (lot < 0.8) return { kind: "refuse" };
  if (lot < 0.9) return { kind: "dribble", size: 1 + chance.below(7) };
  if (lot < 0.95) return { kind: "double" };
  return { kind: "rewind", events: 1 + chance.below(10) };
}
