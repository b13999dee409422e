import { checkScript, type Evidence } from './credential-check.ts';

// The file of a passport: a page with the script that checks it, both signed, and the evidence at its end.

const opening = '<script type="application/json" id="evidence">';
const block = /<script type="application\/json" id="evidence">([^<]*)<\/script>\r?\n?/;
const atEnd = (html: string, text: string): string => {
  const end = html.lastIndexOf('</body>');
  return html.slice(0, end) + text + html.slice(end);
};

/** JSON within HTML ends at no tag. */
const inHtml = (evidence: Evidence) => JSON.stringify(evidence).replaceAll('<', '\\u003c');

/** The page as it is signed: with the script that checks it. */
export const withScript = (html: string): string => atEnd(html, `<script>\n${checkScript}\n${runCheck}\n</script>\n`);

export const withProof = (evidence: Evidence): string =>
  atEnd(evidence.page, `${opening}${inHtml(evidence)}</script>\n`);

/** The evidence in a file as it came, unread, and the file without it. */
export function partsOf(file: string): { evidence: string | undefined; rest: string } {
  return { evidence: block.exec(file)?.[1], rest: file.replace(block, '') };
}

/** A place where a file shows other words than were signed; undefined: there is nothing. `markup`: only the tags differ. */
export type Difference = { shown: string | undefined; signed: string | undefined } | 'markup';
/** Of a file with other words throughout, the first say enough. */
const mostDifferences = 20;

const plain = (text: string) =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/^\uFEFF/, '')
    .trim();

