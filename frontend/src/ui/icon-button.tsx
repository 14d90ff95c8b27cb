/** A button that is only an icon: its label is its name and its tooltip. */
import clsx from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";

import { usePressed } from "./keys";

type Props = Omit<ComponentProps<"button">, "aria-label" | "title"> & {
  label: string;
  icon: LucideIcon;
  small?: boolean;
  /** The shortcut, as it stands in `SHORTCUTS`. */
  keys?: string;
};

export function IconButton({ label, icon: Icon, small = false, keys, className, ...rest }: Props) {
  const shortcut = usePressed(keys);
  return (
    <button
      type="button"
      aria-label={label}
      title={shortcut ? `${label} (${shortcut})` : label}
      aria-keyshortcuts={keys?.replace("Mod", "Control")}
      className={clsx(
        "inline-grid shrink-0 place-items-center rounded-lg text-muted transition-colors hover:bg-sunk hover:text-ink",
        small ? "size-8" : "size-10",
        className,
      )}
      {...rest}
    >
      <Icon aria-hidden size={small ? 16 : 19} strokeWidth={1.75} />
    </button>
  );
}
