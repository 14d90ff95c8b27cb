/** Takes in a file of conversations, and says what came of it: how many were taken, and which were not, and why. */
import { FileUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Refused } from "@/api/client";
import type { ImportOut } from "@/api/types";
import { useApp } from "@/hooks/use-app";
import { t } from "@/i18n";
import { Drawer } from "./drawer";

type State =
  | { at: "begin" }
  | { at: "reading"; name: string }
  | { at: "taken"; report: ImportOut }
  | { at: "failed"; reason: string };

export function ImportSheet({ onClose }: { onClose: () => void }) {
  const app = useApp();
  const [state, setState] = useState<State>({ at: "begin" });
  const [leave] = useState(() => new AbortController());
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => () => leave.abort(), [leave]);

  async function take(file: File) {
    setState({ at: "reading", name: file.name });
    try {
      setState({ at: "taken", report: await app.keeping.takeIn(file, leave.signal) });
    } catch (error) {
      setState({ at: "failed", reason: error instanceof Refused ? error.message : t.transfer.unreachable });
    }
  }

  return (
    <Drawer title={t.transfer.title} closeLabel={t.details.close} onClose={onClose}>
      <div className="grid min-h-0 content-start gap-4 overflow-y-auto p-5">
        <p className="text-muted">{t.transfer.hint}</p>
        <input
          ref={box}
          type="file"
          accept=".jsonl,.ndjson,application/jsonl"
          aria-label={t.transfer.choose}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            event.target.value = "";
            if (file) void take(file);
          }}
        />
        <button
          type="button"
          className="button justify-self-start"
          aria-disabled={state.at === "reading"}
          onClick={() => state.at !== "reading" && box.current?.click()}
        >
          <FileUp aria-hidden size={16} />
          {t.transfer.choose}
        </button>
        <div role="status" className="grid gap-4">
          {state.at === "reading" && <p>{t.transfer.reading(state.name)}</p>}
          {state.at === "taken" && <Report report={state.report} />}
          {state.at === "failed" && (
            <p className="failure">
              <span>
                <strong className="font-medium">{t.transfer.failed}</strong> {state.reason}
              </span>
            </p>
          )}
        </div>
      </div>
    </Drawer>
  );
}

function Report({ report }: { report: ImportOut }) {
  const { new: taken, known, refused, refusals } = report;
  return (
    <>
      <ul className="grid gap-1">
        <li>{t.transfer.taken(taken.conversations, taken.messages)}</li>
        {known > 0 && <li>{t.transfer.known(known)}</li>}
        {refused > 0 && <li className="text-danger">{t.transfer.refused(refused)}</li>}
      </ul>
      {refusals.length > 0 && (
        <ul className="grid gap-3">
          {refusals.map((one) => (
            <li key={one.conversation} className="rounded-lg border border-line p-3 text-sm">
              <span className="font-medium">{one.title || t.sidebar.untitled}</span>{" "}
              <span className="text-muted">{t.transfer.line(one.line)}</span>
              <p className="break-words">{one.reason}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
