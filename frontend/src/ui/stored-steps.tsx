/** The steps of an answer that was stored before this page was opened: read when they are asked for. */
import { timeline } from "@/chat/timeline";
import { useStoredSteps } from "@/hooks/use-details";
import { t } from "@/i18n";
import { Fold } from "./fold";
import { Steps } from "./steps";

export function StoredSteps({ run }: { run: string }) {
  return (
    <Fold title={t.answer.showSteps} active={false} lazy>
      <Recorded run={run} />
    </Fold>
  );
}

function Recorded({ run }: { run: string }) {
  const steps = useStoredSteps(run);
  if (steps === "loading") return <p role="status">{t.answer.readingSteps}</p>;
  if (steps === "failed") return <p role="alert">{t.answer.noSteps}</p>;
  return <Steps branches={timeline(steps)} live={false} />;
}
