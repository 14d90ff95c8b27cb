/** What lies over the page when it is asked for. Its code is fetched when the page has come to rest. */
import { lazy, Suspense, useEffect } from "react";
import { useApp, useAppState } from "@/hooks/use-app";
import { Boundary } from "./boundary";

/** How long after its start the page has come to rest. */
const REST_MS = 2000;

const palette = () => import("./palette");
const settings = () => import("./settings");
const help = () => import("./help");

const Palette = lazy(async () => ({ default: (await palette()).Palette }));
const Settings = lazy(async () => ({ default: (await settings()).Settings }));
const Help = lazy(async () => ({ default: (await help()).Help }));

export function Sheets({ conversation }: { conversation: string | null }) {
  const app = useApp();
  const sheet = useAppState((state) => state.sheet);
  const close = () => app.state.set({ sheet: null });
  useEffect(() => {
    // from then on they open without a server; one that cannot be had is fetched again when it is wanted
    const timer = setTimeout(() => void Promise.allSettled([palette(), settings(), help()]), REST_MS);
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
