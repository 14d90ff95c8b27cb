/** Every word that the page says, in English. Another language is another object of this type. As long as what it says. */
import { regional, textFor } from "./locale";

const LOCALE = regional("en");

const number = (n: number) => n.toLocaleString(LOCALE);

const count = (n: number, one: string, many: string) => `${number(n)} ${n === 1 ? one : many}`;

const moment = (at: number) => new Date(at).toLocaleString(LOCALE, { dateStyle: "medium", timeStyle: "short" });

/** A size that people read. */
const bytes = (n: number) =>
  n < 1000
    ? `${n} bytes`
    : n < 1e6
      ? `${Math.round(n / 1024)} KB`
      : `${number(Math.round((n * 10) / (1 << 20)) / 10)} MB`;

/** A type of file as its name's ending. */
const typeName = (type: string) => (type.split("/")[1] ?? type).toUpperCase();

/** What is wrong with an input, by its code. */
const inputProblems = new Map<string, (limit: number) => string>([
  ["missing", () => "Please fill this in."],
  ["notNumber", () => "This is not a number."],
  ["notInteger", () => "This is not a whole number."],
  ["notJson", () => "This is not valid JSON."],
  ["pattern", () => "This is not in the form that is asked for."],
  ["unique", () => "Two of these are the same."],
  ["type", () => "A file of this type is not taken."],
  ["unreadable", () => "It could not be read."],
  ["most", (n) => `This is larger than ${bytes(n)}.`],
  ["all", (n) => `All files of a message together may have ${bytes(n)}.`],
  ["minimum", (n) => `At least ${number(n)}.`],
  ["maximum", (n) => `At most ${number(n)}.`],
  ["exclusiveMinimum", (n) => `More than ${number(n)}.`],
  ["exclusiveMaximum", (n) => `Less than ${number(n)}.`],
  ["multipleOf", (n) => `A multiple of ${n}.`],
  ["minLength", (n) => `At least ${count(n, "character", "characters")}.`],
  ["maxLength", (n) => `At most ${count(n, "character", "characters")}.`],
  ["minItems", (n) => `At least ${n} of these.`],
  ["maxItems", (n) => `At most ${n} of these.`],
]);

/** Why a model is asked again, by the code of what went wrong. */
const retryReasons = {
  model_busy: "the provider limits requests",
  model_timeout: "the model took too long",
  model_failed: "the model’s server failed",
  model_unreachable: "the connection broke",
  bad_answer: "the answer was not in the right form",
};

/** What helps beside what the message of an error already says, by its code. */
const failureHints = {
  too_long: "A model that reads more at once may still answer here.",
  model_busy: "Another model below may answer at once.",
  model_quota: "Choose another model below, or add credit at the provider.",
  model_refused_key: "Until the key is right, another model below may answer.",
  model_unknown: "Until then, another model below may answer.",
  model_unreachable: "Meanwhile another model below may answer.",
  model_cannot: "Ask again when another model is chosen below.",
  storage_full: "What had arrived is kept.",
  storage_failed: "What had arrived is kept.",
  storage_read_only: "What had arrived is kept.",
  bad_answer: "Small models often miss the form; a larger one may do better.",
};

/** What every language must know a text for. */
export type RetryReasons = typeof retryReasons;
export type FailureHints = typeof failureHints;

const retryReason = textFor(retryReasons);
const failureHint = textFor(failureHints);

