/** All programs: what they take and give, where they come from, how to begin; and the plugins that could not be loaded. */
import { ArrowRight, CircleCheck, Star } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import type { PluginOut, ProgramOut } from "@/api/types";
import { fitting } from "@/chat/fuzzy";
import { inputFields } from "@/chat/inputs";
import { useApp, useAppState } from "@/hooks/use-app";
import { useStarred } from "@/hooks/use-favourites";
import { goTo } from "@/hooks/use-route";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";
import { FailedPlugins } from "./program-picker";

export function Gallery() {
  const programs = useAppState((state) => state.programs);
  const plugins = useAppState((state) => state.plugins);
  const catalogued = useAppState((state) => state.catalogued);
  const [query, setQuery] = useState("");
  const shown = fitting(query, programs, (it) => `${it.description} ${it.plugin}`);
  const failed = plugins.filter((plugin) => plugin.status === "failed");
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="gallery">
        <p className="max-w-[60ch] text-muted">{t.gallery.hint}</p>
        <input
          type="search"
          aria-label={t.gallery.search}
          placeholder={t.gallery.search}
          autoComplete="off"
          dir="auto"
          className="input mt-4 max-w-md"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <p role="status" className="mt-2 text-sm text-muted">
          {catalogued && (shown.length ? t.gallery.count(shown.length) : t.gallery.nothing)}
        </p>
        {failed.length > 0 && (
          <section aria-label={t.gallery.failed} className="failure mt-5 text-sm">
            <FailedPlugins plugins={failed} />
          </section>
        )}
        <ul className="mt-5 grid gap-4 lg:grid-cols-2">
          {shown.map((program) => (
            <li key={program.id} className="grid min-w-0">
              <Entry program={program} plugin={plugins.find((it) => it.name === program.plugin)} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Entry({ program, plugin }: { program: ProgramOut; plugin: PluginOut | undefined }) {
  const id = useId();
  const { starred, toggle } = useStarred();
  const kept = starred.has(program.id);
  return (
    <article aria-labelledby={id} className="entry">
      <header className="flex items-start gap-2">
        <h2 id={id} dir="auto" className="min-w-0 flex-1 break-words font-serif text-xl tracking-tight">
          {program.title}
        </h2>
        <IconButton
          small
          icon={Star}
          label={kept ? t.gallery.unstar(program.title) : t.gallery.star(program.title)}
          aria-pressed={kept}
          className={kept ? "text-accent [&_svg]:fill-current" : undefined}
          onClick={() => toggle(program.id)}
        />
      </header>
      {program.description && (
        <p dir="auto" className="break-words text-muted">
          {program.description}
        </p>
      )}
      <dl className="entry-facts">
        <Fact name={t.gallery.takes}>
          <Inputs program={program} />
        </Fact>
        <Fact name={t.gallery.gives}>
          {program.fields.map((field) => (
            <Field key={field.name} name={field.name} type={t.gallery.kinds[field.kind]} />
          ))}
        </Fact>
        <Fact name={t.gallery.from}>
          <span className="break-words">
            {t.gallery.plugin(plugin?.distribution ?? program.plugin, program.version)}
          </span>
          <span className="inline-flex items-center gap-1">
            <CircleCheck aria-hidden size={14} className="text-accent" />
            {t.gallery.healthy}
          </span>
        </Fact>
      </dl>
      <Starts program={program} />
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Field({ name, type, optional = false }: { name: string; type: string; optional?: boolean }) {
  return (
    <span className="inline-flex min-w-0 items-baseline gap-1.5">
      <code className="field-name break-all">{name}</code>
      <span className="text-xs text-muted">{optional ? t.gallery.optional(type) : type}</span>
    </span>
  );
}

function Inputs({ program }: { program: ProgramOut }) {
  return (
    <>
      <Field name={program.message_field} type={t.gallery.message} />
      {inputFields(program).map((field) => (
        <Field key={field.name} name={field.name} type={t.gallery.kinds[field.kind]} optional={!field.required} />
      ))}
    </>
  );
}

/** A program that wants to know more gets its starter through the composer, where the form is. */
function Starts({ program }: { program: ProgramOut }) {
  const app = useApp();
  function begin(starter?: string) {
    app.catalog.chooseProgram(null, program.id);
    goTo(null);
    if (starter === undefined) return;
    if (inputFields(program).some((field) => field.required)) app.turns.draft(null, starter);
    else void app.turns.send(null, starter, {});
  }
  return (
    <div className="mt-auto flex flex-wrap gap-2 pt-1">
      <button type="button" className="button" aria-label={t.gallery.chat(program.title)} onClick={() => begin()}>
        {t.sidebar.newChat}
      </button>
      {program.starters.map((starter) => (
        <button key={starter} type="button" className="button max-w-full shrink" onClick={() => begin(starter)}>
          <span dir="auto" className="truncate">
            {starter}
          </span>
          <ArrowRight aria-hidden size={15} className="shrink-0 rtl:-scale-x-100" />
        </button>
      ))}
    </div>
  );
}
