/** Reads a player as it plays. */
import { useSyncExternalStore } from "react";
import type { Player, Playing } from "@/chat/player";

const nothing = { subscribe: () => () => {}, turn: () => Number.POSITIVE_INFINITY };

export function usePlaying(player: Player): Playing {
  return useSyncExternalStore(player.state.subscribe, player.state.get, player.state.get);
}

/** Whether it plays: rendered anew only when that changes. */
export function useIsPlaying(player: Player): boolean {
  const read = () => player.state.get().playing;
  return useSyncExternalStore(player.state.subscribe, read, read);
}

/** The messages that a replay has reached; all of them when there is none, and at its end. */
export function useReached<Message extends { id: string }>(player: Player | null, messages: Message[]): Message[] {
  const subscribe = player?.state.subscribe ?? nothing.subscribe;
  const read = player ? () => reachedBy(player) : nothing.turn;
  const turn = useSyncExternalStore(subscribe, read, read);
  if (!player || turn === Number.POSITIVE_INFINITY) return messages;
  const reached = new Set(player.messages.slice(0, turn));
  const last = messages.findLastIndex((message) => reached.has(message.id));
  return messages.slice(0, last + 1);
}

/** How many answers have begun; all that there is once the replay is over, also what takes no part in it. */
function reachedBy(player: Player): number {
  const { turn, position, duration } = player.state.get();
  return position >= duration ? Number.POSITIVE_INFINITY : turn;
}
