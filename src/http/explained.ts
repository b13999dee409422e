import type { ProblemCode } from '../errors.ts';

/** The cause of a program's answer, the cure, and a call that shows it. */
export type Explained = { title: string; cause: string; cure: string; curl?: string };

export const bearer = '-H "Authorization: Bearer $TOKEN"';
export const json = '-H "Content-Type: application/json"';
export const one = '"$ORIGIN/api/v1/resources/activity/qx-act-001"';

/** All that are explained so, by code: problems of a whole call, of one field, and the errors of a login. */
export type Explanations = {
  problems: Readonly<Record<ProblemCode, Explained>>;
  fields: Readonly<Record<string, Explained>>;
  logins: Readonly<Record<string, Pick<Explained, 'cause' | 'cure'>>>;
};
