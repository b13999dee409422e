/** A place in a list ordered by time and id, as it travels in an address. */
export const writePlace = ({ at, id }: { at: Date; id: string }): string => `${at.getTime()}.${id}`;
export function readPlace(value: unknown): { at: Date; id: string } | undefined {
  const [, at, id] = /^(\d{1,13})\.([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(String(value)) ?? [];
  return at === undefined || id === undefined ? undefined : { at: new Date(Number(at)), id };
}

/** What somebody typed into a search field. */
export const readText = (value: unknown): string =>
  typeof value === 'string' && !value.includes('\0') && value.isWellFormed() ? value.trim().slice(0, 100) : '';
