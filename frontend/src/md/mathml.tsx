/**
 * TeX to MathML elements. Loaded when the first formula is shown. Nothing is taken from the formula but text, and elements
 * and attributes that can only be looked at: no link, image, class or style that a formula names itself comes through.
 */

import { createElement, type ReactNode } from "react";
import temml from "temml";

/** What temml builds; its `__renderToMathMLTree` may change with its version, which is pinned, and tests would see it. */
type Built = {
  type?: string;
  text?: string;
  attributes?: Record<string, string | number | boolean>;
  classes?: string[];
  style?: Record<string, string>;
  children?: Built[];
};

const ELEMENTS = new Set(
  "math mrow mi mn mo ms mspace mtext mfrac msqrt mroot mstyle merror mpadded mphantom msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd menclose".split(
    " ",
  ),
);
const ATTRIBUTES = new Set(
  "display mathvariant stretchy fence separator form lspace rspace minsize maxsize largeop movablelimits symmetric accent accentunder linethickness columnalign rowalign rowspacing columnspacing columnlines rowlines frame width height depth voffset scriptlevel displaystyle notation mathcolor mathbackground mathsize columnspan rowspan".split(
    " ",
  ),
);
const PLAIN = /^[\w\s.,#%+-]*$/;

/** The elements of a formula. Raises where it is no TeX that is known, or refused. */
export function formula(source: string, display: boolean): ReactNode {
  const options = { displayMode: display, throwOnError: true, trust: false, strict: false, maxExpand: 200 };
  return element(temml.__renderToMathMLTree(source, { ...options, maxSize: [20, 20] }) as Built, 0);
}

function element(
  { type, text, attributes = {}, classes = [], style = {}, children = [] }: Built,
  key: number,
): ReactNode {
  if (text !== undefined) return text;
  const within = children.map(element);
  if (type === undefined) return within;
  if (!ELEMENTS.has(type)) throw new TypeError(`a formula may not hold ${type}`);
  const own = Object.entries(attributes).filter(([name, value]) => ATTRIBUTES.has(name) && PLAIN.test(String(value)));
  const looks = Object.fromEntries(Object.entries(style).filter(([, value]) => PLAIN.test(value)));
  const className = classes.filter((name) => /^[a-z-]+$/.test(name)).join(" ") || undefined;
  const props = {
    ...Object.fromEntries(own.map(([name, value]) => [name, String(value)])),
    className,
    style: looks,
    key,
  };
  return createElement(type, props, ...within);
}
