/** Σ value × weight, the sum that every Chinese code below is checked by. */
export const weighted = (values: readonly number[], weights: readonly number[]): number =>
  values.reduce((sum, value, place) => sum + value * (weights[place] ?? 0), 0);

/** Codes as pasted: full-width letters, spaces and hyphens between the groups, lower case. */
export const normalCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s\u200b\-\u2010-\u2015\u2212]/g, '')
    .toUpperCase();
