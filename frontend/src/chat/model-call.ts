/** A model call as text that can be taken elsewhere. Pure. */
import type { ModelCallOut } from "@/api/types";

/** Everything that is kept of it. */
export const asJson = (call: ModelCallOut): string => JSON.stringify(call, null, 2);

/** The same question to any OpenAI-compatible server: address and key come from the environment, never from here. */
export function asCurl({ model, messages }: Pick<ModelCallOut, "model" | "messages">): string {
  const body = { model, messages: messages.map(({ role, text }) => ({ role, content: text })) };
  return [
    'curl "$OPENAI_BASE_URL/chat/completions"',
    '-H "Authorization: Bearer $OPENAI_API_KEY"',
    "-H 'Content-Type: application/json'",
    `-d ${quoted(JSON.stringify(body, null, 2))}`,
  ].join(" \\\n  ");
}

/** One word for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
