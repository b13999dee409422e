/** A line of the consent page, as the data of scopes say it. */
type Line = { name: string; title: string; detail: string; value?: string };

export const scopes = {
  titleOf: ({ title }: Pick<Line, 'name' | 'title'>): string => title,
  detailOf: ({ detail, value = detail }: Line): string => value,
};
