/** Light, dark, or like the system. */
import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "@/hooks/use-theme";
import { t } from "@/i18n";

const ICONS = { system: Monitor, light: Sun, dark: Moon };

export function ThemeToggle() {
  const [theme, next] = useTheme();
  const Icon = ICONS[theme];
  return (
    <button type="button" className="quiet-button" onClick={next}>
      <Icon aria-hidden size={16} strokeWidth={1.75} />
      <span className="truncate">{t.theme[theme]}</span>
    </button>
  );
}
