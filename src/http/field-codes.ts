import type { Fact } from '../fact.ts';

/** The public codes of fields (docs/problems) that a problem implies by itself; every other says that a value will not do. */
const codes: Readonly<Record<string, string>> = {
  'http.value_missing': 'required',
  'http.body_missing': 'required',
  'fields.missing': 'required',
  'fields.choose': 'required',
  'fields.upload': 'required',
  'files.none_sent': 'required',
  'http.unknown_member': 'unknown_field',
  'resources.unknown_field': 'unknown_field',
  'http.unknown_parameter': 'unknown_parameter',
};

/** The code of a field's problem for which its room gives none. */
export const fieldCodeOf = ({ code }: Fact): string =>
  (Object.hasOwn(codes, code) ? codes[code] : undefined) ?? 'invalid_value';
