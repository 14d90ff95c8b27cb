/** Stands for `md/lazy` in a shared file, which would double with it: code has no colours there, formulas are as they were written. */
const none = () => Promise.reject(new Error("not in a shared file"));

export const loadHighlight: typeof import("@/md/lazy").loadHighlight = none;
export const loadMath: typeof import("@/md/lazy").loadMath = none;
