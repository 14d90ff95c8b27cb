/** The sign of dspy-chat: an answer as named fields, each growing at its own pace. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true" focusable="false">
      <path
        className="fill-accent"
        d="M9 2h14a7 7 0 0 1 7 7v10a7 7 0 0 1-7 7h-9l-6.3 4.4A1.1 1.1 0 0 1 6 29.5V25.3A7 7 0 0 1 2 19V9a7 7 0 0 1 7-7Z"
      />
      <g className="fill-on-accent">
        <circle cx="9.2" cy="9.4" r="1.7" />
        <rect x="13" y="8" width="7" height="2.8" rx="1.4" />
        <circle cx="9.2" cy="14.4" r="1.7" />
        <rect x="13" y="13" width="11" height="2.8" rx="1.4" />
        <circle cx="9.2" cy="19.4" r="1.7" />
        <rect x="13" y="18" width="5" height="2.8" rx="1.4" />
      </g>
    </svg>
  );
}
