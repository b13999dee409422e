import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';
import { decoded, drawingProblem } from './svg-cost.ts';

const largest = 512 * 1024;

/** Allowed text before the drawing. Each pattern is matched by itself and at its place: together they could backtrack endlessly. */
const preamble = [/<\?xml[^>]*\?>/iy, /<!--[\s\S]*?-->/y, /<!DOCTYPE[^>]*>/iy, /\s+/y];

export function isSvg(bytes: Buffer): boolean {
  const text = bytes
    .subarray(0, 4096)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  let at = 0;
  for (let found = true; found; ) {
    found = false;
    for (const part of preamble) {
      part.lastIndex = at;
      if (!part.test(text)) continue;
      at = part.lastIndex;
      found = true;
    }
  }
  return /^<svg[\s>]/i.test(text.slice(at, at + 5));
}

/** Why an SVG is refused. It is drawn to a PNG here and never sent to a browser, so this protects our own machine. */
export function svgProblem(bytes: Buffer): Fact | undefined {
  if (bytes.length > largest) return fact('files.svg_large');
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes) || text.includes('\0')) return fact('files.svg_not_utf8');
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return fact('files.svg_doctype');
  const plain = decoded(text);
  if (
    /<(\w+:)?(script|foreignObject|iframe|object|embed|audio|video|handler|listener)[\s/>]/i.test(plain) ||
    /\son\w+\s*=/i.test(plain)
  )
    return fact('files.svg_script');
  if (/<\?xml-stylesheet|@import|<(\w+:)?link[\s/>]/i.test(plain) || refersElsewhere(plain))
    return fact('files.svg_foreign');
  if (/<(\w+:)?(filter|animate\w*|set)[\s/>]/i.test(plain)) return fact('files.svg_filter');
  if (/\b(width|height)\s*=\s*["']\s*\d{6,}/i.test(plain)) return fact('files.svg_huge');
  // Drawn with the fonts of our machine it would look otherwise than at home.
  if (/<(\w+:)?text[\s/>]/i.test(plain)) return fact('files.svg_text');
  return drawingProblem(text);
}

const own = /^\s{0,20}(#|data:image\/(png|jpeg);base64,)/i;

/** Everything but `#part` of the drawing itself and pictures that it brings along. Only the beginning of an address is looked at. */
function refersElsewhere(text: string): boolean {
  if (text.includes('\\')) return true;
  const beginnings = [
    ...[...text.matchAll(/\b(?:href|src)\s{0,20}=\s{0,20}["']/gi)],
    ...[...text.matchAll(/url\(\s{0,20}["']?/gi)],
  ].map(({ 0: found, index }) => text.slice(index + found.length, index + found.length + 60));
  return beginnings.some((beginning) => !own.test(beginning)) || /\b(href|src)(\s{0,20}=)?\s{21}/i.test(text);
}
