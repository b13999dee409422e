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
  return {
    text,
    files: (anchor: string): Saved[] =>
      [...sectionOf(anchor).matchAll(filePattern)].map(([, path = '', body = '']) => ({ path, text: body })),
    /** Lines for a shell, without those of files. */
    blocks: (anchor: string): string[] =>
      [
        ...sectionOf(anchor)
          .replaceAll(filePattern, '')
          .matchAll(/^```sh\n([\s\S]*?)^```$/gm),
      ].map(([, body = '']) => body),
  };
}
