import { fields, logins, problems } from './zh/explained.ts';

// Texts of single pages, looked up by a code and not by a fact.

export { audit } from './zh/audit.ts';
export const explained = { problems, fields, logins };
