/** Files that were chosen, dropped or pasted: read as far as a form takes them. */
import type { InputField, UploadRule } from "./inputs";
import { isUpload, type Problem, type Typed, type TypedGroup, typedIn } from "./typed";
import { takes, type Upload, uploadOf } from "./uploads";

/** A file that is not taken, and why. */
export type NotTaken = { name: string; problem: Problem };

/** Read the files that a rule takes. */
export async function chosen(files: File[], rule: UploadRule): Promise<{ taken: Upload[]; refused: NotTaken[] }> {
  const taken: Upload[] = [];
  const refused: NotTaken[] = [];
  for (const file of files) {
    const upload = file.size > rule.most ? null : await uploadOf(file).catch(() => "unreadable" as const);
    if (upload === null) refused.push({ name: file.name, problem: { code: "most", limit: rule.most } });
    else if (upload === "unreadable") refused.push({ name: file.name, problem: { code: "unreadable" } });
    else if (takes(rule, upload.type)) taken.push(upload);
    else refused.push({ name: file.name, problem: { code: "type" } });
  }
  return { taken, refused };
}

const ruleOf = (field: InputField): UploadRule | null => (field.kind === "list" ? field.item().upload : field.upload);

/** Whether a form has a place for files. */
export const takesFiles = (fields: InputField[]): boolean => fields.some((field) => ruleOf(field) !== null);

/** Put files that came over the whole form into the first fields that take them; returns what those then hold. */
export async function placed(files: File[], fields: InputField[], typed: TypedGroup): Promise<TypedGroup> {
  const change: TypedGroup = {};
  for (const file of files) {
    for (const field of fields) {
      const rule = ruleOf(field);
      const now: Typed = change[field.name] ?? typedIn(typed, field);
      if (!rule || (field.kind === "upload" && isUpload(now))) continue;
      const [upload] = (await chosen([file], rule)).taken;
      if (!upload) continue;
      change[field.name] = Array.isArray(now) ? [...now, upload] : upload;
      break;
    }
  }
  return change;
}
