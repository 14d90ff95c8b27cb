/** The server's own shapes, under short names. Generated into `schema.d.ts` by `npm run gen`; nothing is written twice. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type StartEvent = Schemas["StartEvent"];
export type TokenEvent = Schemas["TokenEvent"];
export type StatusEvent = Schemas["StatusEvent"];
export type FinalEvent = Schemas["FinalEvent"];
export type ErrorEvent = Schemas["ErrorEvent"];
export type EndEvent = Schemas["EndEvent"];

/** An event of a run, as stored. */
export type RunEvent = StartEvent | TokenEvent | StatusEvent | FinalEvent | ErrorEvent | EndEvent;
/** What may come over the wire: the stored events and the ping that keeps a quiet connection alive. */
export type WireEvent = RunEvent | Schemas["Ping"];

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

export type FieldRef = Schemas["FieldRef"];
export type ModelRef = Schemas["ModelRef"];
export type ProgramRef = Schemas["ProgramRef"];
export type Usage = Schemas["Usage"];

export type ChangeEvent = Schemas["ChangedEvent"] | Schemas["GoneEvent"] | Schemas["ListEvent"];
export type ChangeIn = Omit<Schemas["ConversationsIn"], "conversations">;
export type ConversationOut = Schemas["ConversationOut"];
export type ConversationsOut = Schemas["ConversationsOut"];
export type ConversationTreeOut = Schemas["ConversationTreeOut"];
export type ErrorOut = Schemas["ErrorOut"];
export type FeedbackIn = Schemas["FeedbackIn"];
export type FeedbackOut = Schemas["FeedbackOut"];
export type FoundOut = Schemas["FoundOut"];
export type HealthOut = Schemas["HealthOut"];
export type ImportOut = Schemas["ImportOut"];
/** Which list of conversations. */
export type Kind = "kept" | "archived" | "deleted";
export type MessageOut = Schemas["MessageOut"];
export type ModelOut = Schemas["ModelOut"];
export type ModelCallOut = Schemas["ModelCallOut"];
export type ModelsOut = Schemas["ModelsOut"];
export type PluginOut = Schemas["PluginOut"];
export type ProgramOut = Schemas["ProgramOut"];
export type ProgramsOut = Schemas["ProgramsOut"];
export type RerunIn = Schemas["RerunIn"];
export type RunErrorOut = Schemas["RunErrorOut"];
export type RunOut = Schemas["RunOut"];
export type SearchOut = Schemas["SearchOut"];
export type TraceOut = Schemas["TraceOut"];
export type TurnIn = Schemas["TurnIn"];
