/** Why a program gets an answer like this, what helps, and a call that shows it. */
export type Explained = { title: string; cause: string; cure: string; curl?: string };

export const bearer = '-H "Authorization: Bearer $TOKEN"';
export const json = '-H "Content-Type: application/json"';
export const one = '"$ORIGIN/api/v1/resources/activity/qx-act-001"';
