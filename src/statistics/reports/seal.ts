import { keyedHash } from '../../audit/keyed-hash.ts';

// The seals of reports and counts: keyed hashes of their rows, by the key that signs audit events. The database's role can write rows, and no seal.

type Figures = readonly (number | string | null)[];
export const figuresText = (figures: Figures): string => figures.map((value) => value ?? '').join();

/** The same text for the same values, in whichever order a database keeps them. */
export const plainText = (value: unknown): string =>
  JSON.stringify(value, (_, inside: unknown) =>
    typeof inside === 'object' && inside !== null && !Array.isArray(inside)
      ? Object.fromEntries(Object.entries(inside).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inside,
  );

/** The part of a report that stays as it was first reported. */
export type Setting = { institutionId: string; regionCode: string | null; kind: string | null; late: boolean };

export type SealedRevision = {
  clientId: string;
  day: string;
  revision: number;
  figures: Figures;
  terminals: unknown;
  note: string | null;
  reason: string | null;
  actorKind: string;
  actorId: string | null;
  at: Date;
};

/** Of a revision; of the first one with the setting of its report. */
export const sealOfRevision = (key: Buffer, one: SealedRevision, setting: Setting | undefined): Buffer =>
  keyedHash(key, [
    'report revision 1',
    ...[one.clientId, one.day, String(one.revision), figuresText(one.figures)],
    one.terminals === null || one.terminals === undefined ? null : plainText(one.terminals),
    ...[one.note, one.reason, one.actorKind, one.actorId, String(one.at.getTime())],
    ...(setting === undefined
      ? []
      : [setting.institutionId, setting.regionCode, setting.kind, setting.late ? 'late' : 'in time']),
  ]);

export type SealedExplanation = Pick<
  SealedRevision,
  'clientId' | 'day' | 'revision' | 'actorKind' | 'actorId' | 'at'
> & {
  note: string;
};

export const sealOfExplanation = (key: Buffer, one: SealedExplanation): Buffer =>
  keyedHash(key, [
    'report explanation 1',
    ...[one.clientId, one.day, String(one.revision), one.note, one.actorKind, one.actorId, String(one.at.getTime())],
  ]);

export type SealedCount = {
  clientId: string;
  day: string;
  regionCode: string | null;
  kind: string | null;
  figures: Figures;
};

export const sealOfCount = (key: Buffer, one: SealedCount): Buffer =>
  keyedHash(key, ['daily count 1', one.clientId, one.day, one.regionCode, one.kind, figuresText(one.figures)]);
