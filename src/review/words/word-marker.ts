/** A text in pieces: those with `hit` contain a sensitive word, with the operators' note. */
export type Piece = { text: string; hit?: string };

type Word = { word: string; note: string | undefined };
/** The continuations of a common prefix; with `note` it is a whole word itself. */
type Node = { next: Map<string, Node>; note?: string };

/** Characters inserted into a word to evade the search, and how many of them. */
const fillers = new Set([...' ·.。_*-']);
const mostFillers = 2;

/** Whatever width and case it is written in. */
const fold = (character: string): string => {
  if (character >= '\u4e00' && character <= '\u9fff') return character; // most of every text
  const folded = character.normalize('NFKC').toLowerCase();
  return /^\s$/.test(folded) ? ' ' : folded;
};

/** Finds words by going through them character by character: no word becomes a pattern, so that none can break one. */
export function createMarker(words: readonly Word[]): (text: string) => Piece[] {
  const root: Node = { next: new Map() };
  for (const { word, note } of words) {
    let node = root;
    for (const character of word)
      for (const sign of fold(character)) {
        const next: Node = node.next.get(sign) ?? { next: new Map() };
        node.next.set(sign, next);
        node = next;
      }
    node.note ??= note ?? '';
  }
  return (text) => (root.next.size === 0 ? [{ text }] : piecesOf(text, root));
}

/**
 * The characters of a text as they are compared, and of each where it stands in the text: one may be compared as eighteen. Three lists and no
 * object each, a million of which would cost more to collect than to make.
 */
type Signs = { sign: string[]; from: number[]; to: number[] };

function signsOf(text: string): Signs {
  const signs: Signs = { sign: [], from: [], to: [] };
  const folded = new Map<string, readonly string[]>();
  let from = 0;
  for (const character of text) {
    const to = from + character.length;
    const parts = folded.get(character) ?? [...fold(character)];
    folded.set(character, parts);
    for (const sign of parts) {
      signs.sign.push(sign);
      signs.from.push(from);
      signs.to.push(to);
    }
    from = to;
  }
  return signs;
}

function piecesOf(text: string, root: Node): Piece[] {
  const signs = signsOf(text);
  const pieces: Piece[] = [];
  let end = 0;
  for (let at = 0; at < signs.sign.length; at += 1) {
    const found = root.next.has(signs.sign[at] ?? '') ? longestFrom(signs.sign, at, root) : undefined;
    if (found === undefined) continue;
    const [from, to] = [signs.from[at] ?? 0, signs.to[found.last] ?? 0];
    if (from < end) continue;
    if (from > end) pieces.push({ text: text.slice(end, from) });
    pieces.push({ text: text.slice(from, to), hit: found.note });
    end = to;
    at = found.last;
  }
  if (end < text.length || pieces.length === 0) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** The longest word that begins here, so that a part of it does not hide the whole. */
function longestFrom(signs: readonly string[], start: number, root: Node): { last: number; note: string } | undefined {
  let found: { last: number; note: string } | undefined;
  /** Where the words that may still come of it are, each with the fillers since its last character. */
  let open = new Map([[root, mostFillers]]);
  for (let at = start; at < signs.length && open.size > 0; at += 1) {
    const sign = signs[at] ?? '';
    const next = new Map<Node, number>();
    for (const [node, passed] of open) {
      const child = node.next.get(sign);
      if (child !== undefined) next.set(child, 0);
      if (child?.note !== undefined) found = { last: at, note: child.note };
      if (fillers.has(sign) && passed < mostFillers && !next.has(node)) next.set(node, passed + 1);
    }
    open = next;
  }
  return found;
}
