/** What a program did, in words. */
import { Check, LoaderCircle, X } from "lucide-react";
import type { Step } from "@/chat/reducer";
import { t } from "@/i18n";

export function stepText(step: Step): string {
  return t.steps[step.kind](step.name);
}

export function Steps({ steps }: { steps: Step[] }) {
  if (!steps.length) return null;
  return (
    <ul className="grid gap-2">
      {steps.map((step, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps only ever join at the end
        <li key={place} className="flex gap-2 text-sm">
          <StepState state={step.state} />
          <span className="min-w-0">
            <span className="font-medium text-ink">{stepText(step)}</span>
            {step.ms !== null && <span className="ml-2 text-xs tabular-nums">{t.answer.seconds(step.ms)}</span>}
            {step.detail && <span className="mt-0.5 block break-words font-mono text-xs">{step.detail}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

function StepState({ state }: { state: Step["state"] }) {
  if (state === "end")
    return <Check role="img" aria-label={t.answer.stepDone} size={15} className="mt-0.5 shrink-0 text-accent" />;
  if (state === "error")
    return <X role="img" aria-label={t.answer.stepFailed} size={15} className="mt-0.5 shrink-0 text-danger" />;
  return <LoaderCircle role="img" aria-label={t.answer.stepRunning} size={15} className="spin mt-0.5 shrink-0" />;
}
