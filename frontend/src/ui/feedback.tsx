/** What a person thinks of an answer: a thumb, and a panel for a comment and the right values. */
import clsx from "clsx";
import { MessageSquareText, ThumbsDown, ThumbsUp } from "lucide-react";
import { useRef } from "react";
import type { FeedbackIn } from "@/api/types";
import type { useFeedback } from "@/hooks/use-feedback";
import { t } from "@/i18n";
import { IconButton } from "./icon-button";

type Rating = NonNullable<FeedbackIn["rating"]>;
type Feedback = ReturnType<typeof useFeedback>;
type Props = { feedback: Feedback; panel: string; open: boolean; setOpen: (open: boolean) => void };

/** `panel` is the id of the panel that it opens. */
export function FeedbackButtons({ feedback, panel, open, setOpen }: Props) {
  const { given, give } = feedback;
  const rate = (rating: Rating) => {
    const taken = given?.rating === rating;
    give({ ...given, rating: taken ? null : rating });
    // whoever finds fault may want to say what it is
    if (rating === "down" && !taken) setOpen(true);
  };
  const said = Boolean(given?.comment || Object.keys(given?.corrections ?? {}).length);
  const look = (on: boolean) => clsx(on && "feedback-on");
  const pressed = (rating: Rating) => ({ "aria-pressed": given?.rating === rating, onClick: () => rate(rating) });
  const of = (rating: Rating) => ({ small: true, className: look(given?.rating === rating), ...pressed(rating) });
  return (
    <>
      <IconButton icon={ThumbsUp} label={t.feedback.up} {...of("up")} />
      <IconButton icon={ThumbsDown} label={t.feedback.down} {...of("down")} />
      <IconButton
        small
        icon={MessageSquareText}
        label={said ? t.feedback.said : t.feedback.say}
        className={look(said)}
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      />
    </>
  );
}

/** What has become of it; nothing of what was given before this page was opened. */
export function FeedbackState({ feedback: { unsent, down, again } }: { feedback: Feedback }) {
  const changed = useRef(false);
  if (unsent) changed.current = true;
  if (typeof unsent?.problem === "string") {
    return (
      <p className="feedback-state">
        <span role="alert" className="text-danger">
          {t.feedback.failed} {unsent.problem}
        </span>
        <button type="button" className="button" onClick={again}>
          {t.feedback.again}
        </button>
      </p>
    );
  }
  const text = unsent ? (down ? t.feedback.waiting : t.feedback.saving) : changed.current ? t.feedback.saved : "";
  return (
    <p role="status" className="feedback-state empty:hidden">
      {text}
    </p>
  );
}
