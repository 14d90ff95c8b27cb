/** Copies a text, and says that it did. */
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";

/** The clipboard API is missing on pages that come over plain HTTP from another machine; the old way works there. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "sr-only";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** `text` may be made when it is asked for; `caption` is shown where several stand side by side. */
type Props = { text: string | (() => string); label: string; caption?: string };

export function CopyButton({ text, label, caption }: Props) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const press = () => void copy(typeof text === "string" ? text : text()).then(() => setCopied(true));
  const name = copied ? t.answer.copied : label;
  const Icon = copied ? Check : Copy;
  if (caption === undefined) return <IconButton label={name} icon={Icon} onClick={press} small />;
  return (
    <button
      type="button"
      aria-label={copied ? `${caption}: ${name}` : name}
      title={name}
      onClick={press}
      className="quiet-button h-8 gap-1.5 px-2 text-xs"
    >
      <Icon aria-hidden size={14} />
      {caption}
    </button>
  );
}
