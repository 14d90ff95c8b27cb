/** The turn that Python wrote, as bytes and as events; and servers that send events as a test wants them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createApi } from "@/api/client";
import type { RunEvent, WireEvent } from "@/api/types";
import { decodeEvents } from "@/sse/decode";

export const GOLDEN: Uint8Array = readFileSync(join(import.meta.dirname, "../../tests/golden/turn.sse"));

/** A body that arrives in pieces of `size` bytes; then it ends, or breaks when `error` is given. */
export function bodyOf(bytes: Uint8Array, size = bytes.length, error?: Error): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) {
        controller.enqueue(bytes.slice(at, at + size));
        at += size;
      } else if (error) controller.error(error);
      else controller.close();
    },
  });
}

export async function eventsOf(body: ReadableStream<Uint8Array>): Promise<WireEvent[]> {
  const all: WireEvent[] = [];
  for await (const events of decodeEvents(body)) all.push(...events);
  return all;
}

export async function goldenEvents(): Promise<RunEvent[]> {
  return (await eventsOf(bodyOf(GOLDEN))).filter((event) => event.type !== "ping");
}

export function frames(events: readonly WireEvent[]): Uint8Array {
  const text = events.map((event) => {
    const id = event.type === "ping" ? "" : `id: ${event.seq}\n`;
    return `${id}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  });
  return new TextEncoder().encode(text.join(""));
}

export type Call = { method: string; url: URL; headers: Headers; body: string | null };

/** An API whose server is a function of the call and its number. */
export function apiOf(answer: (call: Call, number: number) => Response | Promise<Response>) {
  const calls: Call[] = [];
  const api = createApi(async (input, init) => {
    init?.signal?.throwIfAborted();
    const call: Call = {
      method: init?.method ?? "GET",
      url: new URL(String(input), "http://server"),
      headers: new Headers(init?.headers),
      body: typeof init?.body === "string" ? init.body : null,
    };
    calls.push(call);
    return answer(call, calls.length);
  });
  return { api, calls };
}

export const refusal = (status: number, code: string, more: object = {}): Response =>
  Response.json({ code, message: `no: ${code}`, ...more }, { status });
