/** The frame of a table: it scrolls by itself, and is copied as what spreadsheets paste. */
import type { ReactNode } from "react";
import { t } from "@/i18n";
import { CopyButton } from "@/ui/copy-button";

/** `rows` is the text of its cells, with those of its head. */
export function TableFrame({ rows, children }: { rows: readonly (readonly string[])[]; children: ReactNode }) {
  return (
    <div className="md-table-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <figure className="md-table" aria-label={t.markdown.table} tabIndex={0}>
        <table>{children}</table>
      </figure>
      <span className="md-table-copy">
        <CopyButton text={() => tabbed(rows)} label={t.markdown.copyTable} />
      </span>
    </div>
  );
}

/** Tab-separated values: a tab or a new line in a cell would be another cell, so it becomes a space. */
export function tabbed(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map((cell) => cell.replace(/\s+/g, " ")).join("\t")).join("\n");
}
