/** HTML of one of our marks for an institution's pages, which links to the front page. */
export function snippetOf(cloud: string, file: string, width: number, height: number): string {
  const image = `<img src="${cloud}/public/${file}" width="${width}" height="${height}" alt="国家公共文化云">`;
  return `<a href="${cloud}/" target="_blank" rel="noopener">\n  ${image}\n</a>`;
}
