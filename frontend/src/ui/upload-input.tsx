/** A file to hand to the program: chosen, dropped or pasted; shown; taken away again. */
import clsx from "clsx";
import { FileText, Upload as UploadIcon, X } from "lucide-react";
import { type DragEvent, useId, useRef, useState } from "react";
import { chosen, type NotTaken } from "@/chat/choosing";
import type { UploadRule } from "@/chat/inputs";
import { isUpload, REMEMBERED } from "@/chat/typed";
import { sizeOf, type Upload } from "@/chat/uploads";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";
import { type InputProps, Note, Required } from "./input";

export function UploadInput({ field, typed, place, told, onChange }: InputProps) {
  const id = useId();
  const box = useRef<HTMLFieldSetElement>(null);
  const problem = told.get(place);
  if (!field.upload) return null;
  const clear = () => {
    onChange("");
    requestAnimationFrame(() => box.current?.querySelector("input")?.focus());
  };
  return (
    <fieldset ref={box} className="input-group inputs-wide">
      <legend className="input-label">
        {field.title}
        {field.required && <Required />}
      </legend>
      {isUpload(typed) && (
        <div className="input-item">
          <div className="min-w-0 flex-1">
            <ChosenFile file={typed} kind={field.upload.kind} />
          </div>
          <IconButton small icon={X} label={t.inputs.clear(typed.name)} onClick={clear} />
        </div>
      )}
      <DropZone
        rule={field.upload}
        title={field.title}
        wrong={problem !== undefined}
        another={isUpload(typed)}
        onFiles={([file]) => file && onChange(file)}
      />
      <Note id={`${id}-note`} problem={problem}>
        {field.description}
      </Note>
    </fieldset>
  );
}

/** A file that was chosen, as what it is. */
export function ChosenFile({ file, kind }: { file: Upload; kind: UploadRule["kind"] }) {
  const src = `data:${file.type};base64,${file.data}`;
  return (
    <div className="flex min-w-0 items-center gap-3">
      {kind === "image" ? (
        // biome-ignore lint/performance/noImgElement: a data URL has nothing to optimise
        <img src={src} alt={t.inputs.upload.preview(file.name)} className="upload-preview" />
      ) : (
        kind === "file" && <FileText aria-hidden size={20} className="shrink-0 text-muted" />
      )}
      <div className="min-w-0 flex-1 text-sm">
        <p className="truncate">{file.name}</p>
        <p className="text-xs text-muted">
          {t.inputs.bytes(sizeOf(file.data))}
          {file.data.length > REMEMBERED && ` · ${t.inputs.upload.forgotten}`}
        </p>
        {kind === "audio" && (
          // biome-ignore lint/a11y/useMediaCaption: what somebody chose a moment ago has no captions
          <audio
            controls
            src={src}
            className="mt-1 h-9 w-full max-w-sm"
            aria-label={t.inputs.upload.preview(file.name)}
          />
        )}
      </div>
    </div>
  );
}

type DropProps = {
  rule: UploadRule;
  title: string;
  wrong: boolean;
  many?: boolean;
  another?: boolean;
  onFiles: (files: Upload[]) => void;
};

const notTaken = ({ name, problem }: NotTaken) =>
  t.inputs.upload.notTaken(name, t.inputs.problem(problem.code, problem.limit ?? 0));

/** Where files are put. The input is always there, so that focus stays where a file was chosen. */
export function DropZone({ rule, title, wrong, many = false, another = false, onFiles }: DropProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const take = async (files: File[]) => {
    if (!files.length) return;
    setTold(t.inputs.upload.reading);
    const { taken, refused } = await chosen(many ? files : files.slice(0, 1), rule);
    setTold(refused.map(notTaken).join(" ") || null);
    if (taken.length) onFiles(taken);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  return (
    <div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is dropped here can be chosen with the input in it */}
      <div
        className={clsx("drop", over && "drop-over", wrong && "drop-wrong")}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        onPaste={(event) => {
          if (!event.clipboardData.files.length) return;
          event.preventDefault();
          event.stopPropagation();
          void take([...event.clipboardData.files]);
        }}
      >
        <input
          id={id}
          type="file"
          className="drop-input"
          data-wrong={wrong || undefined}
          multiple={many}
          accept={rule.types.join(",") || undefined}
          aria-describedby={`${id}-rule`}
          onChange={(event) => {
            void take([...(event.target.files ?? [])]);
            event.target.value = ""; // the same file again is chosen again
          }}
        />
        <UploadIcon aria-hidden size={16} className="shrink-0 text-muted" />
        <label htmlFor={id} className="font-medium">
          <span className="sr-only">{title}: </span>
          {another ? t.inputs.upload.another : many ? t.inputs.upload.chooseMore : t.inputs.upload.choose}
        </label>
        <span id={`${id}-rule`} className="text-muted">
          <span className="max-sm:sr-only">{t.inputs.upload.drop}. </span>
          {t.inputs.upload.rule(rule.types, rule.most)}
        </span>
      </div>
      <p aria-live="polite" className="text-sm text-danger">
        {told}
      </p>
    </div>
  );
}
