/** The parts of Markdown that are large and seldom needed, each loaded once. */
export const loadHighlight = () => import("./highlight");
export const loadMath = () => import("./mathml");
