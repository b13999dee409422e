/** Words in one look. A line break is a \n in them. */
export type Run = { text: string; strong?: true; em?: true; href?: string };
type Paragraph = { kind: 'paragraph'; runs: Run[] };
export type Heading = { kind: 'heading'; level: 2 | 3 | 4; runs: Run[] };
export type List = { kind: 'list'; ordered: boolean; items: Item[] };
export type Item = { runs: Run[]; lists: List[] };
export type Quote = { kind: 'quote'; blocks: Block[] };

/** A rich text as it is meant, whatever it was written in: HTML, words and pages are made from it and never the other way round. */
export type Block = Paragraph | Heading | List | Quote;

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '<br>' };
const encode = (text: string) => text.replace(/[&<>"\n]/g, (sign) => signs[sign] ?? sign);

/** The canonical HTML of blocks: stored, sent to programs, and parsed to the same blocks. */
export const writeHtml = (blocks: readonly Block[]): string => blocks.map(htmlOf).join('');

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${inline(block.runs)}</p>`;
    case 'heading':
      return `<h${block.level}>${inline(block.runs)}</h${block.level}>`;
    case 'quote':
      return `<blockquote>${writeHtml(block.blocks)}</blockquote>`;
    case 'list': {
      const name = block.ordered ? 'ol' : 'ul';
      const items = block.items.map(({ runs, lists }) => `<li>${inline(runs)}${writeHtml(lists)}</li>`);
      return `<${name}>${items.join('')}</${name}>`;
    }
  }
}

/** The tags around a run, the outermost first. */
const tagsOf = ({ href, strong, em }: Run): string[] => [
  ...(href === undefined ? [] : [`a href="${encode(href)}" rel="noopener nofollow"`]),
  ...(strong ? ['strong'] : []),
  ...(em ? ['em'] : []),
];

function inline(runs: readonly Run[]): string {
  const open: string[] = [];
  const written: string[] = [];
  const goTo = (tags: readonly string[]) => {
    const shared = open.findIndex((tag, place) => tag !== tags[place]);
    const from = shared === -1 ? open.length : shared;
    for (const tag of open.splice(from).toReversed()) written.push(`</${tag.split(' ', 1)}>`);
    for (const tag of tags.slice(from)) {
      written.push(`<${tag}>`);
      open.push(tag);
    }
  };
  for (const run of runs) {
    goTo(tagsOf(run));
    written.push(encode(run.text));
  }
  goTo([]);
  return written.join('');
}

/** A line as a page without links and lists within lists shows it. */
export type Line = { kind: 'p' | 'h' | 'li'; text: string };

/** The visible text, line by line. */
export const linesOf = (blocks: readonly Block[]): Line[] => blocks.flatMap(linesIn);

function linesIn(block: Block): Line[] {
  switch (block.kind) {
    case 'paragraph':
      return wordsOf('p', block.runs);
    case 'heading':
      return wordsOf('h', block.runs);
    case 'quote':
      return linesOf(block.blocks);
    case 'list':
      return block.items.flatMap(({ runs, lists }) => [...wordsOf('li', runs), ...linesOf(lists)]);
  }
}

/** The first line of an item stands behind its mark, the others below it. */
const wordsOf = (kind: Line['kind'], runs: readonly Run[]): Line[] =>
  runs
    .map(({ text }) => text)
    .join('')
    .split('\n')
    .map((text): Line => ({ kind, text: text.trim() }))
    .filter(({ text }) => text !== '')
    .map(({ text }, place) => ({ kind: kind === 'li' && place > 0 ? 'p' : kind, text }));

/** Its words alone. */
export const plainText = (blocks: readonly Block[]): string =>
  linesOf(blocks)
    .map(({ text }) => text)
    .join('\n');
