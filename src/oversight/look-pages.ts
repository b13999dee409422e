import type { Accounts } from '../accounts/service.ts';
import { roles } from '../actor.ts';
import type { Database } from '../database/open.ts';
import { fieldsOf } from '../fields/form.ts';
import { may as mayInFiles } from '../files/policies.ts';
import type { Files } from '../files/service.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import { page, type Route } from '../http/route.ts';
import type { Names } from '../review/api-answers.ts';
import type { Review } from '../review/workflow/service.ts';
import { type Look, looksAt } from './look-store.ts';
import { may } from './policies.ts';

type Needs = {
  pages: Pages;
  db: Database;
  cursors: Cursors;
  names: Names;
  accounts: Pick<Accounts, 'staffOf'>;
  files: Pick<Files, 'describe'>;
  review: Pick<Review, 'kind' | 'kinds'>;
};

const pageSize = 50;
const home = '/console/institution/looks';
/** Roles by which one opens materials under review, the usual one first; another may have been taken since. */
const mayLook = mayInFiles('see an uploaded file under review').roles;

/** A picture of an entry is called by that: the names of uploads say little. */
const fileName = ({ subjectId, entryTitle }: Look, names: ReadonlyMap<string, string>): string =>
  names.has(subjectId) && entryTitle !== null ? `《${entryTitle}》的图片` : (names.get(subjectId) ?? '已删除的文件');

/** The thing that was looked at for its review. */
function aboutOf({ submissionId, title, entryId, entryTitle }: Look) {
  if (entryId !== null) return { doing: '核对资源', title: entryTitle ?? '', href: `/console/resources/${entryId}` };
  if (submissionId === null) return undefined;
  return { doing: '审核', title: title ?? '', href: `/console/submissions/${submissionId}` };
}

/** 谁看过我馆的材料: who of the staff opened sealed files and fields of the institution, when and why. */
export function createLookPages({ pages, db, cursors, names, accounts, files, review }: Needs): Route[] {
  const places = cursors.byNumber('looks');

  /** As they are named to institutions: their role, and the name masked. */
  async function people(ids: readonly string[]): Promise<Map<string, string>> {
    const unique = [...new Set(ids)];
    const [known, all] = await Promise.all([names(unique), Promise.all(unique.map(accounts.staffOf))]);
    return new Map(
      unique.map((id, place) => {
        const role = mayLook.find((each) => all[place]?.roles.includes(each));
        return [id, `${role === undefined ? '当时的工作人员' : roles[role]} ${known.get(id) ?? ''}`.trim()];
      }),
    );
  }

  const isKnown = (kind: string) => review.kinds().some(({ name }) => name === kind);
  function fieldName({ kind, field }: Look): string {
    const known = kind !== null && isKnown(kind) ? fieldsOf(review.kind(kind).form) : [];
    return known.find(({ name }) => name === field)?.title ?? field ?? '';
  }

  async function list(ctx: Context) {
    const { institutionId } = memberOf(ctx);
    const found = await looksAt(db, institutionId, places.find({}, ctx.query.before), pageSize + 1);
    const looks = found.slice(0, pageSize);
    const viewed = looks.filter(({ verb }) => verb === 'file.view').map(({ subjectId }) => subjectId);
    const [called, kept] = await Promise.all([
      people(looks.map(({ staffId }) => staffId)),
      files.describe([...new Set(viewed)], institutionId),
    ]);
    const nameOfFile = new Map(kept.map(({ id, name }) => [id, name]));
    const last = found.length > pageSize ? looks.at(-1) : undefined;
    const data = {
      looks: looks.map((look) => ({
        at: look.at,
        who: called.get(look.staffId) ?? '',
        isFile: look.verb === 'file.view',
        what: look.verb === 'file.view' ? fileName(look, nameOfFile) : fieldName(look),
        reason: look.reason ?? '',
        about: aboutOf(look),
        isUsed: look.isUsed,
      })),
      next: last && `${home}?${new URLSearchParams({ before: places.write({}, last.id) })}`,
    };
    pages.show(ctx, 'oversight/looks', data, { title: '谁看过我馆的材料', here: 'institution' });
  }

  return [page(home, may('see who looked at own materials'), list)];
}
