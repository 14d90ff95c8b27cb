/** What a key does to the replay of a shared file. Pure. */
import { type Player, SPEEDS } from "@/chat/player";

const JUMP_MS = 5000;

/** Where the focus is: on something that has its own use for keys (as what scrolls), that Space presses, or elsewhere. */
export type Focus = "field" | "button" | "page";

export function focusOf(element: Element | null): Focus {
  if (element?.closest("input, select, textarea, [tabindex]")) return "field";
  return element?.closest("button, a, summary") ? "button" : "page";
}

/** Do to the player what `key` stands for. False: it stands for nothing here. */
export function press(player: Player, key: string, focus: Focus): boolean {
  if (focus === "field" || (focus === "button" && key === " ")) return false;
  const { position, playing, speed } = player.state.get();
  const faster = (by: number) => player.setSpeed(SPEEDS[SPEEDS.indexOf(speed) + by] ?? speed);
  switch (key) {
    case " ":
    case "k":
      if (playing) player.pause();
      else player.play();
      return true;
    case "ArrowLeft":
      player.seek(position - JUMP_MS);
      return true;
    case "ArrowRight":
      player.seek(position + JUMP_MS);
      return true;
    case "<":
      faster(-1);
      return true;
    case ">":
      faster(1);
      return true;
    default:
      return false;
  }
}
