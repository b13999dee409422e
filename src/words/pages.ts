import { fields, logins, problems } from './zh/explained.ts';

// Texts of single pages, which are looked up by a code and not said of a fact.

export { audit } from './zh/audit.ts';
export const explained = { problems, fields, logins };
