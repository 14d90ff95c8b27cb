/** How an answer came about: its steps, and every model call as it was sent. Text is shown as it is, never as markup. */
import { ChevronRight, ScrollText } from "lucide-react";
import { useState } from "react";
import type { ModelCallOut } from "@/api/types";
import { asCurl, asJson } from "@/chat/model-call";
import type { RunState } from "@/chat/reducer";
import { timeline } from "@/chat/timeline";
import { type Trace, useSteps, useTrace } from "@/hooks/use-details";
import { t } from "@/i18n";
import { CopyButton } from "./copy-button";
import { Drawer } from "./drawer";
import { IconButton } from "./icon-button";
import { Steps } from "./steps";

type Props = { run: string; state: RunState };

export function DetailsButton({ run, state }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        small
        icon={ScrollText}
        label={t.details.title}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      />
      {open && (
        <Drawer title={t.details.title} closeLabel={t.details.close} onClose={() => setOpen(false)}>
          <Details run={run} state={state} />
        </Drawer>
      )}
    </>
  );
}

function Details({ run, state }: Props) {
  const branches = timeline(useSteps(run, state));
  const trace = useTrace(run);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 pb-8">
      {branches.length > 0 && (
        <section aria-label={t.details.steps}>
          <h3 className="details-title">{t.details.steps}</h3>
          <div className="text-muted">
            <Steps branches={branches} live={false} />
          </div>
        </section>
      )}
      <section aria-label={t.details.calls}>
        <h3 className="details-title">{t.details.calls}</h3>
        <Calls trace={trace} />
      </section>
    </div>
  );
}

function Calls({ trace }: { trace: Trace }) {
  if (typeof trace === "string") {
    return (
      <p role="status" className="text-sm text-muted">
        {t.details[trace]}
      </p>
    );
  }
  const { calls, dropped } = trace;
  if (!calls.length && !dropped) return <p className="text-sm text-muted">{t.details.none}</p>;
  return (
    <>
      <ol className="divide-y divide-line border-y border-line">
        {calls.map((call) => (
          <li key={call.id}>
            <Call call={call} alone={calls.length === 1} />
          </li>
        ))}
      </ol>
      {dropped > 0 && <p className="py-4 text-sm text-muted">{t.details.dropped(dropped)}</p>}
    </>
  );
}

/** The only one is open. */
function Call({ call, alone }: { call: ModelCallOut; alone: boolean }) {
  const { predictor, model, error, cut, thinking, answer, messages } = call;
  return (
    <details open={alone}>
      <summary className="call">
        <ChevronRight aria-hidden size={15} className="call-mark" />
        <span className="min-w-0 break-words font-mono text-sm font-medium">{predictor || model}</span>
        <ul className="call-facts">
          {predictor && <li>{model}</li>}
          <li>{t.details.began(call.began_ms)}</li>
          <li>{call.ms === null ? t.details.running : t.answer.seconds(call.ms)}</li>
          <Spent usage={call.usage} />
          {error && <li className="text-danger">{t.details.ended(error)}</li>}
        </ul>
      </summary>
      <div className="grid gap-4 pb-5 pt-1">
        {messages.length > 0 && (
          <section aria-label={t.details.sent} className="grid gap-2">
            {messages.map(({ role, text }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what was sent does not change
              <Text key={place} title={role} text={text} />
            ))}
          </section>
        )}
        {thinking && <Text title={t.details.thinking} text={thinking} />}
        {answer ? (
          <Text title={t.details.answer} text={answer} />
        ) : (
          <p className="text-sm text-muted">{t.details.noAnswer}</p>
        )}
        {cut && <p className="text-sm text-muted">{t.details.cut}</p>}
        <div className="flex flex-wrap gap-2">
          <CopyButton text={() => asJson(call)} label={t.details.copyJson} caption={t.details.copyJson} />
          <CopyButton text={() => asCurl(call)} label={t.details.copyCurl} caption={t.details.copyCurl} />
        </div>
      </div>
    </details>
  );
}

function Spent({ usage: { input = 0, output = 0, cached, cost } }: { usage: ModelCallOut["usage"] }) {
  return (
    <>
      {input + output > 0 && <li>{t.details.tokens(input, output)}</li>}
      {cached ? <li>{t.answer.tokensCached(cached)}</li> : null}
      {cost ? <li>{t.answer.cost(cost)}</li> : null}
    </>
  );
}

function Text({ title, text }: { title: string; text: string }) {
  return (
    <figure className="md-code">
      <figcaption>
        {title}
        <CopyButton text={text} label={t.details.copy(title)} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="max-h-80 overflow-y-auto whitespace-pre-wrap break-words">
        {text}
      </pre>
    </figure>
  );
}
