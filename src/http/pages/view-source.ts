/**
 * What the source of a view means beside EJS. Three rules, kept where a view is compiled:
 *
 * 1. A line break shows nothing: it and the spaces around it fall away, and inside a tag they are one space. So a view is laid out for
 *    its reader, and no space appears between two Chinese words. A space that is meant stands inside a line. In `pre` lines stay.
 * 2. A form that posts carries its token: no view writes it.
 * 3. A text area begins with the line break that browsers drop, so that one that was typed first is kept.
 */
export function prepareView(source: string): string {
  let prepared = '';
  let isVerbatim = false;
  let skipped = 0; // line breaks left out, given back before the next piece of code, so that an error still names its line
  for (const [token] of source.matchAll(tokens)) {
    const isTag = /^<[^%]/.test(token);
    for (const { 0: part, index } of token.matchAll(parts)) {
      if (part.startsWith('<%')) {
        prepared += skipped === 0 ? part : `<%#${'\n'.repeat(skipped)}%>${part}`;
        skipped = 0;
      } else if (part.includes('\n') && !isVerbatim) {
        skipped += part.split('\n').length - 1;
        if (isTag && !bringsSpace.test(token.slice(index + part.length))) prepared += ' ';
      } else {
        prepared += part;
      }
    }
    if (!isTag) continue;
    if (posts.test(token)) prepared += tokenInput;
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
const tokenInput = '<input type="hidden" name="csrf" value="<%= page.csrf %>">';
