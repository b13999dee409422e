import * as english from './en/explained.ts';
import * as chinese from './zh/explained.ts';

// Texts of single pages, looked up by a code and not by a fact.

export { audit } from './zh/audit.ts';

const { problems, fields, logins } = chinese;
export const explained = {
  zh: { problems, fields, logins },
  en: { problems: english.problems, fields: english.fields, logins: english.logins },
};
