import type { Values } from '../../fields/form.ts';

/** The name of a picture's part beside the pictures themselves: no address and no id has this form. */
export const nameOfPart = (crop: string, picture: string): string => `crop:${crop}:${picture}`;

/** The file of the cover as it is shown: the part that was chosen, or the whole. */
export function coverIn(values: Values, pictures: Readonly<Record<string, string>>): string | undefined {
  const [named] = Array.isArray(values.cover) ? values.cover : [];
  if (typeof named !== 'string') return undefined;
  const { cover_crop: crop } = values;
  return (typeof crop === 'string' ? pictures[nameOfPart(crop, named)] : undefined) ?? pictures[named];
}
