/**
 * What the source of a view means beside EJS. Two rules, both kept where a view is compiled:
 *
 * 1. A line break shows nothing. It and the spaces around it fall away between what is shown, and are one space inside a tag, so that a
 *    view is laid out for its reader and no space appears between two Chinese words. A space that is meant stands inside a line.
 * 2. A form that posts carries its token: no view writes it.
 */
export function prepareView(source: string): string {
  let prepared = '';
  let isVerbatim = false;
  let skipped = 0; // line breaks left out, given back before the next piece of code, so that an error still names its line
  for (const [token] of source.matchAll(tokens)) {
    if (token.startsWith('<%')) {
      prepared += lineBreaks(skipped) + token;
      skipped = 0;
    } else if (token.startsWith('<') && token.length > 1) {
      const tag = joinLines(token, ' ', skipped);
      prepared += tag.text + (posts.test(token) ? tokenInput : '');
      skipped = tag.skipped;
      isVerbatim = keepsLines.test(token) || (isVerbatim && !/^<\/(?:pre|textarea)/.test(token));
    } else if (isVerbatim) {
      prepared += lineBreaks(skipped) + token;
      skipped = 0;
    } else {
      const shown = joinLines(token, '', skipped);
      prepared += shown.text;
      skipped = shown.skipped;
    }
  }
  return prepared;
}

const code = '<%[\\s\\S]*?%>';
const tokens = new RegExp(`${code}|</?[a-zA-Z!](?:"(?:${code}|[^"])*"|${code}|[^>"])*>|[^<]+|<`, 'g');
const parts = new RegExp(`${code}|(?:(?!<%)[\\s\\S])+`, 'g');
const posts = /^<form\b[\s\S]*\smethod="post"/;
const keepsLines = /^<(?:pre|textarea)\b/;
const tokenInput = '<input type="hidden" name="csrf" value="<%= page.csrf %>">';

const lineBreaks = (count: number) => (count === 0 ? '' : `<%#${'\n'.repeat(count)}%>`);

/** The lines of a text or a tag as one. Code inside stays as it is written. */
function joinLines(source: string, between: string, before: number): { text: string; skipped: number } {
  let text = '';
  let skipped = before;
  for (const [part] of source.matchAll(parts)) {
    if (part.startsWith('<%')) {
      text += lineBreaks(skipped) + part;
      skipped = 0;
    } else {
      skipped += part.split('\n').length - 1;
      text += part.replaceAll(/\s*\n\s*/g, between);
    }
  }
  return { text: between === '' ? text : text.replace(/\s+(?=\/?>$)/, ''), skipped };
}
