/** Keeps a growing page at its end, until the reader scrolls away from it. */
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** So near to the end (px) counts as at the end. */
const NEAR = 48;

/** `subject`: when it changes, another page is shown, from its end. `on`: false until the page is to go there. */
export function useStickToBottom(
  subject: unknown,
  on = true,
): {
  frame: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  away: boolean;
  toBottom: () => void;
  /** Show a place in it, and stay there. `top`: there on the screen (px); else in the middle. */
  toPlace: (place: Element, top?: number) => void;
} {
  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticking = useRef(on);
  const lastTop = useRef(0);
  const [away, setAway] = useState(false);

  const toBottom = useCallback(() => {
    sticking.current = true;
    setAway(false);
    frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, []);

  const toPlace = useCallback((place: Element, top?: number) => {
    sticking.current = false;
    setAway(true);
    if (top === undefined) place.scrollIntoView({ block: "center" });
    else frame.current?.scrollBy({ top: place.getBoundingClientRect().top - top });
  }, []);

  useEffect(() => {
    const box = frame.current;
    const inner = content.current;
    if (!box || !inner) return;
    const onScroll = () => {
      const rest = box.scrollHeight - box.scrollTop - box.clientHeight;
      // only a scroll upwards lets go: growth alone also moves the end away
      if (rest <= NEAR) sticking.current = true;
      else if (box.scrollTop < lastTop.current) sticking.current = false;
      lastTop.current = box.scrollTop;
      setAway(!sticking.current);
    };
    const onGrowth = new ResizeObserver(() => {
      if (sticking.current) box.scrollTop = box.scrollHeight;
    });
    onGrowth.observe(inner);
    onGrowth.observe(box);
    box.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      onGrowth.disconnect();
      box.removeEventListener("scroll", onScroll);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation starts at its end
  useEffect(() => {
    if (on) toBottom();
  }, [subject, on, toBottom]);

  return { frame, content, away, toBottom, toPlace };
}
