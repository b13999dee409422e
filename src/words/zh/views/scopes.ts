/** A line of the consent page, as the data of scopes say it. */
type Line = { name: string; title: string; detail: string; value?: string };
type Titled = Pick<Line, 'name' | 'title'>;

export const scopes = {
  titleOf: ({ title }: Titled): string => title,
  titlesOf: (lines: readonly Titled[]): string => lines.map(({ title }) => title).join('、'),
  detailOf: ({ detail, value = detail }: Line): string => value,
};
