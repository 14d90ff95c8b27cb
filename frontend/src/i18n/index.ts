/** The words in use. */
import { type Dictionary, en } from "./en";

export const t: Dictionary = en;
