import type { Data } from '../../fields/form.ts';

/** The first values of a new entry of an institution, however a person makes it. */
export const beginningOf = ({ name, regionCode }: { name: string; regionCode: string | undefined }): Data => ({
  source_name: name,
  copyright_owner: name,
  language: 'zh-Hans',
  ...(regionCode && { region_code: regionCode }),
});
