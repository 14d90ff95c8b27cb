/** The server's routes as functions. Knows HTTP and nothing of chats or React. */
import type {
  ChangeIn,
  ConversationOut,
  ConversationsOut,
  ConversationTreeOut,
  ErrorOut,
  FeedbackIn,
  FeedbackOut,
  ImportOut,
  Kind,
  ModelsOut,
  ProgramsOut,
  RerunIn,
  RunOut,
  SearchOut,
  TraceOut,
  TurnIn,
} from "./types";

/** The server answered no. `code` is stable, `message` is for people; `run` is the run to attach to when it is busy. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly run: string | null = null,
    /** The program's input that is refused, and why; `place` is a JSON pointer. */
    readonly input: { place: string; reason: string } | null = null,
  ) {
    super(message);
  }
}

/** No usable answer: no connection, or something between us and the server answered in its place. Worth trying again. */
export class Unreachable extends Error {}

async function refusal(response: Response): Promise<Refused | Unreachable> {
  const body = (await response.json().catch(() => null)) as Partial<ErrorOut> | null;
  if (typeof body?.code === "string") {
    const input = typeof body.input === "string" ? { place: body.input, reason: body.reason ?? "" } : null;
    return new Refused(response.status, body.code, body.message ?? body.code, body.run ?? null, input);
  }
  if (response.status >= 500) return new Unreachable(`HTTP ${response.status}`);
  return new Refused(response.status, `http_${response.status}`, response.statusText || `HTTP ${response.status}`);
}

function query(values: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
}

export type Api = ReturnType<typeof createApi>;

/** Every function throws Refused or Unreachable, or an AbortError when its signal says so. */
export function createApi(fetcher: typeof fetch = (...call) => fetch(...call)) {
  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await fetcher(path, init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new Unreachable(String(error));
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }

  async function json<Out>(path: string, init?: RequestInit): Promise<Out> {
    return (await request(path, init)).json() as Promise<Out>;
  }

  const send = (method: string, body: unknown, headers: Record<string, string> = {}): RequestInit => ({
    method,
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const stream = { Accept: "text/event-stream" };

  return {
    programs: () => json<ProgramsOut>("/api/programs"),
    models: () => json<ModelsOut>("/api/models"),
    conversations: (kind: Kind = "kept", after?: string | null) =>
      json<ConversationsOut>(`/api/conversations${query({ kind: kind === "kept" ? null : kind, limit: 50, after })}`),
    /** The newest messages of the branch that is shown, or those that lead up to the message `before`. */
    conversation: (id: string, before?: string | null) =>
      json<ConversationTreeOut>(`/api/conversations/${id}${query({ limit: 100, before })}`),
    /** Show the branch of a message from now on. */
    choose: (id: string, message: string) =>
      json<ConversationTreeOut>(`/api/conversations/${id}/head`, send("PUT", { message })),
    rename: (id: string, title: string) => json<ConversationOut>(`/api/conversations/${id}`, send("PATCH", { title })),
    /** What a person thinks of an answer, all of it; null: nothing is kept. */
    feedback: (message: string, feedback: FeedbackIn) =>
      json<FeedbackOut | null>(`/api/messages/${message}/feedback`, send("PUT", feedback)),
    /** Pin, archive, delete or restore. */
    change: (conversations: readonly string[], how: ChangeIn) =>
      json<ConversationsOut>("/api/conversations", send("PATCH", { conversations, ...how })),
    /** What becomes of the conversations, as it happens. */
    changes: (signal?: AbortSignal) => request("/api/changes", { headers: stream, signal }),
    /** Take in a file that was exported. */
    importFile: (file: Blob, signal?: AbortSignal) =>
      json<ImportOut>("/api/import", {
        ...{ method: "POST", headers: { "Content-Type": "application/jsonl" } },
        ...{ body: file, signal },
      }),
    /** Where conversations can be had as a file to import elsewhere; all of them when none is named. */
    exportOf: (ids: readonly string[] = []) =>
      `/api/export${ids.length ? `?${new URLSearchParams(ids.map((id) => ["conversation", id]))}` : ""}`,
    /** Where a conversation can be had as a document. */
    documentOf: (id: string) => `/api/conversations/${id}/export.md`,
    /** Messages that hold every word of `q`, the newest first; `after` is the `next` of the page before. */
    search: (q: string, after?: string | null, signal?: AbortSignal) =>
      json<SearchOut>(`/api/search${query({ q, after })}`, { signal }),
    /** Where a conversation can be had as a file of its own. */
    fileOf: (id: string) => `/api/conversations/${id}/export.html`,
    run: (id: string) => json<RunOut>(`/api/runs/${id}`),
    trace: (id: string, signal?: AbortSignal) => json<TraceOut>(`/api/runs/${id}/trace`, { signal }),
    stop: (id: string) => json<RunOut>(`/api/runs/${id}/stop`, { method: "POST" }),

    /** Start a turn. The same `key` again joins the run that the first one started. The body is the run's event stream. */
    turn: (turn: TurnIn, key: string, signal?: AbortSignal) =>
      request("/chat/stream", { ...send("POST", turn, { ...stream, "Idempotency-Key": key }), signal }),
    /** Answer the turn of an answer once more, beside it; the rest is as for a turn. */
    rerun: (answer: string, by: RerunIn, key: string, signal?: AbortSignal) =>
      request(`/api/messages/${answer}/rerun`, { ...send("POST", by, { ...stream, "Idempotency-Key": key }), signal }),
    /** The events of a run after `after`: live, resumed or stored. 204: nothing is left to come. */
    events: (run: string, after: number, signal?: AbortSignal) =>
      request(`/api/runs/${run}/events${query({ after: after || null })}`, { headers: stream, signal }),
    /** The events of several runs behind a cursor, which is the id of an event of this stream, as they come. */
    eventsOf: (runs: readonly string[], after: string, signal?: AbortSignal) => {
      const asked = runs.map((run) => ["run", run]);
      return request(`/api/runs/events?${new URLSearchParams(after ? [...asked, ["after", after]] : asked)}`, {
        headers: stream,
        signal,
      });
    },
    /** All events of a run at once, however long it took. */
    recording: (run: string, signal?: AbortSignal) =>
      request(`/api/runs/${run}/events${query({ speed: "max" })}`, { headers: stream, signal }),
  };
}
