import type { NextConfig } from "next";

const backend = process.env.NEXT_PUBLIC_BACKEND_URL || `http://127.0.0.1:${process.env.BACKEND_PORT || "8010"}`;

/** `next dev` hands the API on to a running server. Without `compress: false` it would hold an event stream back until its end. */
const development: NextConfig = {
  reactStrictMode: true,
  compress: false,
  rewrites: async () =>
    ["/api/:path*", "/chat/:path*", "/health"].map((source) => ({ source, destination: backend + source })),
};

/**
 * The build is a folder of plain files: the chat server sends them itself, from its own origin. Types are checked by
 * `npm run typecheck`, tests included; a user's build installs no test tools, and need not wait for it.
 */
const production: NextConfig = {
  output: "export",
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true },
  // the same sources make the same files, byte for byte; null: a random id
  generateBuildId: () => process.env.CLIENT_BUILD_ID ?? null,
};

export default process.env.NODE_ENV === "development" ? development : production;
