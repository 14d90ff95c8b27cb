/** How well what was typed fits a text, for lists that shorten while one types. Pure. */

/** Without case and accents, as people type. */
function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** One word: at the beginning of a word, else inside of one, else its letters in order from a beginning on; 0: not there. */
function fitOfWord(word: string, text: string): number {
  const at = text.indexOf(word);
  if (at >= 0) return at === 0 || /[^\p{L}\p{N}]/u.test(text.charAt(at - 1)) || text.includes(` ${word}`) ? 4 : 3;
  let place = -1;
  let gaps = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, place + 1);
    if (next < 0) return 0;
    if (place < 0 && next > 0 && !/[^\p{L}\p{N}]/u.test(text.charAt(next - 1))) return 0;
    gaps += place < 0 ? 0 : next - place - 1;
    place = next;
  }
  return word.length > 1 ? 2 / (1 + gaps) : 0;
}

/** 0: some word of `query` is not in `text`; else the more, the better. An empty query fits all alike. */
export function fit(query: string, text: string): number {
  const inside = folded(text);
  let sum = 1;
  for (const word of folded(query).split(/\s+/).filter(Boolean)) {
    const one = fitOfWord(word, inside);
    if (one === 0) return 0;
    sum += one;
  }
  return sum;
}

/** Those that fit, the best first, else in their order; what fits a title comes before what fits the words `besides` it. */
export function fitting<Item extends { title: string }>(
  query: string,
  items: readonly Item[],
  besides: (item: Item) => string,
): Item[] {
  return items
    .map((item) => ({ item, fit: 2 * fit(query, item.title) || fit(query, `${item.title} ${besides(item)}`) }))
    .filter((it) => it.fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .map((it) => it.item);
}
