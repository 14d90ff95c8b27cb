/** Parts of the page that the first look needs not: their code is fetched once the page has come to rest. */
import { lazy } from "react";

const gallery = () => import("./gallery");
const help = () => import("./help");
const palette = () => import("./palette");
const settings = () => import("./settings");

export const Gallery = lazy(async () => ({ default: (await gallery()).Gallery }));
export const Help = lazy(async () => ({ default: (await help()).Help }));
export const Palette = lazy(async () => ({ default: (await palette()).Palette }));
export const Settings = lazy(async () => ({ default: (await settings()).Settings }));

/** From then on they open without a server. What cannot be had is fetched when it is wanted. */
export async function fetchLate(): Promise<void> {
  await Promise.allSettled([gallery(), help(), palette(), settings()]);
}
