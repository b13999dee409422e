import { readFileSync } from 'node:fs';
import type { Actor, Member } from '../../actor.ts';
import { after, days } from '../../clock.ts';
import { written } from '../../fact.ts';
import type { Data } from '../../fields/form.ts';
import type { Services } from '../../services.ts';
import { colleagues } from '../people/people.ts';
import type { Staffed } from '../people/staff.ts';

const operator: Actor = { kind: 'operator', name: 'demo' };
const paper = (name: string) => readFileSync(new URL(`papers/${name}.png`, import.meta.url));

/** The data of an institution; the codes are of the DEM range, which no register gives out. */
export type DemoInstitution = { name: string; kind: string; creditCode: string; regionCode: string; address: string };

type Needs = Pick<
  Services,
  'institutions' | 'registerInstitution' | 'invitations' | 'files' | 'review' | 'applications' | 'clock'
>;

/** Actions of people at the back office, through the same verbs as its pages. */
export function createDemoOffice(services: Needs, people: Staffed) {
  const { institutions, registerInstitution, invitations, files, review, applications, clock } = services;

  /** The institution with this person as its owner: registered unless it exists, joined where the demo made it before. */
  async function owned(name: string, who: 'owner' | 'applicant'): Promise<Member> {
    const { accountId } = people[who];
    const citizen: Actor = { kind: 'citizen', accountId };
    const found = await institutions.findByName(name);
    if (found === undefined) {
      const registered = await registerInstitution(citizen, { name, other: true });
      if ('problems' in registered) throw new Error(JSON.stringify(registered.problems));
      return { kind: 'member', accountId, institutionId: registered.institutionId, role: 'owner' };
    }
    if (!(await institutions.isMember(accountId, found.id))) {
      const { phone } = colleagues[who];
      const { id } = await invitations.invite(operator, found.id, { phone, post: 'owner' });
      await invitations.accept(citizen, id);
    }
    return { kind: 'member', accountId, institutionId: found.id, role: 'owner' };
  }

  async function keep(member: Member, name: string, file: string): Promise<string> {
    const accept = { types: ['image/png'] };
    const kept = await files.keep(member, { institutionId: member.institutionId, name, bytes: paper(file), accept });
    if ('problem' in kept) throw new Error(written(kept.problem));
    return kept.id;
  }

  /** The answers of a certification with their papers. */
  async function answers(
    member: Member,
    place: DemoInstitution,
    agent: { name: string; phone: string },
  ): Promise<Data> {
    const papers = [
      keep(member, '法人证书.png', 'certificate'),
      keep(member, '证件正面.png', 'id-front'),
      keep(member, '证件背面.png', 'id-back'),
      keep(member, '授权书.png', 'letter'),
    ] as const;
    const [certificate, front, back, authorization] = await Promise.all(papers);
    return {
      ...place,
      legalRepresentative: '周远山',
      agentName: agent.name,
      agentPosition: '数字文化部主任',
      agentPhone: agent.phone,
      agentEmail: `${agent.phone.slice(-4)}@demo.example.cn`,
      idKind: 'resident',
      idNumber: '11010519491231002X',
      platformName: `${place.name.replace('（演示）', '')}数字平台`,
      platformUrl: 'https://www.qingxi.example.cn/',
      certificate,
      idPhotos: `${front}\n${back}`,
      authorization,
    };
  }

  return {
    operator,
    owned,
    answers,
    poster: (member: Member) => keep(member, '青溪文化云.png', 'poster'),

    /** A draft of a kind with these answers; one under way or decided stays unchanged. */
    async draft(member: Member, kind: string, data: Data, title = data.name ?? ''): Promise<string | undefined> {
      const { institutionId } = member;
      const known = await review.list({ institutionId, kinds: [kind] }, undefined, 100);
      if (known.some((each) => each.title === title)) return undefined;
      const { id } = await review.begin(member, kind, { institutionId });
      await review.save(member, id, data);
      return id;
    },

    async send(member: Member, kind: string, data: Data, title?: string): Promise<string | undefined> {
      const id = await this.draft(member, kind, data, title);
      if (id !== undefined) await review.submit(member, id);
      return id;
    },

    /** Certified by the two reviewers of the demo, as far as the kind asks for two. */
    async certified(member: Member, place: DemoInstitution, agent: { name: string; phone: string }): Promise<void> {
      if ((await institutions.get(member.institutionId)).certifiedAt !== undefined) return;
      const id = await this.send(member, 'certification', await answers(member, place, agent));
      if (id !== undefined) await review.approve(people.reviewer.actor, id);
    },

    /** A hired developer of one application, for a year. */
    async hire(owner: Member, clientId: string): Promise<void> {
      const { accountId } = people.developer;
      if (await institutions.isMember(accountId, owner.institutionId)) return;
      const endsAt = after(clock.now(), days(180)).toISOString().slice(0, 10);
      const { phone } = colleagues.developer;
      const post = { phone, post: 'hired', applications: [clientId], endsAt };
      const { id } = await invitations.invite(owner, owner.institutionId, post);
      await invitations.accept({ kind: 'citizen', accountId }, id);
    },

    async sandbox(owner: Member): Promise<void> {
      if ((await applications.sandboxes(owner.institutionId)).length > 0) return;
      const input = { name: '青溪小程序联调', redirectUris: 'http://localhost:8080/callback' };
      await applications.openSandbox(owner, owner.institutionId, input);
    },
  };
}
