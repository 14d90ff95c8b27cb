/** Whether the device has a network; what a page from this very machine needs none for. */
import { useSyncExternalStore } from "react";

function subscribe(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

const isHere = () => /^(localhost|127\.|\[::1\])/.test(location.hostname);

export function useOnline(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => navigator.onLine || isHere(),
    () => true,
  );
}
