import { explainedFields as fields } from './zh/explained-fields.ts';
import { explainedLogins as logins } from './zh/explained-logins.ts';
import { explainedProblems as problems } from './zh/explained-problems.ts';

// Texts of single pages, which are looked up by a code and not said of a fact.

export { audit } from './zh/audit.ts';
export const explained = { problems, fields, logins };
