/** Replays: the stored events of one answer, or of a conversation, played again on its page. */
import { Refused } from "@/api/client";
import type { RunEvent } from "@/api/types";
import { decodeEvents } from "@/sse/decode";
import { branch } from "../conversation";
import { Player, type Recording } from "../player";
import { EMPTY, type RunState, reduce } from "../reducer";
import type { Context } from "./context";

export function createReplays(context: Context) {
  const { api, store, live, settled, conversation } = context;
  const { get, set } = store;

  async function record(message: string, run: string): Promise<Recording> {
    const { body } = await api.recording(run);
    const events: RunEvent[] = [];
    if (!body) return { message, events };
    for await (const arrived of decodeEvents(body)) {
      for (const event of arrived) if (event.type !== "ping") events.push(event);
    }
    return { message, events };
  }

  /** Play one answer again, or every answer of the branch. */
  async function start(id: string, only?: string): Promise<void> {
    const answers = branch(conversation(id)).filter(({ role }) => role === "assistant");
    const wanted = only ? answers.filter((message) => message.id === only) : answers;
    try {
      const recordings: Recording[] = [];
      for (const message of wanted) {
        const run = message.run?.id ?? settled.get(message.id)?.get().run;
        if (run) recordings.push(await record(message.id, run));
      }
      if (context.shown !== id || !recordings.length) return;
      end();
      const player = new Player(recordings);
      set({ replay: { conversation: id, player, whole: !only }, notice: null });
      player.play();
    } catch (error) {
      set({ notice: { kind: "replayFailed", message: error instanceof Refused ? error.message : "" } });
    }
  }

  /** A run as its stored events tell it. */
  async function recorded(run: string): Promise<RunState> {
    const { events } = await record("", run);
    return events.reduce(reduce, EMPTY);
  }

  function end(): void {
    const { replay } = get();
    replay?.player.pause();
    if (replay) set({ replay: null });
  }

  /** An answer as it grows: in the replay that is on, else as it arrives or has just arrived; null: as it is stored. */
  function runOf(message: string) {
    return get().replay?.player.run(message) ?? live.get(message) ?? settled.get(message) ?? null;
  }

  return { start, recorded, end, runOf };
}
