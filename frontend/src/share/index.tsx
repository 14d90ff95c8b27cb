/** The script of a shared file: reads the conversation that lies beside it, and shows it. */
import { createRoot } from "react-dom/client";
import { recall } from "@/chat/memory";
import { speak, t } from "@/i18n";
import { read, type Shared } from "./shared";
import { SharedPage } from "./shared-page";

function embedded(): Shared | null {
  try {
    return read(document.getElementById("conversation")?.textContent ?? "");
  } catch {
    return null;
  }
}

const theme = recall("theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
const shared = embedded();
const root = document.getElementById("root");
void speak().then(() => {
  if (root) createRoot(root).render(shared ? <SharedPage shared={shared} /> : <p role="alert">{t.share.unreadable}</p>);
});
