import { checkScript, type Evidence } from './credential-check.ts';

// The file of a passport: a page with the script that checks it, both signed, and the evidence at its end.

const opening = '<script type="application/json" id="evidence">';
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

/**
 * In the browser: compares the page with the signed one, part for part, before it changes anything, and the numbers with the log. Its words are
 * templates of the signed page. What it writes itself (`data-made`) is not compared.
 */
const runCheck = `document.addEventListener('DOMContentLoaded', async () => {
  const squeezed = (text) => text.replace(/\\s+/g, ' ').trim();
  const wordsOf = (node) => squeezed(node.textContent) || '<' + node.localName + '>';
  const outlineOf = (node) => squeezed(node.outerHTML ?? node.data);
  const attributesOf = (node) => [...(node.attributes ?? [])].map(({ name, value }) => name + '=' + value).sort().join();
  const partsOf = (node) => [...node.childNodes].filter((each) =>
    each.nodeType === 1 ? each.localName !== 'script' : each.nodeType === 3 && each.data.trim() !== '');
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
