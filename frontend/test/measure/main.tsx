/** A page that takes tokens at a rate and shows them: with the client's own renderer, or as plain text, which is the floor. */
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import type { RunEvent } from "@/api/types";
import { LiveRun } from "@/chat/live-run";
import { useRun } from "@/hooks/use-run";
import { decodeEvents } from "@/sse/decode";
import { AnswerBody } from "@/ui/answer-body";

/** The server joins what comes within this. */
const FRAME_MS = 16;
/** Characters of a token. */
const TOKEN = 3.2;

declare global {
  interface Window {
    /** Show `text` token by token; the lengths of the long tasks meanwhile, in ms. */
    measure(kind: "client" | "floor", text: string, rate: number): Promise<number[]>;
    /** Whether the page is ready. */
    ready: boolean;
  }
}

const common = { run: "r".repeat(32), t: 0 };
const start = {
  ...{ ...common, type: "start", seq: 1, v: 1, conversation: "c", message: "m", parent: "p", started_at: 0 },
  program: { id: "p", title: "P", version: "1" },
  model: { id: "m", title: "m", kind: "demo", reason: "" },
  fields: [{ name: "answer", title: "Answer", kind: "text", role: "answer", predictor: "self" }],
} as RunEvent;

/** The least that a page can do: the text as it is, whenever some of it comes. */
function Floor({ hear }: { hear: (show: (text: string) => void) => void }) {
  const [text, setText] = useState("");
  useEffect(() => hear(setText), [hear]);
  return <pre className="whitespace-pre-wrap">{text}</pre>;
}

function Client({ run }: { run: LiveRun }) {
  const { state } = useRun(run);
  return state && <AnswerBody state={state} link="open" />;
}

window.measure = async (kind, text, rate) => {
  const run = new LiveRun();
  run.push([start]);
  const frame = document.getElementById("root");
  if (!frame) throw new Error("the page has no root");
  frame.replaceChildren();
  let said = "";
  let show: (text: string) => void = () => {};
  const hear = (listener: typeof show) => {
    show = listener;
  };
  const root = createRoot(frame.appendChild(document.createElement("div")));
  root.render(
    <div role="log" className="thread">
      {kind === "floor" ? <Floor hear={hear} /> : <Client run={run} />}
    </div>,
  );
  const long: number[] = [];
  const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ entryTypes: ["longtask"] });
  for await (const events of decodeEvents(streamed(text, rate))) {
    const stored = events.filter((event): event is RunEvent => event.type !== "ping");
    if (kind === "client") run.push(stored);
    for (const event of stored) if (event.type === "token") said += event.text;
    show(said);
    window.scrollTo(0, document.body.scrollHeight);
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  observer.disconnect();
  root.unmount();
  return long;
};

/** The text as the server sends it: bytes of one event for each frame. */
function streamed(text: string, rate: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const began = performance.now();
  let at = 0;
  let seq = 2;
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
      const due = Math.min(text.length, Math.ceil(((performance.now() - began) / 1000) * rate * TOKEN));
      const event = { ...common, type: "token", seq, field: "answer", text: text.slice(at, due) };
      const frame = `id: ${seq}\nevent: token\ndata: ${JSON.stringify(event)}\n\n`;
      controller.enqueue(new TextEncoder().encode(frame));
      at = due;
      seq += 1;
      if (at === text.length) controller.close();
    },
  });
}

window.ready = true;
