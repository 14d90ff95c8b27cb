"use client";
/** When even the frame of the page could not be drawn. The framework's own page would break our security policy. */
import { Broken } from "@/ui/broken";
import "./globals.css";

export default function GlobalError({ error }: { error: Error }) {
  return (
    <html lang="en">
      <body>
        <Broken error={error} />
      </body>
    </html>
  );
}
