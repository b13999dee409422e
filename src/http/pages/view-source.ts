/**
 * Rules of the source of a view beside EJS, applied when a view is compiled:
 *
 * 1. A line break shows nothing: it and the spaces around it fall away, and inside a tag they are one space. So a view is laid out for
 *    its reader, and no space appears between two Chinese words. A space that is meant stands inside a line. In `pre` lines stay.
 * 2. A form that posts carries its token: no view writes it.
 * 3. Where a page asks (`page.access`), a form that its reader may not send is not there, and a link to a page that does not let them in leads
 *    nowhere: it stands as text, and as a button it is hidden (cloud.css).
 * 4. A text area begins with the line break that browsers drop, so that one that was typed first is kept.
 * 5. A table that folds on phones (`fold`) says the roles of its parts: old engines forget them where a part is displayed as another.
 */
export function prepareView(source: string): string {
  let prepared = '';
  let isVerbatim = false;
  let isAsked = false;
  let isFolding = false;
  let skipped = 0; // line breaks left out, given back before the next piece of code, so that an error still names its line
  for (const [token] of source.matchAll(tokens)) {
    const isTag = /^<[^%]/.test(token);
    const asked = posts.test(token) ? addressIn(token, 'action') : undefined;
    if (asked !== undefined) {
      prepared += `<% if (page?.access === undefined || page.access.maySend(${asked})) { %>`;
      isAsked = true;
    }
    const leading = /^<a\s/.test(token) ? addressIn(token, 'href') : undefined;
    if (/^<\/?table\b/.test(token)) isFolding = folds.test(token);
    let said = token;
    if (leading !== undefined)
      said = token.replace(hrefIn, (href) => `<% if (${leads(leading)}) { %> ${href.trim()}<% } %>`);
    else if (isFolding)
      said = token.replace(partOfTable, (tag, name: string) => `${tag} role="${roleOf(name, token)}"`);
    for (const { 0: part, index } of said.matchAll(parts)) {
      if (part.startsWith('<%')) {
        prepared += skipped === 0 ? part : `<%#${'\n'.repeat(skipped)}%>${part}`;
        skipped = 0;
      } else if (part.includes('\n') && !isVerbatim) {
        skipped += part.split('\n').length - 1;
        if (isTag && !bringsSpace.test(said.slice(index + part.length))) prepared += ' ';
      } else {
        prepared += part;
      }
    }
    if (!isTag) continue;
    if (posts.test(token)) prepared += tokenInput;
    if (isAsked && token === '</form>') {
      prepared += '<% } %>';
      isAsked = false;
    }
    if (token.startsWith('<textarea')) prepared += '\n';
    if (/^<\/?pre\b/.test(token)) isVerbatim = token.startsWith('<pre');
  }
  return prepared;
}

const code = '<%(?:(?!%>)[\\s\\S])*%>';
const tokens = new RegExp(`${code}|</?[a-zA-Z!](?:"(?:${code}|(?!<%)[^"])*"|${code}|(?!<%)[^>"])*>|[^<]+|<`, 'g');
/** Code, line breaks with the spaces around them, and the rest. Not \s, to which the wide space of Chinese belongs. */
const parts = new RegExp(`${code}|[ \\t\\r]*\\n[ \\t\\r\\n]*|[ \\t\\r]+|[^ \\t\\r\\n<]+|<`, 'g');
/** The end of a tag, and a statement in it: `<% if (isOpen) { %> open<% } %>`. */
const bringsSpace = /^(?:\/?>|<%[^=])/;
const posts = /^<form\b[\s\S]*\smethod="post"/;
const folds = /^<table\b[^>]*\sclass="fold\b/;
const partOfTable = /^<(table|thead|tbody|tr|th|td)\b/;
const roleOf = (part: string, tag: string) =>
  part === 'th' ? (tag.includes('scope="col"') ? 'columnheader' : 'rowheader') : (roles[part] ?? 'rowgroup');
const roles: Readonly<Record<string, string>> = { table: 'table', tr: 'row', td: 'cell' };
const leads = (address: string) => `page?.access === undefined || page.access.mayOpen(${address})`;
const hrefIn = new RegExp(`\\s+href="(?:${code}|(?!<%)[^"])*"`);

/** The address that a tag names as an expression; undefined where it is none of the back office, or more than values stand in it. */
function addressIn(tag: string, attribute: 'action' | 'href'): string | undefined {
  const [, written] = new RegExp(`\\s${attribute}="((?:${code}|(?!<%)[^"])*)"`).exec(tag) ?? [];
  const pieces = written?.split(new RegExp(`(${code})`)).filter((piece) => piece !== '') ?? [];
  const isPlain = pieces.every((piece) => !piece.startsWith('<%') || piece.startsWith('<%='));
  if (!isPlain || !/^(?:<%|\/console)/.test(pieces[0] ?? '')) return undefined;
  return pieces
    .map((piece) => (piece.startsWith('<%=') ? `(${piece.slice(3, -2).trim()})` : JSON.stringify(piece)))
    .join(' + ');
}
const tokenInput = '<input type="hidden" name="csrf" value="<%= page.csrf %>">';
