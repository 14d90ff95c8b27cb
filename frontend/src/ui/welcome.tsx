/** The first screen: which programs there are, how to begin, and which model answers. */
import clsx from "clsx";
import { ArrowRight } from "lucide-react";
import type { RefObject } from "react";
import type { ProgramOut } from "@/api/types";
import { inputFields } from "@/chat/inputs";
import { useApp, useAppState } from "@/hooks/use-app";
import { t } from "@/i18n";
import { ModelTag } from "./model-picker";
import { FailedPlugins } from "./program-picker";

export function Welcome({ box }: { box: RefObject<HTMLTextAreaElement | null> }) {
  const app = useApp();
  useAppState((state) => state.programs);
  const catalogued = useAppState((state) => state.catalogued);
  useAppState((state) => state.chosenProgram);
  const chosen = app.catalog.programFor(null);
  function choose(id: string) {
    app.catalog.chooseProgram(null, id);
    box.current?.focus();
  }

  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="welcome">
        <h2 className="font-serif text-4xl font-normal tracking-tight sm:text-5xl">{t.welcome.title}</h2>
        {!chosen && catalogued && <NoPrograms />}
        {chosen && <Choices chosen={chosen} onChoose={choose} />}
      </div>
    </div>
  );
}

function Choices({ chosen, onChoose }: { chosen: ProgramOut; onChoose: (id: string) => void }) {
  const programs = useAppState((state) => state.programs);
  const failed = useAppState((state) => state.plugins).filter((plugin) => plugin.status === "failed");
  return (
    <>
      <ModelNote />
      <section aria-labelledby="programs" className="mt-9">
        <h3 id="programs" className="text-sm font-medium">
          {t.welcome.programs}
        </h3>
        <p className="mt-0.5 text-sm text-muted">{t.welcome.programsHint}</p>
        <div className={clsx("mt-3.5 grid gap-3", programs.length % 3 ? "sm:grid-cols-2" : "sm:grid-cols-3")}>
          {programs.map((program) => (
            <ProgramCard
              key={program.id}
              program={program}
              chosen={program.id === chosen.id}
              onChoose={() => onChoose(program.id)}
            />
          ))}
        </div>
      </section>
      {chosen.starters.length > 0 && <Starters program={chosen} />}
      {failed.length > 0 && (
        <div className="mt-9 text-sm text-muted">
          <FailedPlugins plugins={failed} />
        </div>
      )}
    </>
  );
}

function ProgramCard({ program, chosen, onChoose }: { program: ProgramOut; chosen: boolean; onChoose: () => void }) {
  return (
    <button type="button" aria-pressed={chosen} onClick={onChoose} className={clsx("card", chosen && "card-chosen")}>
      <span className="block font-medium">{program.title}</span>
      {program.description && <span className="mt-1 block text-sm text-muted">{program.description}</span>}
      <span className="mt-auto flex flex-wrap gap-1.5 pt-3">
        <span className="sr-only">{t.program.fields}</span>
        {program.fields.map((field) => (
          <code key={field.name} className="field-name">
            {field.name}
          </code>
        ))}
      </span>
    </button>
  );
}

function Starters({ program }: { program: ProgramOut }) {
  const app = useApp();
  /** A program that wants to know more gets its starter through the composer, where the form is. */
  function begin(starter: string) {
    if (inputFields(program).some((field) => field.required)) app.turns.draft(null, starter);
    else void app.turns.send(null, starter, {});
  }
  return (
    <section aria-labelledby="starters" className="mt-9">
      <h3 id="starters" className="text-sm font-medium">
        {t.welcome.starters}
      </h3>
      <ul className="mt-2">
        {program.starters.map((starter) => (
          <li key={starter} className="border-b border-line last:border-0">
            <button type="button" className="starter" onClick={() => begin(starter)}>
              <span dir="auto" className="min-w-0 flex-1">
                {starter}
              </span>
              <ArrowRight aria-hidden size={17} className="shrink-0 text-muted rtl:-scale-x-100" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Reasons come as a clause ("no key was found"). */
function sentence(clause: string): string {
  const text = clause.charAt(0).toUpperCase() + clause.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function ModelNote() {
  const models = useAppState((state) => state.models);
  const wanted = useAppState((state) => state.chosenModel);
  const model = models.find((it) => it.id === wanted) ?? models.find((it) => it.default) ?? models[0];
  if (!model) return null;
  return (
    <p className="mt-4 max-w-[60ch] text-[0.9375rem] text-muted">
      <span className="font-medium text-ink">{t.welcome.model(model.title)}</span> <ModelTag model={model} />{" "}
      {sentence(model.reason)} {model.hint}
    </p>
  );
}

function NoPrograms() {
  const plugins = useAppState((state) => state.plugins).filter((plugin) => plugin.status === "failed");
  return (
    <div className="mt-6">
      <p className="font-medium">{t.welcome.noPrograms}</p>
      <p className="mt-1 text-muted">{t.welcome.noProgramsHint}</p>
      {plugins.length > 0 && (
        <div className="mt-6 text-sm text-muted">
          <FailedPlugins plugins={plugins} />
        </div>
      )}
    </div>
  );
}
