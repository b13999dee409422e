import { type Heading, type Kind, submissionsEntry } from './kind.ts';

/** Where drafts are written: in the back office of an institution, or by operators for the Cloud itself (R50). */
export interface Setting {
  /** /console/submissions: under which addresses. */
  base: string;
  /** Where uploads are opened. */
  filesAt: string;
  /** Under which heading of the side menu. */
  placeOf: (kind: Kind) => Heading;
  /** The page of its result. */
  hrefOf: (kind: Kind, subjectId: string) => string | undefined;
}

export const ofInstitution: Setting = {
  base: '/console/submissions',
  filesAt: '/console/files/',
  placeOf: ({ place = submissionsEntry }) => place,
  hrefOf: (kind, subjectId) => kind.hrefOf?.(subjectId),
};

/** The address of a submission, and of one page of its draft. */
export const pathIn =
  ({ base }: Setting) =>
  (id: string, step?: string): string =>
    `${base}/${id}${step === undefined ? '' : `?page=${encodeURIComponent(step)}`}`;
