/** What the server finds for what is being typed: asked when the typing rests, and only the last question counts. */
import { useEffect, useState } from "react";
import type { FoundOut, SearchOut } from "@/api/types";
import { useApp } from "./use-app";

/** How long the typing rests before the server is asked. */
const REST_MS = 150;

type Result = SearchOut & { query: string };

export type Search = {
  /** `waiting`: for the answer to what is typed now; what was found before is still there. */
  state: "idle" | "waiting" | "there" | "failed";
  words: string[];
  found: FoundOut[];
  /** Ask for older ones; null: there are none. */
  more: (() => void) | null;
};

export function useSearch(query: string): Search {
  const app = useApp();
  const [result, setResult] = useState<Result | null>(null);
  const [failed, setFailed] = useState<string | null>(null);

  useEffect(() => {
    if (!query.trim()) {
      setResult(null);
      return;
    }
    const leave = new AbortController();
    const timer = setTimeout(() => {
      app.finding.search(query, null, leave.signal).then(
        (answer) => setResult({ ...answer, query }),
        () => leave.signal.aborted || setFailed(query),
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [app, query]);

  if (!query.trim()) return { state: "idle", words: [], found: [], more: null };
  if (failed === query && result?.query !== query) return { state: "failed", words: [], found: [], more: null };
  const { words = [], found = [], next = null } = result ?? {};

  async function more() {
    const older = await app.finding.search(query, next).catch(() => null);
    setResult((now) =>
      older && now?.query === query && now.next === next
        ? { ...older, query, found: [...now.found, ...older.found] }
        : now,
    );
  }

  const there = result?.query === query;
  return { state: there ? "there" : "waiting", words, found, more: there && next ? () => void more() : null };
}
