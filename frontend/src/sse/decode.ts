/** Bytes of an event stream to events. Knows the frame format and nothing of connections. */
import { createParser } from "eventsource-parser";
import type { WireEvent } from "@/api/types";

/** What tells of runs. */
const OF_RUNS: ReadonlySet<string> = new Set<WireEvent["type"]>([
  "start",
  "token",
  "status",
  "final",
  "error",
  "end",
  "ping",
]);

/**
 * Yields the events of each chunk of bytes together, also an empty list when a chunk completes none: every chunk is a sign of life.
 * Event types of a newer server are passed over. `onId` hears the id of each event that has one, before it is yielded. Raises
 * SyntaxError when a frame is not JSON.
 */
export async function* decodeEvents<Event extends { type: string } = WireEvent>(
  body: ReadableStream<Uint8Array>,
  onId?: (id: string) => void,
  types: ReadonlySet<string> = OF_RUNS,
): AsyncGenerator<Event[]> {
  let arrived: Event[] = [];
  const parser = createParser({
    onEvent({ data, id }) {
      if (id) onId?.(id);
      const event = JSON.parse(data) as Event;
      if (types.has(event.type)) arrived.push(event);
    },
  });
  const text = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(text.decode(value, { stream: true }));
      yield arrived;
      arrived = [];
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
