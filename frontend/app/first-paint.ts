/**
 * Runs before the first paint, so that a chosen look never flashes, nor words of another language: what is not English
 * waits for its words (`data-words`, see look.css). It is inline; the build hashes it for the CSP.
 */
import { LANGUAGES } from "@/i18n";

const directions = JSON.stringify(Object.fromEntries(Object.entries(LANGUAGES).map(([code, { dir }]) => [code, dir])));

export const FIRST_PAINT = `(()=>{const html=document.documentElement,offered=${directions};\
const kept=name=>{try{return localStorage.getItem("dspy-chat:"+name)}catch{}};\
const theme=kept("theme");if(theme==="light"||theme==="dark")html.dataset.theme=theme;\
if(kept("density")==="compact")html.dataset.density="compact";\
const wanted=[kept("language"),...(navigator.languages||[]).map(it=>it.split("-")[0])];\
const language=wanted.find(it=>Object.hasOwn(offered,it))||"en";\
html.lang=language;html.dir=offered[language];if(language!=="en")html.dataset.words="coming"})()`;
