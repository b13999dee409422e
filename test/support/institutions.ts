import type { Actor, Member, Staff } from '../../src/actor.ts';
import type { Data } from '../../src/fields/form.ts';
import type { TestApp } from './app.ts';
import { type Colleague, createMember, createNewcomer, createStaff } from './console.ts';
import { bands, pdf } from './pictures.ts';
import { remember } from './record.ts';

export const idNumber = remember('11010519491231002X');

/** The data of 青溪县文化馆, without its papers. */
export const answers = {
  name: '青溪县文化馆',
  kind: 'culture_hall',
  creditCode: '12330106DEM0000145',
  regionCode: '330106',
  address: '文一西路 1 号',
  legalRepresentative: '周远山',
  agentName: '陈静',
  agentPosition: '数字文化部主任',
  agentPhone: '13800008111',
  agentEmail: 'chenjing@qx.example.cn',
  idKind: 'resident',
  idNumber,
} as const satisfies Data;

let scans: Promise<readonly Buffer[]> | undefined;

/** A page and the two sides of a card as small as can be read (checks.ts): each upload is drawn again. And a PDF. */
export const scanned = () => {
  scans ??= Promise.all([bands(1_240, 1_754), bands(674, 425), bands(675, 426), Promise.resolve(pdf())]);
  return scans;
};

/** Uploads the papers of a certification, and returns their ids. */
export async function papers(at: TestApp, actor: Actor, institutionId: string): Promise<Data> {
  const [page, front, back, letter] = await scanned();
  const keep = async (name: string, bytes: Buffer | undefined) => {
    const accept = { types: ['image/jpeg', 'image/png', 'application/pdf'] };
    const kept = await at.app.files.keep(actor, { institutionId, name, bytes: bytes ?? Buffer.of(), accept });
    if ('problem' in kept) throw new Error(kept.problem.code);
    return kept.id;
  };
  const [certificate, first, second, authorization] = await Promise.all([
    keep('法人证书.png', page),
    keep('身份证正面.png', front),
    keep('身份证反面.png', back),
    keep('授权书.pdf', letter),
  ]);
  return { certificate, idPhotos: `${first}\n${second}`, authorization };
}

export const asMember = (
  { accountId, institutionId }: { accountId: string; institutionId: string },
  role: Member['role'] = 'owner',
): Member => ({ kind: 'member', accountId, institutionId, role });

export const asStaff = ({ accountId }: Colleague, ...roles: Staff['roles'][number][]): Staff => ({
  kind: 'staff',
  accountId,
  roles,
});

export const asCitizen = ({ accountId }: Pick<Colleague, 'accountId'>) => ({ kind: 'citizen', accountId }) as const;

/** An account that registers an institution. */
export async function register(at: TestApp, name: string): Promise<Colleague & { institutionId: string }> {
  const person = await createNewcomer(at);
  const registered = await at.app.registerInstitution(asCitizen(person), { name, other: true });
  if ('problems' in registered) throw new Error(JSON.stringify(registered.problems));
  return { ...person, institutionId: registered.institutionId };
}

/** A certification that is sent, with other answers where a test wants them. */
export async function send(at: TestApp, owner: { accountId: string; institutionId: string }, more: Data = {}) {
  const actor = asMember(owner);
  const { institutionId } = owner;
  const { certifiedAt } = await at.app.institutions.get(institutionId);
  const { id } = await at.app.review.begin(actor, 'certification', {
    institutionId,
    ...(certifiedAt !== undefined && { subjectId: institutionId }),
  });
  const { name } = await at.app.institutions.get(institutionId);
  await at.app.review.save(actor, id, { ...answers, name, ...(await papers(at, actor, institutionId)), ...more });
  return at.app.review.submit(actor, id);
}

/** Reviewers who decide about everything; two, since some papers need both. */
export async function createReviewers(at: TestApp) {
  const [first, second] = [await createStaff(at, ['reviewer']), await createStaff(at, ['reviewer'])];
  return [asStaff(first, 'reviewer'), asStaff(second, 'reviewer')] as const;
}

/** An institution with everything that certification gives. */
export async function certify(at: TestApp, owner: { accountId: string; institutionId: string }, more: Data = {}) {
  const [reviewer] = await createReviewers(at);
  const { id } = await send(at, owner, more);
  await at.app.review.approve(reviewer, id);
}

/** A colleague in an institution. */
export const colleagueOf = (at: TestApp, institutionId: string, role: Member['role']) =>
  createMember(at, { institutionId, role });
