/** A file that a page tells to save. */
export type Saved = { path: string; text: string };

export type AgentPage = ReturnType<typeof agentPage>;

/** The parts of /auth.md: sections by their anchors, in each the files to save and the lines for a shell. */
export function agentPage(text: string) {
  const sections = new Map<string, string>();
  for (const [, anchor = '', body = ''] of text.matchAll(
    /^#{2,3} [^\n]*\{#([\w-]+)\}\n([\s\S]*?)(?=^#{2,3} |(?![\s\S]))/gm,
  ))
    sections.set(anchor, body);
  const sectionOf = (anchor: string): string => {
    const found = sections.get(anchor);
    if (found === undefined) throw new Error(`the page has no part ${anchor}`);
    return found;
  };
  const filePattern = /^`([\w./-]+)`\n\n```\w*\n([\s\S]*?)^```$/gm;
  /** Lines for a shell, without those of files. */
  const blocks = (anchor: string): string[] =>
    [
      ...sectionOf(anchor)
        .replaceAll(filePattern, '')
        .matchAll(/^```sh\n([\s\S]*?)^```$/gm),
    ].map(([, body = '']) => body);
  return {
    text,
    blocks,
    /** The lines that take keys for a program of this site: its addresses, in the line that the page says to replace. */
    take(site: string): string {
      const [lines = '', elsewhere = ''] = blocks('keys');
      const own = elsewhere
        .replaceAll('http://localhost:3000/api/auth/callback/ncc', `${site}/callback`)
        .replaceAll('http://localhost:3000', site);
      if (!/^take$/m.test(lines) || own === '') throw new Error('the page has no line to replace');
      return lines.replace(/^take\n/m, () => own);
    },
    files: (anchor: string): Saved[] =>
      [...sectionOf(anchor).matchAll(filePattern)].map(([, path = '', body = '']) => ({ path, text: body })),
  };
}
