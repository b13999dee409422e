import type { Connection } from '../../database/open.ts';
import type { Standing } from '../standing.ts';

/** An entry that may be the same as another. */
export type Candidate = {
  id: string;
  institutionId: string;
  institution: string;
  externalId: string;
  title: string;
  startsAt: Date | undefined;
  standing: Standing;
  marks: number[];
};

type Row = {
  id: string;
  institution_id: string;
  institution: string;
  external_id: string;
  title: string;
  starts_at: Date | null;
  standing: Standing;
  alike: number[];
};

/** `isAlone`: nothing of others; `starts`: only entries that begin at one of these moments. */
type Asking = {
  channel: string;
  institutionId: string;
  isReviewer: boolean;
  isAlone: boolean;
  starts: readonly Date[] | undefined;
};

/**
 * Entries of a channel that have one of these marks. Unpublished entries of others are for reviewers only, and unsent ones not even for them.
 */
export async function findMarked(
  db: Connection,
  { channel, institutionId, isReviewer, isAlone, starts }: Asking,
  marks: readonly number[],
  limit: number,
): Promise<Candidate[]> {
  if (marks.length === 0) return [];
  const rows = await db.rows<Row>(
    `select e.id, e.institution_id, i.name as institution, e.external_id, e.title, e.starts_at, e.alike,
       case when e.publication_state in ('published', 'scheduled') then e.publication_state
         when e.review_state in ('draft', 'returned') then e.review_state else 'in_review' end as standing
     from entries e join institutions i on i.id = e.institution_id
     where e.alike && $1::integer[] and e.channel = $2 and (not $6 or e.institution_id = $3)
       and ($7::timestamptz[] is null or e.starts_at = any($7)) and (e.publication_state = 'published'
       or (e.publication_state = 'scheduled' or e.publication_state is null and e.review_state in ('submitted', 'claimed', 'checked'))
         and ($4 or e.institution_id = $3)
       or e.publication_state is null and e.review_state in ('draft', 'returned') and e.institution_id = $3)
     limit $5`,
    [marks, channel, institutionId, isReviewer, limit, isAlone, starts ?? null],
  );
  return rows.map(({ institution_id, external_id, starts_at, alike, ...rest }) => ({
    ...rest,
    institutionId: institution_id,
    externalId: external_id,
    startsAt: starts_at ?? undefined,
    marks: alike,
  }));
}
