/** Which program answers the next turn; the plugins that could not be loaded are told below. */
import { Star, TriangleAlert } from "lucide-react";
import type { PluginOut } from "@/api/types";
import { useApp, useAppState } from "@/hooks/use-app";
import { favouritesFirst, used, useRecent, useStarred } from "@/hooks/use-favourites";
import { t } from "@/i18n";
import { Picker } from "./picker";

export function ProgramPicker({ conversation }: { conversation: string | null }) {
  const app = useApp();
  const programs = useAppState((state) => state.programs);
  const plugins = useAppState((state) => state.plugins);
  useAppState((state) => state.chosenProgram);
  useAppState((state) => state.open);
  const program = app.catalog.programFor(conversation);
  const { starred } = useStarred();
  const recent = useRecent();
  const failed = plugins.filter((plugin) => plugin.status === "failed");
  if (!program) return failed.length ? <FailedPlugins plugins={failed} /> : null;
  return (
    <Picker
      label={t.program.choose}
      search={t.program.search}
      choices={favouritesFirst(programs, starred, recent).map((it) => ({
        id: it.id,
        title: it.title,
        description: it.description,
        tag: starred.has(it.id) && (
          <Star role="img" size={14} aria-label={t.program.starred} className="text-accent" fill="currentColor" />
        ),
      }))}
      chosen={program.id}
      onChoose={(id) => {
        used(id);
        app.catalog.chooseProgram(conversation, id);
      }}
      footer={failed.length > 0 && <FailedPlugins plugins={failed} />}
    >
      <span className="truncate font-medium text-ink">{program.title}</span>
    </Picker>
  );
}

export function FailedPlugins({ plugins }: { plugins: PluginOut[] }) {
  return (
    <ul className="grid max-h-40 gap-3 overflow-y-auto">
      {plugins.map((plugin) => (
        <li key={`${plugin.distribution} ${plugin.name}`} className="flex gap-2">
          <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-danger" />
          <span className="min-w-0">
            <span className="block font-medium text-ink">{t.program.failed(plugin.name)}</span>
            <span className="block break-words font-mono text-xs">{plugin.error}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
