import { actorId } from '../../../actor.ts';
import type { Applications } from '../../../applications/service.ts';
import { record } from '../../../audit/record.ts';
import { type Clock, dayOf } from '../../../clock.ts';
import type { Connection } from '../../../database/open.ts';
import { conflict, forbidden, invalid } from '../../../errors.ts';
import { readForm } from '../../../fields/form.ts';
import type { Files } from '../../../files/service.ts';
import { isCertified } from '../../../institutions/institution/institution.ts';
import { cloudInstitutionId, type Institutions } from '../../../institutions/service.ts';
import type { Check, Kind } from '../../../review/workflow/kind.ts';
import { production, type Space } from '../../../space.ts';
import type { Resources } from '../../entries/service.ts';
import * as baskets from '../catalogue/basket-store.ts';
import { type Catalogue, catalogueNumber, type Shared } from '../catalogue/catalogue.ts';
import { lineOf, numberIn, titleIn } from '../catalogue/line.ts';
import { fact } from '../facts.ts';
import { presentTerms } from '../terms/terms.ts';
import { applicationForm, type RequestedUse, requestedUse } from './application.ts';
import { approvalForm, endOf } from './approval.ts';
import { eventOf, type SendEvent } from './events.ts';
import * as store from './licence-store.ts';
import { obstaclesTo } from './obstacles.ts';

type Needs = {
  db: Connection;
  clock: Clock;
  institutions: Pick<Institutions, 'get'>;
  applications: Pick<Applications, 'find'>;
  files: Pick<Files, 'hold'>;
  resources: Pick<Resources, 'channel'>;
  catalogue: Pick<Catalogue, 'findNumbered'>;
  tell: SendEvent;
  space?: Space;
};

export const licenceKindName = 'licence';

/** R50 资源许可: an institution's request for the Cloud's resources, with purpose and period. */
export function licenceKind(needs: Needs): Kind {
  const { db, clock, institutions, applications, files, resources, catalogue, tell, space = production } = needs;
  const line = (one: Shared) => lineOf(one, resources.channel(one.channel).name);

  /** The requested resources, one by one, as offered now: the obstacles, by field. */
  async function look(connection: Connection, institutionId: string, asked: RequestedUse) {
    const found = await catalogue.findNumbered(asked.numbers, connection);
    const { regionCode: region } = await institutions.get(institutionId, connection);
    return { found, problems: obstaclesTo(asked, { found, region, line }) };
  }

  async function mustBeOwn(connection: Connection, institutionId: string, { clientId }: RequestedUse): Promise<void> {
    if (clientId === undefined) return;
    const application = await applications.find(clientId, connection);
    if (application?.institutionId !== institutionId) throw invalid({ application: fact('licences.no_application') });
    if (application.sandbox && space.name === 'production')
      throw invalid({ application: fact('licences.sandbox_application') });
  }

  async function mustBeCertified(institutionId: string): Promise<void> {
    if (!space.isForCertified) return;
    if (institutionId === cloudInstitutionId) throw forbidden(fact('licences.own_resources'));
    if (!isCertified.holds(await institutions.get(institutionId))) throw forbidden(fact('licences.certified_first'));
  }

  return {
    name: licenceKindName,
    title: '资源许可',
    form: applicationForm,
    approval: approvalForm,
    dueInWorkingDays: 3,
    scope: 'licence:write',
    place: { key: 'licences', href: '/console/licences', label: '资源许可' },
    titleOf({ resources: lines = '' }) {
      const all = lines.split('\n').filter(Boolean);
      const title = titleIn(all[0] ?? '');
      return title === '' ? '' : `《${title}》${all.length > 1 ? `等 ${all.length} 项` : ''}`;
    },
    mayBegin: mustBeCertified,
    mayStart: mustBeCertified,
    async maySubmit(trx, { institutionId }, values) {
      const asked = requestedUse(values);
      const { problems } = await look(trx, institutionId, asked);
      if (asked.from < dayOf(clock.now())) problems.from = fact('licences.from_past');
      if (Object.keys(problems).length > 0) throw invalid(problems);
      await mustBeOwn(trx, institutionId, asked);
    },
    async follow(trx, { institutionId, data }, change) {
      if (change !== 'submit') return;
      const numbers = (data.resources ?? '').split('\n').map(numberIn);
      const chosen = await catalogue.findNumbered(numbers, trx);
      await baskets.remove(
        trx,
        institutionId,
        chosen.map(({ id }) => id),
      );
    },
    async checks({ institutionId, data }) {
      const read = readForm(applicationForm, data);
      if ('problems' in read) return [];
      const { found, problems } = await look(db, institutionId, requestedUse(read.values));
      const bad = Object.entries(problems).map(([field, says]): Check => ({ field, verdict: 'bad', says }));
      const known = found.map(({ title, terms }): Check => {
        const { purposes, months, region, commercial } = presentTerms(terms);
        const says = fact('licences.terms_are', { title, purposes, months, region, commercial });
        return { field: 'resources', verdict: 'ok', says };
      });
      return bad.length > 0 ? bad : known;
    },
    async onApproved(trx, { submission, values, approval, actor, at }) {
      const { id, institutionId, regionCode } = submission;
      const asked = requestedUse(values);
      const { found, problems } = await look(trx, institutionId, asked);
      const [problem] = Object.values(problems);
      if (problem !== undefined) throw conflict(fact('licences.terms_break', { problem }));
      await mustBeOwn(trx, institutionId, asked);
      const granted = endOf(asked, approval, at);
      const items = found.map((one, index) => ({
        ...{ position: index + 1, entryId: one.id, mark: catalogueNumber(one), title: one.title, terms: one.terms },
      }));
      const { lines, numbers, from, until, ...wanted } = asked;
      await store.insert(
        trx,
        { id, institutionId, ...wanted, ...granted, approvedBy: actorId(actor) ?? '', approvedAt: at },
        items,
      );
      const named = { files: [...new Set(found.flatMap(({ terms }) => terms.files))] };
      await files.hold(trx, { kind: 'licence', id }, { institutionId: cloudInstitutionId, regionCode, named });
      const { scope, conditions, startsAt, endsAt } = granted;
      const details = {
        institution: institutionId,
        resources: found.map((one) => one.id),
        purposes: asked.purposes,
        startsAt,
        endsAt,
        scope,
        conditions,
      };
      await record(trx, at, actor, 'licence.grant', { kind: 'licence', id }, details);
      await tell(trx, eventOf('licence.approved', await mustFind(trx, id), at));
      return id;
    },
    hrefOf: (id) => `/console/licences/${id}`,
  };
}

async function mustFind(trx: Connection, id: string) {
  const found = await store.find(trx, id);
  if (found === undefined) throw new Error('a licence that was just granted is not there');
  return found;
}
