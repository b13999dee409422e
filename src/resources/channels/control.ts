import type { Field } from '../../fields/form.ts';

/** A field as one control for many entries: its choices, or how much room a text has. */
export const controlOf = ({ control, options = {} }: Field) => ({
  isFile: control === 'files',
  choices: control === 'select' ? Object.entries(options).map(([value, name]) => ({ value, name })) : [],
  isLong: control === 'textarea',
});
