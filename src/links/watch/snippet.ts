/** What an institution puts into its own pages: one of our marks, as HTML that links to the front page. */
export function snippetOf(cloud: string, file: string, width: number, height: number): string {
  const image = `<img src="${cloud}/public/${file}" width="${width}" height="${height}" alt="国家公共文化云">`;
  return `<a href="${cloud}/" target="_blank" rel="noopener">\n  ${image}\n</a>`;
}
