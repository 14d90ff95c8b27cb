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

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      label={copied ? t.answer.copied : label}
      icon={copied ? Check : Copy}
      onClick={() => void copy(text).then(() => setCopied(true))}
      small
    />
  );
}
