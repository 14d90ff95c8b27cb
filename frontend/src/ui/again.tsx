/** Another answer to the same question, beside this one: by the same program and model, or by others. */
import { ListRestart, RefreshCw } from "lucide-react";
import type { ProgramOut } from "@/api/types";
import type { RunState } from "@/chat/reducer";
import { useApp, useAppState } from "@/hooks/use-app";
import { t } from "@/i18n";
import { toComposer } from "./composer-focus";
import { IconButton } from "./icon-button";
import { type Group, Menu } from "./menu";

type Props = { state: RunState; conversation: string; answer: string };

export function Again({ state, conversation, answer }: Props) {
  const app = useApp();
  const programs = useAppState((it) => it.programs);
  const models = useAppState((it) => it.models);
  const messages = useAppState((it) => it.open)[conversation]?.messages;
  const given = messages?.[messages[answer]?.parent ?? ""]?.fields ?? {};

  const ask = (by: { program?: string; model?: string }) => {
    app.versions.again(conversation, answer, by);
    toComposer();
  };
  const groups: Group[] = [
    {
      title: t.again.programs,
      items: programs
        .filter(({ id }) => id !== state.program?.id)
        .map((it) => ({
          label: it.title,
          detail: it.description,
          missing: missing(it, given),
          onSelect: () => ask({ program: it.id }),
        })),
    },
    {
      title: t.again.models,
      items: models
        .filter(({ id }) => id !== state.model?.id)
        .map((it) => ({ label: it.title, onSelect: () => ask({ model: it.id }) })),
    },
  ].filter(({ items }) => items.length > 0);
  const installed = programs.some(({ id }) => id === state.program?.id);
  return (
    <>
      {installed && <IconButton small icon={RefreshCw} label={t.again.same} onClick={() => ask({})} />}
      {groups.length > 0 && <Menu label={t.again.other} icon={ListRestart} groups={groups} />}
    </>
  );
}

/** What a program must be given that the question does not bring. */
function missing({ inputs }: ProgramOut, given: Record<string, unknown>): string | undefined {
  const required = Array.isArray(inputs.required) ? inputs.required.map(String) : [];
  const lacking = required.filter((name) => !Object.hasOwn(given, name));
  return lacking.length ? t.again.needs(lacking.join(", ")) : undefined;
}
