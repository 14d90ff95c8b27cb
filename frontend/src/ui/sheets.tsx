/** What lies over the page when it is asked for. */
import { Suspense, useEffect } from "react";
import { useApp, useAppState } from "@/hooks/use-app";
import { Boundary } from "./boundary";
import { fetchLate, Help, Palette, Settings } from "./late";

/** How long after its start the page has come to rest. */
const REST_MS = 2000;

export function Sheets({ conversation }: { conversation: string | null }) {
  const app = useApp();
  const sheet = useAppState((state) => state.sheet);
  const close = () => app.state.set({ sheet: null });
  useEffect(() => {
    const timer = setTimeout(() => void fetchLate(), REST_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Boundary key={sheet} fallback={() => null}>
      <Suspense fallback={null}>
        {sheet === "palette" && <Palette conversation={conversation} onClose={close} />}
        {sheet === "settings" && <Settings onClose={close} />}
        {sheet === "help" && <Help onClose={close} />}
      </Suspense>
    </Boundary>
  );
}
