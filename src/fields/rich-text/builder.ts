import type { Block, Heading, Item, List, Quote, Run } from './blocks.ts';

type Attributes = Readonly<Record<string, string>>;
type Look = Omit<Run, 'text'>;

const headings: Readonly<Record<string, Heading['level']>> = { h1: 2, h2: 2, h3: 3, h4: 4, h5: 4, h6: 4 };
/** Elements on lines of their own. */
const lines = new Set([
  ...['p', 'div', 'section', 'article', 'header', 'footer', 'main', 'aside', 'nav', 'figure', 'figcaption', 'address'],
  ...['table', 'caption', 'tr', 'dl', 'dt', 'dd', 'pre', 'hr', 'form', 'fieldset', 'details', 'summary'],
]);
/** Lists in lists; deeper ones stay at this depth. */
const deepestList = 5;

const nothing = () => undefined;

/** Builds blocks from a parser's events: `open` returns the function to call when the element ends. */
export function createBuilder() {
  const blocks: Block[] = [];
  let quote: Quote | undefined;
  /** Lists that are open, the innermost last, each with the item that is being written. */
  const lists: { list: List; item?: Item | undefined }[] = [];
  let level: Heading['level'] | undefined;
  const marks = { strong: 0, em: 0 };
  let href: string | undefined;
  let runs: Run[] = [];
  let last = '\n'; // the character before: no blank after a blank or at the beginning of a line

  const container = () => quote?.blocks ?? blocks;

  /** Ends the line that is being written, wherever it belongs. */
  function flush(): void {
    const written = trimmed(runs);
    [runs, last] = [[], '\n'];
    if (written.length === 0) return;
    const inner = lists.at(-1);
    if (inner !== undefined) {
      // Words behind a list within an item are an item of their own.
      if (inner.item === undefined || inner.item.lists.length > 0 || inner.item.runs.length > 0) begin(inner);
      inner.item?.runs.push(...written);
    } else if (level !== undefined) container().push({ kind: 'heading', level, runs: written });
    else container().push({ kind: 'paragraph', runs: written });
  }

  function begin(inner: { list: List; item?: Item | undefined }): Item {
    const item: Item = { runs: [], lists: [] };
    inner.item = item;
    inner.list.items.push(item);
    return item;
  }

  /** Between two lines of one thing: in an item a break, elsewhere another paragraph. */
  function boundary(): void {
    if (lists.length === 0) flush();
    else if (last !== '\n') lineBreak();
  }

  function lineBreak(): void {
    if (runs.length > 0) add('\n');
    last = '\n';
  }

  function add(text: string): void {
    const look: Look = {
      ...(marks.strong > 0 && { strong: true }),
      ...(marks.em > 0 && { em: true }),
      ...(href !== undefined && { href }),
    };
    const before = runs.at(-1);
    if (before !== undefined && isSameLook(before, look)) before.text += text;
    else runs.push({ text, ...look });
  }

  function words(text: string): void {
    // A blank of Chinese width is no gap between words: it is written with care.
    const plain = text.replace(/[[\s\p{Cc}]--\u3000]+/gv, ' ');
    const said = last === '\n' || last === ' ' ? plain.trimStart() : plain;
    if (said === '') return;
    add(said);
    last = said.charAt(said.length - 1);
  }

  function openList(ordered: boolean): () => void {
    flush();
    const inner = lists.at(-1);
    if (inner !== undefined && lists.length >= deepestList) lists.push(inner);
    else {
      const list: List = { kind: 'list', ordered, items: [] };
      if (inner === undefined) container().push(list);
      else (inner.item ?? begin(inner)).lists.push(list);
      lists.push({ list });
    }
    return closeList;
  }

  function closeList(): void {
    flush();
    lists.pop();
  }

  function openItem(): () => void {
    flush();
    const inner = lists.at(-1);
    if (inner === undefined) return openStray();
    inner.item = undefined;
    return () => {
      flush();
      inner.item = undefined;
    };
  }

  /** An item without a list: several that follow each other are one list. */
  function openStray(): () => void {
    const before = container().at(-1);
    if (before?.kind !== 'list' || before.ordered) return openList(false);
    lists.push({ list: before });
    return closeList;
  }

  function openQuote(): () => void {
    boundary();
    if (quote !== undefined || lists.length > 0) return boundary;
    const own: Quote = { kind: 'quote', blocks: [] };
    blocks.push(own);
    quote = own;
    return () => {
      flush();
      quote = undefined;
    };
  }

  function openHeading(of: Heading['level']): () => void {
    boundary();
    const before = level;
    level = of;
    return () => {
      boundary();
      level = before;
    };
  }

  function openMark(name: keyof typeof marks): () => void {
    marks[name] += 1;
    return () => {
      marks[name] -= 1;
    };
  }

  function openLink(attributes: Attributes): () => void {
    const before = href;
    href = hrefIn(attributes) ?? before;
    return () => {
      href = before;
    };
  }

  return {
    words,

    open(name: string, attributes: Attributes): () => void {
      const heading = headings[name];
      if (heading !== undefined) return openHeading(heading);
      if (name === 'ul' || name === 'ol') return openList(name === 'ol');
      if (name === 'li') return openItem();
      if (name === 'blockquote') return openQuote();
      if (name === 'strong' || name === 'b') return openMark('strong');
      if (name === 'em' || name === 'i') return openMark('em');
      if (name === 'a') return openLink(attributes);
      if (name === 'br') lineBreak();
      else if (name === 'td' || name === 'th') words(' ');
      else if (lines.has(name)) {
        boundary();
        return boundary;
      }
      return nothing;
    },

    end(): Block[] {
      flush();
      return blocks.flatMap(kept);
    },
  };
}

const isSameLook = (one: Look, other: Look) =>
  one.strong === other.strong && one.em === other.em && one.href === other.href;

/** Without blanks at the ends and around breaks. */
function trimmed(runs: readonly Run[]): Run[] {
  const all = runs.map((run) => ({ ...run, text: run.text.replaceAll(' \n', '\n') }));
  const first = all.findIndex(({ text }) => text.trim() !== '');
  if (first === -1) return [];
  const written = all.slice(first, all.findLastIndex(({ text }) => text.trim() !== '') + 1);
  const [begin, end] = [written[0], written.at(-1)];
  if (begin !== undefined) begin.text = begin.text.trimStart();
  if (end !== undefined) end.text = end.text.trimEnd();
  return written;
}

/** Without empty parts. */
function kept<Kind extends Block>(block: Kind): Kind[] {
  if (block.kind === 'quote') {
    const blocks = block.blocks.flatMap(kept);
    return blocks.length === 0 ? [] : [{ ...block, blocks }];
  }
  if (block.kind !== 'list') return [block];
  const items = block.items
    .map(({ runs, lists }) => ({ runs, lists: lists.flatMap(kept) }))
    .filter(({ runs, lists }) => runs.length > 0 || lists.length > 0);
  return items.length === 0 ? [] : [{ ...block, items }];
}

/** Where a link leads: a page of the web, without a name and password in it. */
function hrefIn({ href = '' }: Attributes): string | undefined {
  const url = URL.parse(href.trim());
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' ? url.href : undefined;
}
