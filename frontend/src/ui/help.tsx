/** All shortcuts, and what is to be known of them. */
import { SHORTCUTS } from "@/chat/shortcuts";
import { t } from "@/i18n";
import { Dialog } from "./dialog";
import { Keys } from "./keys";

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t.help.title} onClose={onClose}>
      <table className="w-full text-sm">
        <tbody>
          {Object.entries(SHORTCUTS).map(([keys, action]) => (
            <Line key={keys} keys={keys} does={t.help.actions[action]} />
          ))}
          <Line keys="Enter" does={t.help.send} />
          <Line keys={`${t.help.shift} + Enter`} does={t.help.line} />
          <Line keys="Esc" does={t.help.stop} />
        </tbody>
      </table>
      <p className="mt-4 text-sm text-muted">{t.help.note}</p>
    </Dialog>
  );
}

function Line({ keys, does }: { keys: string; does: string }) {
  return (
    <tr className="border-b border-line last:border-0">
      <th scope="row" className="py-1.5 pe-4 text-start font-normal">
        {does}
      </th>
      <td className="py-1.5 text-end">
        <Keys of={keys} />
      </td>
    </tr>
  );
}
