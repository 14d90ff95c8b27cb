/** The box where one writes, as the place to be after an action has taken away what held the focus. */
export function toComposer(): void {
  // on a touch screen it would raise the keyboard
  if (matchMedia("(hover: hover)").matches) document.getElementById("message")?.focus();
}