/** The words of a page, tag by tag, as its reader sees them: in linear time, whatever the page is. */
function wordsIn(html: string): string[] {
  const words: string[] = [];
  /** Inside of an element that shows nothing, or that its script fills: until it ends. */
  let within: { name: string; depth: number } | undefined;
  for (const piece of html.split('<')) {
    const end = piece.indexOf('>');
    const tag = end < 0 ? '' : piece.slice(0, end);
    const [, slash = '', name = ''] = /^(\/?)([a-z][a-z0-9]*)/i.exec(tag) ?? [];
    if (within?.name === name) within.depth += slash === '' ? 1 : -1;
    else if (
      within === undefined &&
      slash === '' &&
      (/^(script|style|template)$/i.test(name) || tag.includes(' data-made='))
    )
      within = { name, depth: 1 };
    if (within?.depth === 0) within = undefined;
    const text = piece
      .slice(end + 1)
      .replace(/\s+/g, ' ')
      .trim();
    if (within === undefined && text !== '') words.push(unescaped(text));
  }
  return words;
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&#34;': '"',
  '&quot;': '"',
  '&#39;': "'",
};
const unescaped = (text: string) =>
  text.replace(/&(lt|gt|quot|#34|#39);/g, (entity) => entities[entity] ?? entity).replaceAll('&amp;', '&');

/** Where a file shows other words than the page that was signed. */
export function differencesIn(page: string, file: string): Difference[] {
  if (plain(page) === plain(file)) return [];
  const [signed, shown] = [wordsIn(page), wordsIn(file)];
  let same = 0;
  while (same < signed.length && signed[same] === shown[same]) same += 1;
  let ending = 0;
  while (ending < Math.min(signed.length, shown.length) - same && signed.at(-1 - ending) === shown.at(-1 - ending))
    ending += 1;
  const [was, is] = [signed.slice(same, signed.length - ending), shown.slice(same, shown.length - ending)];
  const found = Array.from({ length: Math.max(was.length, is.length) }, (_, at) => ({
    shown: is[at],
    signed: was[at],
  }));
  const other = found.filter((one) => one.shown !== one.signed).slice(0, mostDifferences);
  return other.length === 0 ? ['markup'] : other;
}

/**
 * In the browser: compares the page with the signed one, part for part, before it changes anything, and the numbers with the log. Its words are
 * templates of the signed page. Elements that it fills (`data-made`) are not compared.
 */
const runCheck = `document.addEventListener('DOMContentLoaded', async () => {
  const squeezed = (text) => text.replace(/\\s+/g, ' ').trim();
  const outlineOf = (node) => squeezed(node.outerHTML ?? node.data);
  const attributesOf = (node) => [...(node.attributes ?? [])].map(({ name, value }) => name + '=' + value).sort().join();
  const partsOf = (node) => [...node.childNodes].filter((each) =>
    each.nodeType === 1 ? each.localName !== 'script' : each.nodeType === 3 && each.data.trim() !== '');
  const wordsOf = (node) =>
    node.nodeType === 3 ? squeezed(node.data) : partsOf(node).map(wordsOf).join(' ') || '<' + node.localName + '>';
  const wrong = [];
  const compare = (was, is) => {
    if (was.nodeType !== is.nodeType || was.localName !== is.localName || was.nodeType === 3 || was.localName === 'template') {
      if (outlineOf(was) !== outlineOf(is)) wrong.push({ was, is });
      return;
    }
    if (attributesOf(was) !== attributesOf(is)) wrong.push({ was, is });
    if (was.hasAttribute('data-made')) return;
    const [before, now] = [partsOf(was), partsOf(is)];
    if (before.length !== now.length) {
      const isSame = (one, other) => one && other && outlineOf(one) === outlineOf(other);
      while (isSame(before[0], now[0])) { before.shift(); now.shift(); }
      while (isSame(before.at(-1), now.at(-1))) { before.pop(); now.pop(); }
    }
    for (let at = 0; at < Math.max(before.length, now.length); at += 1)
      if (before[at] && now[at]) compare(before[at], now[at]);
      else wrong.push({ was: before[at], is: now[at] });
  };
  let signed;
  const templateOf = (name) => (signed ?? document).getElementById(name)?.content.cloneNode(true);
  const put = (name, made) => {
    let place = document.querySelector('[data-made="' + name + '"]');
    if (!place && name === 'verdict') document.body.prepend(place = document.createElement('div'));
    place?.replaceChildren(...made);
  };
  const show = (name, lines = []) => {
    const box = templateOf('verdict-' + name);
    box?.querySelector('ul')?.append(...lines);
    put('verdict', box ? [box] : []);
  };
  const lineOf = (name, words) => {
    const line = templateOf('fault-' + name);
    for (const [place, word] of Object.entries(words)) line.querySelector('[data-' + place + ']').textContent = word;
    return line;
  };
  const written = (number) => number === null || number === undefined ? '—' : number.toLocaleString('en');
  try {
    const evidence = JSON.parse(document.getElementById('evidence').textContent);
    signed = new DOMParser().parseFromString(evidence.page, 'text/html');
    compare(signed.documentElement, document.documentElement);
    const { credential, verdict } = await checkCredential(evidence);
    const lines = verdict.faults.map((fault) => {
      const row = credential?.rows[fault.row];
      const said = { row: row && row.name + ' ' + row.value.toLocaleString('en'), seen: written(credential?.seen) };
      if (fault.code === 'signature' || fault.code === 'statement') return lineOf(fault.code, {});
      return lineOf(fault.code, { name: said[fault.code] ?? credential.shown, found: written(fault.found) });
    });
    for (const { was, is } of wrong) {
      const element = is?.nodeType === 3 ? is.parentElement : is;
      element?.classList.add('wrong');
      if (!was) lines.push(lineOf('more', { name: wordsOf(is) }));
      else if (!is) lines.push(lineOf('less', { found: wordsOf(was) }));
      else if (wordsOf(was) === wordsOf(is)) lines.push(lineOf('look', { name: wordsOf(is) }));
      else lines.push(lineOf('words', { name: wordsOf(is), found: wordsOf(was) }));
    }
    show(lines.length === 0 ? 'holds' : 'fails', lines);
    put('leaves', [verdict.leaves.toLocaleString('en')]);
    if (verdict.witnesses.length > 0)
      put('witnesses', verdict.witnesses.map(({ name, seconds }) => {
        const line = document.createElement('span');
        line.textContent = name + ' ' + new Date(seconds * 1000).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai' }) + ' ';
        return line;
      }));
  } catch (error) {
    show(error.name === 'NotSupportedError' || !globalThis.crypto?.subtle ? 'unable' : 'broken');
  }
});`;
