/** Everything that can be done by its name: what the palette offers. */
import {
  Braces,
  FileDown,
  FileText,
  History,
  Keyboard,
  Languages,
  LayoutGrid,
  type LucideIcon,
  MessageSquare,
  Monitor,
  Rows3,
  Rows4,
  Settings,
  Sparkles,
  SquarePen,
} from "lucide-react";
import { keyOf } from "@/chat/shortcuts";
import { LANGUAGES, type Language, t } from "@/i18n";
import { useApp, useAppState } from "./use-app";
import { DENSITIES, setDensity } from "./use-density";
import { keep } from "./use-kept";
import { goTo, goToPrograms } from "./use-route";
import { setTheme, THEMES } from "./use-theme";

export type Group = "actions" | "programs" | "models" | "look" | "conversations" | "messages";

/** `more` is searched too; `keys` is the shortcut; `often`: offered before anything is typed. */
export type Command = {
  id: string;
  group: Group;
  title: string;
  icon: LucideIcon;
  more?: string;
  keys?: string;
  often?: boolean;
  run: () => void;
};

/** How many conversations are offered before anything is typed. */
const RECENT = 5;

export function useCommands(conversation: string | null): Command[] {
  return [
    ...usePlaces(),
    ...useOfConversation(conversation),
    ...usePrograms(conversation),
    ...useModels(),
    ...looks(),
    ...useConversations(),
  ];
}

function usePlaces(): Command[] {
  const app = useApp();
  const place = (id: string, title: string, icon: LucideIcon, keys: string, run: () => void): Command => {
    return { id, group: "actions", title, icon, keys, often: true, run };
  };
  return [
    place("new", t.sidebar.newChat, SquarePen, keyOf("newChat"), () => goTo(null)),
    place("programs", t.gallery.title, LayoutGrid, keyOf("gallery"), goToPrograms),
    place("settings", t.settings.title, Settings, keyOf("settings"), () => app.state.set({ sheet: "settings" })),
    place("help", t.help.title, Keyboard, keyOf("help"), () => app.state.set({ sheet: "help" })),
  ];
}

function useOfConversation(id: string | null): Command[] {
  const app = useApp();
  const head = useAppState((state) => state.open)[id ?? "new"]?.head;
  if (!id || !head) return [];
  const act = (name: string, title: string, icon: LucideIcon, run: () => void): Command => {
    return { id: name, group: "actions", title, icon, often: true, run };
  };
  const file = (path: string) => () => location.assign(path);
  const replay = act("replay", t.conversation.replayConversation, History, () => void app.replays.start(id));
  return [
    ...(app.turns.answering(id) ? [] : [{ ...replay, keys: keyOf("replay") }]),
    act("share", t.share.download, FileDown, file(app.fileOf(id))),
    act("markdown", t.palette.markdown, FileText, file(`/api/conversations/${id}/export.md`)),
    act("export", t.palette.jsonl, Braces, file(`/api/export?conversation=${id}`)),
  ];
}

function usePrograms(conversation: string | null): Command[] {
  const app = useApp();
  const programs = useAppState((state) => state.programs);
  return programs.map(({ id, title, description }) => ({
    id: `program ${id}`,
    group: "programs",
    title: t.palette.ask(title),
    more: description,
    icon: MessageSquare,
    run: () => app.catalog.chooseProgram(conversation, id),
  }));
}

function useModels(): Command[] {
  const app = useApp();
  const models = useAppState((state) => state.models);
  return models.map((model) => ({
    id: `model ${model.id}`,
    group: "models",
    title: t.palette.use(model.title),
    more: model.reason,
    icon: Sparkles,
    run: () => app.catalog.chooseModel(model.default ? null : model.id),
  }));
}

function looks(): Command[] {
  const look = (id: string, title: string, icon: LucideIcon, run: () => void): Command => {
    return { id, group: "look", title, icon, run };
  };
  const languages = Object.keys(LANGUAGES) as Language[];
  return [
    ...THEMES.map((theme) => look(`theme ${theme}`, t.theme[theme], Monitor, () => setTheme(theme))),
    ...DENSITIES.map((density) => {
      const title = `${t.settings.density}: ${t.settings.densities[density]}`;
      return look(`density ${density}`, title, density === "compact" ? Rows4 : Rows3, () => setDensity(density));
    }),
    ...languages.map((code) => {
      const title = `${t.settings.language}: ${LANGUAGES[code].name}`;
      return look(`language ${code}`, title, Languages, () => keep("language", code));
    }),
  ];
}

function useConversations(): Command[] {
  const conversations = useAppState((state) => state.conversations);
  return conversations.map(({ id, title }, place) => ({
    id: `conversation ${id}`,
    group: "conversations",
    title: title || t.sidebar.untitled,
    icon: MessageSquare,
    often: place < RECENT,
    run: () => goTo(id),
  }));
}