export const en = {
  name: "dspy-chat",
  tagline: "Talk to your DSPy programs",
  skip: "Skip to the message box",
  server: {
    down: "The server does not answer. Trying again…",
  },
  sidebar: {
    label: "Conversations",
    open: "Show conversations",
    close: "Hide conversations",
    newChat: "New chat",
    empty: "Your conversations will be kept here.",
    more: "Show older",
    rename: (title: string) => `Rename “${title}”`,
    renameLabel: "New title",
    remove: (title: string) => `Delete “${title}”`,
    running: "Answering now",
    untitled: "Untitled",
    today: "Today",
    yesterday: "Yesterday",
    week: "Last 7 days",
    older: "Older",
  },
  search: {
    label: "Search messages",
    clear: "Clear the search",
    results: "Messages found",
    found: (n: number, more: boolean) => `${count(n, "message", "messages")}${more ? " and older ones" : ""}`,
    nothing: "No message holds all of these words.",
    noWord: "Letters and digits are searched: type a word.",
    waiting: "Searching…",
    failed: "This could not be searched. Fewer words may help, or another try.",
    more: "Show older",
    asked: "You:",
    answered: "Answer:",
    when: (at: number) => new Date(at).toLocaleDateString(LOCALE, { day: "numeric", month: "short", year: "numeric" }),
  },
  theme: { system: "Theme: like the system", light: "Theme: light", dark: "Theme: dark" },
  welcome: {
    title: "What shall we ask?",
    programs: "Programs",
    programsHint: "Each one is a DSPy program installed on this server. You can switch in mid-chat.",
    starters: "Try one of these",
    noPrograms: "No program is installed yet.",
    noProgramsHint: "Install a plugin that offers one, such as dspy-chat-basics, and start the server again.",
    model: (title: string) => `${title} answers.`,
  },
  program: {
    choose: "Choose a program",
    failed: (name: string) => `Plugin “${name}” could not be loaded`,
    fields: "Gives",
  },
  model: {
    label: "Model",
    choose: "Choose a model",
    embedded: "small demo model",
    demo: "demo, no real model",
    cloud: "cloud",
    server: "own server",
  },
  composer: {
    label: "Message",
    placeholder: (program: string) => `Message ${program}…`,
    placeholderPlain: "Write a message…",
    send: "Send",
    stop: "Stop",
    hint: "Enter sends, Shift + Enter starts a new line",
    inputs: (program: string) => `More input for ${program}`,
    inputsToggle: "Inputs",
  },
  inputs: {
    required: "required",
    unset: "not set",
    yes: "Yes",
    no: "No",
    option: "Kind",
    item: (title: string, place: number) => `${title} ${place}`,
    add: (title: string) => `Add to ${title}`,
    fill: (title: string) => `Add ${title}`,
    clear: (title: string) => `Remove ${title}`,
    up: (title: string) => `Move ${title} up`,
    down: (title: string) => `Move ${title} down`,
    json: "Written as JSON",
    problem: (code: string, limit: number) => inputProblems.get(code)?.(limit) ?? "This is not taken.",
    upload: {
      choose: "Choose a file",
      chooseMore: "Choose files",
      another: "Choose another",
      drop: "or drop or paste it here",
      rule: (types: string[], most: number) =>
        [...(types.length ? [types.map(typeName).join(", ")] : []), `at most ${bytes(most)}`].join(", "),
      notTaken: (name: string, why: string) => `${name}: ${why}`,
      reading: "Reading…",
      forgotten: "Not kept when the page is loaded again",
      preview: (name: string) => `Preview of ${name}`,
    },
    bytes,
    kinds: {
      text: "Text",
      number: "Number",
      integer: "Whole number",
      boolean: "Yes or no",
      choice: "Choice",
      list: "List",
      group: "Group",
      union: "One of several",
      upload: "File",
      json: "JSON",
    },
    fileKinds: { image: "Image", audio: "Sound", file: "File" },
  },
  conversation: {
    label: "Conversation",
    pageTitle: (title: string) => `${title} – dspy-chat`,
    loading: "Opening the conversation…",
    missing: "This conversation does not exist, or was deleted.",
    failed: "This conversation could not be opened.",
    again: "Try again",
    earlier: "Show earlier messages",
    latest: "Jump to the latest",
    you: "You asked",
    replay: "Replay",
    replayConversation: "Replay this conversation",
  },
  answer: {
    label: (program: string) => `Answer of ${program}`,
    waiting: "Waiting for the first word…",
    sending: "Sending…",
    lost: "Connection lost. Reconnecting…",
    writing: "Writing…",
    thinking: "Thinking",
    thought: "Thought",
    thinkingNow: "Thinking…",
    working: "Working",
    steps: (n: number) => count(n, "step", "steps"),
    data: "Data",
    stepsLabel: "Steps",
    thinkingLabel: "Thinking",
    stopped: "Stopped before it was complete.",
    interrupted: "The server was restarted before this answer was complete.",
    failed: "This answer failed.",
    retry: "Ask again",
    retryIn: (seconds: number) => `Ask again in ${seconds} s`,
    hint: (code: string) => failureHint(code),
    /** What the server says of a failure; `code` is for a language of which it knows no text. */
    failure: (_code: string, message: string) => message,
    newChat: "New chat",
    takeBack: "Edit the message",
    reference: (ref: string) => `Reference ${ref}`,
    copy: "Copy answer",
    copied: "Copied",
    replay: "Replay this answer",
    yes: "Yes",
    no: "No",
    none: "nothing",
    number: (n: number) => n.toLocaleString(LOCALE, { maximumFractionDigits: 12 }),
    tokens: (n: number) => count(n, "token", "tokens"),
    tokensCached: (n: number) => `${number(n)} cached`,
    cost: (usd: number) => (usd < 0.00005 ? "under $0.0001" : `$${usd.toFixed(usd < 0.01 ? 4 : 2)}`),
    seconds: (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`),
    cached: "from cache",
    image: "Image",
    imageAt: (host: string) => `Open the image at ${host}`,
    among: (others: string[]) => `not ${others.join(", ")}`,
    source: (n: number) => `Document ${n}`,
    supports: (text: string) => `supports “${text}”`,
    meta: "About this answer",
  },
  steps: {
    tool: (name: string) => `Using ${name}`,
    percent: (fraction: number) => `${Math.floor(fraction * 100)}%`,
    retry: (reason: string | null) => {
      const why = retryReason(reason);
      return why ? `Trying again: ${why}` : "Trying again";
    },
    retried: (reason: string | null) => {
      const why = retryReason(reason);
      return why ? `Tried again: ${why}` : "Tried again";
    },
    queue: "Waiting for a free place",
    queued: "Waited for a free place",
    input: "in",
    output: "out",
    error: "error",
    running: "running",
    done: "done",
    failed: "failed",
    unfinished: "not finished",
  },
  details: {
    title: "Details",
    close: "Close",
    steps: "Steps",
    calls: "Model calls",
    loading: "Reading…",
    failed: "The model calls could not be read.",
    missing: "The model calls of this answer were not kept.",
    none: "No model was asked.",
    dropped: (n: number) => `${count(n, "more call was", "more calls were")} not kept.`,
    began: (ms: number) => `after ${(ms / 1000).toFixed(1)} s`,
    sent: "Messages as sent",
    thinking: "Thinking",
    answer: "Answer",
    noAnswer: "No answer came.",
    cut: "Parts were too long to be kept whole.",
    running: "not finished",
    ended: (code: string) => (code === "stopped" ? "stopped" : `failed: ${code}`),
    tokens: (input: number, output: number) => `${number(input)} in, ${number(output)} out`,
    copy: (what: string) => `Copy ${what}`,
  },
  replay: {
    label: "Replay",
    play: "Play",
    pause: "Pause",
    again: "Play again",
    exit: "Leave replay",
    speed: "Speed",
    instant: "instant",
    times: (n: number) => `${n}×`,
    position: "Position",
    clock: (ms: number) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`,
    of: (at: string, all: string) => `${at} of ${all}`,
  },
  share: {
    short: "Share",
    download: "Share this conversation as a file",
    saved: (at: number) => `Saved ${moment(at)}`,
    asked: (at: number) => moment(at),
    made: "made with dspy-chat",
    keys: "Space plays and pauses, ← and → jump five seconds, < and > change the speed",
    leave: "Back to the whole conversation",
    unreadable: "This file is damaged: the conversation in it could not be read.",
  },
  notice: {
    dismiss: "Dismiss",
    deleted: (title: string) => `“${title}” was deleted.`,
    undo: "Undo",
    busy: "Another answer is still arriving here. Your message is back in the box.",
    stopFailed: "The answer could not be stopped.",
    replayFailed: "The recording could not be read.",
    renameFailed: "The title could not be changed.",
    deleteFailed: "The conversation could not be deleted.",
  },
  announce: {
    answering: (program: string) => `${program} is answering`,
    finished: (program: string) => `${program} finished answering`,
    failed: (program: string) => `${program} could not answer`,
    stopped: (program: string) => `${program} was stopped`,
  },
  markdown: {
    image: (name: string) => `[image: ${name}]`,
    code: "code",
    copyCode: "Copy code",
    table: "Table",
    done: "done",
    open: "not done",
  },
  table: {
    rows: (n: number) => count(n, "row", "rows"),
    all: (n: number) => `Show all ${number(n)}`,
    copyCsv: "Copy the table as CSV",
    copyMarkdown: "Copy the table as Markdown",
  },
  tree: {
    items: (n: number) => count(n, "item", "items"),
    parts: (n: number) => count(n, "field", "fields"),
    more: (n: number) => `${number(n)} more`,
    copy: "Copy as JSON",
  },
  notFound: {
    title: "There is nothing at this address.",
    home: "Start a new chat",
  },
};

export type Dictionary = typeof en;
