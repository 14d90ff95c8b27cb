/** The form of the program that answers next: open while something is needed, kept for each chat over reloads. */
import { useEffect, useMemo, useRef, useState } from "react";
import { placed, takesFiles } from "@/chat/choosing";
import { inputFields } from "@/chat/inputs";
import { inputsName, recall, remember } from "@/chat/memory";
import { nearest, readInputs, remembered, type Typed, type TypedGroup } from "@/chat/typed";
import { t } from "@/i18n";
import { useApp, useAppState } from "./use-app";

const SAVE_MS = 300;

export function useInputs(conversation: string | null) {
  const app = useApp();
  useAppState((state) => state.programs);
  useAppState((state) => state.chosenProgram);
  useAppState((state) => state.open);
  const refused = useAppState((state) => state.inputRefused);
  const program = app.catalog.programFor(conversation);
  const fields = useMemo(() => inputFields(program), [program]);
  const id = program?.id ?? "";
  const [typed, setTyped] = useTyped(conversation, id);
  const [shown, setShown] = useState<Record<string, boolean>>({});
  const [complaints, setComplaints] = useState(0);
  const [tried, setTried] = useState(false);
  const { values, problems, places } = useMemo(() => readInputs(fields, typed), [fields, typed]);
  const wrong = problems.size > 0;

  const here = refused && refused.conversation === conversation && refused.program === id ? refused : null;
  const open = fields.length > 0 && (shown[id] ?? (wrong || here !== null));
  const told = useMemo(() => {
    const all = new Map<string, string>();
    if (tried) for (const [place, { code, limit }] of problems) all.set(place, t.inputs.problem(code, limit ?? 0));
    if (here) all.set(nearest(places, here.place), here.reason);
    return all;
  }, [tried, problems, places, here]);

  const show = (now: boolean) => setShown((all) => ({ ...all, [id]: now }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: each refusal is shown once more
  useEffect(() => {
    if (!here) return;
    show(true);
    setComplaints((count) => count + 1);
  }, [here]);

  return {
    program,
    fields,
    typed,
    values,
    wrong,
    told,
    complaints,
    open,
    takesFiles: takesFiles(fields),
    toggle: () => show(!open),
    complain: () => {
      setTried(true);
      show(true);
      setComplaints((count) => count + 1);
    },
    settle: () => {
      setTried(false);
      show(false);
    },
    change: (name: string, change: Typed) => {
      show(true);
      if (here) app.turns.forgetRefusal();
      setTyped((before) => ({ ...before, [name]: change }));
    },
    /** Files that were put on the whole form. */
    offer: async (files: File[]) => {
      const change = await placed(files, fields, typed);
      if (!Object.keys(change).length) return;
      show(true);
      setTyped((before) => ({ ...before, ...change }));
    },
  };
}

type Change = (change: (before: TypedGroup) => TypedGroup) => void;

/** What was typed for a program in a chat. A new chat that has got its name takes with it what was typed before. */
function useTyped(conversation: string | null, program: string): [TypedGroup, Change] {
  const named = useAppState((state) => state.named);
  const taken = useRef(named);
  const [all, setAll] = useState<Record<string, TypedGroup>>({});
  const name = inputsName(conversation, program);
  const kept = useMemo(() => recalled(name), [name]);
  const typed = all[name] ?? kept;
  const [pending, setPending] = useState<{ name: string; typed: TypedGroup } | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each chat that got its name
  useEffect(() => {
    if (!conversation || named === taken.current || named?.conversation !== conversation) return;
    taken.current = named;
    const before = inputsName(null, program);
    const moved = all[before] ?? recalled(before);
    setAll(({ [before]: _, ...rest }) => ({ ...rest, [name]: moved }));
    setPending({ name, typed: moved });
    remember(before, null);
  }, [named, conversation]);

  useEffect(() => {
    if (!pending) return;
    const save = () => remember(pending.name, JSON.stringify(remembered(pending.typed)));
    const timer = setTimeout(save, SAVE_MS);
    addEventListener("pagehide", save);
    return () => {
      clearTimeout(timer);
      removeEventListener("pagehide", save);
    };
  }, [pending]);

  const change: Change = (next) => {
    const now = next(typed);
    setAll((before) => ({ ...before, [name]: now }));
    setPending({ name, typed: now });
  };
  return [typed, change];
}

function recalled(name: string): TypedGroup {
  try {
    const value: unknown = JSON.parse(recall(name) ?? "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as TypedGroup) : {};
  } catch {
    return {};
  }
}
