/** A proxy that does to a connection what its request asks for in the header `X-Fault`. */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fault, How, Place } from "./faults";

export const HEADER = "x-fault";

/** Lets a stream pass up to a place in it. Latin-1 text stands for bytes: one character each. */
class Cutter {
  #seen = "";
  #sent = 0;
  #frames = 0;
  #block = 0;

  constructor(private readonly place: Place) {}

  /** What of these bytes still passes, and whether the place is reached with it. */
  pass(chunk: Buffer): { part: Buffer; over: boolean } {
    this.#seen += chunk.toString("latin1");
    const limit = this.#limit();
    const part = this.#seen.slice(this.#sent, limit);
    this.#sent += part.length;
    return { part: Buffer.from(part, "latin1"), over: this.#sent === limit };
  }

  #limit(): number {
    while (this.#frames < this.place.frames) {
      const end = this.#seen.indexOf("\n\n", this.#block);
      if (end === -1) return Number.POSITIVE_INFINITY;
      if (this.#seen.startsWith("id: ", this.#block)) this.#frames += 1;
      this.#block = end + 2;
    }
    return this.#block + this.place.bytes;
  }
}

/** Sends every frame of a stream twice. */
class Doubler {
  #rest = "";

  pass(chunk: Buffer): Buffer {
    const blocks = (this.#rest + chunk.toString("latin1")).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    return Buffer.from(blocks.map((block) => `${block}\n\n${block}\n\n`).join(""), "latin1");
  }
}

export type Proxy = { url: string; close(): void };

/** A proxy in front of the server at `upstream`, listening on a free port. */
export async function startProxy(upstream: string): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const server = createServer((asked, answer) => {
    const fault = asked.headers[HEADER];
    serve(
      new URL(asked.url ?? "/", upstream),
      asked,
      answer,
      agent,
      fault ? (JSON.parse(String(fault)) as Fault) : null,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
    agent.destroy();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

function serve(url: URL, asked: IncomingMessage, answer: ServerResponse, agent: Agent, fault: Fault | null): void {
  answer.on("error", () => {});
  if (fault?.kind === "drop") {
    asked.socket.resetAndDestroy();
    return;
  }
  if (fault?.kind === "answer") {
    asked.resume();
    answer.writeHead(fault.status, { "Content-Type": "text/html" }).end(fault.body);
    return;
  }
  if (fault?.kind === "rewind") {
    const after = Number(url.searchParams.get("after") ?? 0);
    if (after) url.searchParams.set("after", String(Math.max(0, after - fault.events)));
  }
  const { [HEADER]: _, connection: __, ...headers } = asked.headers;
  const sent = request(url, { method: asked.method, headers: { ...headers, host: url.host }, agent });
  answer.on("close", () => sent.destroy());
  // a server that is gone: its socket refuses, and so does this one
  sent.on("error", () => answer.destroy());
  sent.on("response", (given) => pass(given, answer, fault));
  asked.pipe(sent);
}

function pass(given: IncomingMessage, answer: ServerResponse, fault: Fault | null): void {
  given.on("error", () => answer.destroy());
  if (fault?.kind === "swallow") {
    answer.socket?.resetAndDestroy();
    return;
  }
  const { connection: _, "transfer-encoding": __, ...headers } = given.headers;
  answer.writeHead(given.statusCode ?? 502, headers);
  switch (fault?.kind) {
    case "cut":
      cut(given, answer, fault.how, new Cutter(fault));
      return;
    case "dribble":
      dribble(given, answer, fault.size);
      return;
    case "double": {
      const doubler = new Doubler();
      given.on("data", (chunk: Buffer) => answer.write(doubler.pass(chunk)));
      given.on("end", () => answer.end());
      return;
    }
    default:
      given.pipe(answer);
  }
}

function cut(given: IncomingMessage, answer: ServerResponse, how: How, cutter: Cutter): void {
  let done = false;
  given.on("data", (chunk: Buffer) => {
    if (done) return;
    const { part, over } = cutter.pass(chunk);
    done = over;
    if (!over) answer.write(part);
    // what is cut has arrived before the cut is noticed
    else answer.write(part, () => setImmediate(ended, answer, how));
  });
  given.on("end", () => done || answer.end());
}

function ended(answer: ServerResponse, how: How): void {
  switch (how) {
    case "reset":
      answer.socket?.resetAndDestroy();
      return;
    case "break":
      answer.socket?.end();
      return;
    case "finish":
      answer.end();
      return;
    case "stall":
      return;
    default:
      how satisfies never;
  }
}

function dribble(given: IncomingMessage, answer: ServerResponse, size: number): void {
  given.on("data", (chunk: Buffer) => {
    answer.socket?.setNoDelay(true);
    for (let at = 0; at < chunk.length; at += size) answer.write(chunk.subarray(at, at + size));
  });
  given.on("end", () => answer.end());
}
