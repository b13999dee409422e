/** The text typed into a search field. */
export const readText = (value: unknown): string =>
  typeof value === 'string' && !value.includes('\0') && value.isWellFormed() ? value.trim().slice(0, 100) : '';
