/** What an institution puts into its own pages: each of our marks, as HTML that links to the front page. */
export function snippetsOf(cloud: string) {
  const snippet = (file: string, width: number, height: number) => {
    const image = `<img src="${cloud}/public/${file}" width="${width}" height="${height}" alt="国家公共文化云">`;
    return `<a href="${cloud}/" target="_blank" rel="noopener">${image}</a>`;
  };
  return { wordmark: snippet('wordmark.svg', 239, 48), mark: snippet('mark.svg', 48, 48) };
}
