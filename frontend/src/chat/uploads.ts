/** Files between the browser and a program's inputs: read, told, and found again in what was sent. */
import type { JsonValue } from "@/api/types";
import { isObject, type UploadRule } from "./inputs";

/** A chosen file; `data` is base64. */
export type Upload = { name: string; type: string; data: string };

/** A file that a value holds; `src` is a data URL. */
export type Shown = { kind: UploadRule["kind"]; src: string; name: string; size: number };

const BEGINNINGS: [type: string, beginning: RegExp][] = [
  ["image/png", /^\x89PNG\r\n/],
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/gif", /^GIF8[79]a/],
  ["image/webp", /^RIFF.{4}WEBP/s],
  ["audio/wav", /^RIFF.{4}WAVE/s],
  ["audio/mpeg", /^(ID3|\xff[\xe2-\xfb])/],
  ["audio/flac", /^fLaC/],
  ["audio/ogg", /^OggS/],
  ["application/pdf", /^%PDF-/],
];
const TYPE = /^[a-z]+\/[a-z0-9.+-]{1,80}$/;
const NAME = 255;

/** The bytes that base64 stands for. */
export const sizeOf = (data: string): number =>
  Math.floor((data.length * 3) / 4) - (data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0);

/** A file as it can be sent. Its type is what its bytes say; else what the browser makes of its name, if they may say so. */
export async function uploadOf(file: File): Promise<Upload> {
  const data = await base64(file);
  const beginning = atob(data.slice(0, 64));
  const known = BEGINNINGS.find(([, pattern]) => pattern.test(beginning))?.[0];
  const named = TYPE.test(file.type) && !BEGINNINGS.some(([other]) => other === file.type);
  const type = known ?? (named ? file.type : "application/octet-stream");
  return { name: file.name.slice(-NAME), type, data };
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** Whether a rule takes a file of this type. */
export const takes = (rule: UploadRule, type: string): boolean => !rule.types.length || rule.types.includes(type);

/** A file as the value that DSPy's type of its kind is made of. */
export function uploadValue(kind: UploadRule["kind"], { name, type, data }: Upload): JsonValue {
  const url = `data:${type};base64,${data}`;
  switch (kind) {
    case "image":
      return { url };
    case "audio":
      return { data, audio_format: type === "audio/mpeg" ? "mp3" : type.replace("audio/", "") };
    case "file":
      return { file_data: url, filename: name };
    default:
      return kind satisfies never;
  }
}

/** The file that a value is, in the form of DSPy's types; null for any other value. */
export function fileIn(value: JsonValue): Shown | null {
  if (!isObject(value)) return null;
  const { url, file_data: file, filename, data, audio_format: format } = value;
  if (typeof url === "string" && /^data:image\//i.test(url))
    return { kind: "image", src: url, name: "", size: dataOf(url) };
  if (typeof file === "string" && file.startsWith("data:")) {
    return { kind: "file", src: file, name: typeof filename === "string" ? filename : "", size: dataOf(file) };
  }
  if (typeof data === "string" && typeof format === "string" && /^[a-z0-9.+-]+$/i.test(format)) {
    return { kind: "audio", src: `data:audio/${format};base64,${data}`, name: "", size: sizeOf(data) };
  }
  return null;
}

const dataOf = (url: string): number => sizeOf(url.slice(url.indexOf(",") + 1));

/** All files in a value, in their order. */
export function filesIn(value: JsonValue): Shown[] {
  const file = fileIn(value);
  if (file) return [file];
  if (Array.isArray(value)) return value.flatMap(filesIn);
  return isObject(value) ? Object.values(value).flatMap(filesIn) : [];
}

/** The value without its files; undefined where nothing is left. */
export function withoutFiles(value: JsonValue): JsonValue | undefined {
  if (fileIn(value)) return undefined;
  if (Array.isArray(value)) {
    const left = value.map(withoutFiles).filter((item) => item !== undefined);
    return value.length && !left.length ? undefined : left;
  }
  if (!isObject(value)) return value;
  const left = Object.entries(value).flatMap(([name, item]) => {
    const kept = withoutFiles(item);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.keys(value).length && !left.length ? undefined : Object.fromEntries(left);
}
