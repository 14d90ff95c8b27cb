/** What a person can choose of the page: kept in this browser. */
import { type ReactNode, useId } from "react";
import { DENSITIES, setDensity, useDensity } from "@/hooks/use-density";
import { useKept } from "@/hooks/use-kept";
import { useLanguage } from "@/hooks/use-language";
import { KEYS_OFF } from "@/hooks/use-shortcuts";
import { setTheme, THEMES, useTheme } from "@/hooks/use-theme";
import { isLanguage, LANGUAGES, t } from "@/i18n";
import { Dialog } from "./dialog";

export function Settings({ onClose }: { onClose: () => void }) {
  const [theme] = useTheme();
  const density = useDensity();
  return (
    <Dialog title={t.settings.title} onClose={onClose}>
      <div className="grid gap-6">
        <LanguageChoice />
        <Choice label={t.settings.theme} options={THEMES} names={t.settings.themes} value={theme} onChoose={setTheme} />
        <Choice
          label={t.settings.density}
          options={DENSITIES}
          names={t.settings.densities}
          value={density}
          onChoose={setDensity}
        />
        <SingleKeys />
        <p className="text-sm text-muted">{t.settings.note}</p>
      </div>
    </Dialog>
  );
}

function LanguageChoice() {
  const id = useId();
  const [chosen, choose] = useLanguage();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {t.settings.language}
      </label>
      <select
        data-first
        id={id}
        className="select w-full"
        value={chosen ?? ""}
        onChange={({ target }) => choose(isLanguage(target.value) ? target.value : null)}
      >
        <option value="">{t.settings.browser}</option>
        {Object.entries(LANGUAGES).map(([code, { name }]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

type ChoiceProps<Value extends string> = {
  label: string;
  options: readonly Value[];
  names: Record<Value, string>;
  value: Value;
  onChoose: (value: Value) => void;
};

function Choice<Value extends string>({ label, options, names, value, onChoose }: ChoiceProps<Value>): ReactNode {
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="segments">
        {options.map((option) => (
          <label key={option} className="segment">
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={option === value}
              onChange={() => onChoose(option)}
            />
            {names[option]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function SingleKeys() {
  const id = useId();
  const [off, setOff] = useKept(KEYS_OFF);
  return (
    <div className="flex items-center gap-4">
      <span className="min-w-0 flex-1">
        <span id={id} className="block text-sm font-medium">
          {t.settings.keys}
        </span>
        <span id={`${id}-note`} className="block text-sm text-muted">
          {t.settings.keysNote}
        </span>
      </span>
      <button
        type="button"
        role="switch"
        aria-checked={off === null}
        aria-labelledby={id}
        aria-describedby={`${id}-note`}
        className="switch shrink-0"
        onClick={() => setOff(off === null ? "1" : null)}
      >
        <span aria-hidden className="switch-thumb" />
      </button>
    </div>
  );
}
