/** Runs before the first paint, so that a chosen theme never flashes. It is inline; the build hashes it for the CSP. */
export const THEME_SCRIPT =
  'try{const t=localStorage.getItem("dspy-chat:theme");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}';
