/** Which language model answers, why this one, and how to get a better one. */
import clsx from "clsx";
import type { ModelRef } from "@/api/types";
import { useApp, useAppState } from "@/hooks/use-app";
import { t } from "@/i18n";
import { Picker } from "./picker";

/** Said of a model before its name is: that it is only there so that something answers. */
export function ModelTag({ model }: { model: ModelRef }) {
  const plain = model.kind === "embedded" || model.kind === "demo";
  return <span className={clsx("tag", plain && "tag-signal")}>{t.model[model.kind]}</span>;
}

export function ModelPicker() {
  const app = useApp();
  const models = useAppState((state) => state.models);
  const wanted = useAppState((state) => state.chosenModel);
  const model = models.find((it) => it.id === wanted) ?? models.find((it) => it.default) ?? models[0];
  if (!model) return null;
  const plain = model.kind === "embedded" || model.kind === "demo";
  return (
    <Picker
      label={models.length > 1 ? t.model.choose : t.model.label}
      search={t.model.search}
      choices={models.map((it) => ({
        id: it.id,
        title: it.title,
        description: it.reason,
        facts: [
          ...(it.can ?? []).map((one) => t.model.abilities[one]),
          ...(it.window ? [t.model.window(it.window)] : []),
        ],
        tag: <ModelTag model={it} />,
      }))}
      chosen={model.id}
      onChoose={(id) => app.catalog.chooseModel(models.find((it) => it.id === id)?.default ? null : id)}
      footer={model.hint}
    >
      <span className={clsx("truncate", plain && "max-sm:hidden")}>{model.title}</span>
      {plain && <ModelTag model={model} />}
    </Picker>
  );
}
