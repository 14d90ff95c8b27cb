/** A file in a value, as what it is: an image, a sound, or one to save. */
import clsx from "clsx";
import { Download } from "lucide-react";
import type { Shown } from "@/chat/uploads";
import { t } from "@/i18n";

/** `small`: beside others. */
type Props = { file: Shown; title: string; small?: boolean };

export function FileValue({ file, title, small = false }: Props) {
  const name = file.name || title || t.inputs.fileKinds[file.kind];
  switch (file.kind) {
    case "image":
      return (
        // biome-ignore lint/performance/noImgElement: a data URL has nothing to optimise
        <img src={file.src} alt={name} className={clsx("image-value", small && "image-small")} />
      );
    case "audio":
      // biome-ignore lint/a11y/useMediaCaption: nobody has written captions for what came in a value
      return <audio controls src={file.src} aria-label={name} className="h-10 max-w-full" />;
    case "file":
      // saved as bytes, whatever type it says it is: nothing of it is opened here
      return (
        <a
          className="chip max-w-full"
          download={name}
          href={file.src.replace(/^data:[^;,]*/, "data:application/octet-stream")}
        >
          <Download aria-hidden size={14} className="shrink-0" />
          <span className="truncate">{name}</span>
          <span className="shrink-0 text-xs text-muted">{t.inputs.bytes(file.size)}</span>
        </a>
      );
    default:
      return file.kind satisfies never;
  }
}
