import type { Accounts } from '../../accounts/service.ts';
import type { Actor } from '../../actor.ts';
import type { Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound, withAllProblems } from '../../errors.ts';
import type { Data, Values } from '../../fields/form.ts';
import type { Institutions } from '../../institutions/service.ts';
import { linkData, linkOf } from '../../links/link.ts';
import type { Links } from '../../links/service.ts';
import type { Kind } from '../../review/workflow/kind.ts';
import type { Application } from '../aksk/application.ts';
import * as contacts from '../aksk/contact-store.ts';
import { splitScopes } from '../aksk/scopes.ts';
import { fact } from '../facts.ts';
import type { Logos } from '../logos/logos.ts';
import type { Probe } from '../redirects/callback-probe.ts';
import * as approved from '../registration/approved-store.ts';
import type { Applications } from '../service.ts';
import { applicantProblems } from './applicant.ts';
import { createApplicationChecks } from './checks.ts';
import { applicationForm, approvalForm } from './fields.ts';
import { consentPreviewOf } from './seen.ts';
import { answersOf, logoOf, registrationOf, scopesOf, waiverWanted, workingGroupOf } from './values.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  accounts: Pick<Accounts, 'find'>;
  institutions: Pick<Institutions, 'get' | 'profile'>;
  applications: Pick<Applications, 'find' | 'list' | 'issue' | 'update' | 'waivePkceWith'>;
  probe: Probe;
  logos: Pick<Logos, 'draw' | 'follow'>;
  links: Pick<Links, 'open' | 'mustRender' | 'valuesOfApplication'>;
};

/** R18–R26: an AK is asked for, and its settings are changed, on one form. */
export function applicationKind(needs: Needs): Kind {
  const { db, clock, seal, accounts, institutions, applications, probe, logos, links } = needs;

  /** The application of a change request, of this institution; others are not found. */
  async function subject(institutionId: string, clientId: string, connection: Connection = db) {
    const application = await applications.find(clientId, connection);
    if (application === undefined || application.institutionId !== institutionId || application.firstParty)
      throw notFound(fact('applications.not_found', { clientId }));
    return application;
  }

  /** A login without PKCE and nonce is waived until the day of the approval, or not at all. */
  async function waive(
    trx: Connection,
    actor: Actor,
    { clientId }: Application,
    { wanted, until, at }: { wanted: string | undefined; until: unknown; at: Date },
  ): Promise<void> {
    if (typeof until !== 'string') return;
    if (wanted === undefined) throw invalid({ pkceUntil: fact('applications.pkce_not_wanted') });
    await applications.waivePkceWith(trx, actor, clientId, { until, framework: wanted, at });
  }

  return {
    name: 'application',
    title: '申请 AKSK',
    form: applicationForm(() => clock.now()),
    approval: approvalForm,
    dueInWorkingDays: 3,
    titleOf: ({ name = '' }) => name,
    hrefOf: (clientId) => `/console/applications/${clientId}`,

    /** R15: certification comes first. */
    async mayStart(institutionId, clientId) {
      const { certifiedAt } = await institutions.get(institutionId);
      if (certifiedAt === undefined) throw forbidden(fact('applications.certified_first'));
      if (clientId === undefined) return;
      const application = await subject(institutionId, clientId);
      if (application.sandbox) throw conflict(fact('applications.sandbox_not_reviewed'));
      if (application.disabledAt !== undefined) throw conflict(fact('applications.disabled_no_change'));
    },

    /** R19, R20: from the certification; a change begins with the settings in force. */
    async prefill(institutionId, clientId, actor) {
      const profile = await institutions.profile(institutionId);
      const account = actor.kind === 'member' ? await accounts.find(actor.accountId) : undefined;
      const known: Data = {
        institutionName: profile.name,
        contactName: profile.agentName ?? '',
        contactPosition: profile.position ?? '',
        contactPhone: profile.phone ?? account?.phone ?? '',
        contactEmail: profile.email ?? '',
        contactIdKind: profile.idKind ?? 'resident',
        contactIdNumber: profile.idNumber ?? '',
        platform: profile.platformName ?? '',
        homeUrl: profile.platformUrl ?? '',
        layers: 'login',
        loginScopes: 'profile',
      };
      if (clientId === undefined) return known;
      const application = await subject(institutionId, clientId);
      const [before, contact, link] = await Promise.all([
        approved.find(db, seal, clientId),
        contacts.find(db, seal, clientId),
        links.valuesOfApplication(clientId),
      ]);
      const inForce = { ...answersOf(application, contact), ...(link && linkData(link)) };
      return { ...known, ...before, ...inForce, institutionName: profile.name };
    },

    async draw({ institutionId }, values) {
      const [link, logo] = [linkOf(values), logoOf(values)];
      await withAllProblems([
        async () => link && links.mustRender(institutionId, link),
        async () => logo && logos.draw(institutionId, logo),
      ]);
    },

    async maySubmit(trx, { institutionId, subjectId }, values) {
      const before = subjectId === undefined ? undefined : await subject(institutionId, subjectId, trx);
      const isPublic = before?.authMethod === 'none' && splitScopes(scopesOf(values).join(' ')).api.length > 0;
      const profile = await institutions.profile(institutionId, trx);
      const problems = {
        ...applicantProblems(values, { isFirst: subjectId === undefined, profile }),
        ...(isPublic && { apiScopes: fact('applications.public_without_api') }),
      };
      if (Object.keys(problems).length > 0) throw invalid(problems);
      const link = linkOf(values);
      if (link !== undefined) await links.mustRender(institutionId, link, trx);
    },

    async seen(submission) {
      const { institutionId, subjectId } = submission;
      const [institution, before] = await Promise.all([
        institutions.get(institutionId),
        subjectId === undefined ? undefined : applications.find(subjectId),
      ]);
      return consentPreviewOf({ submission, institution, before });
    },

    checks: createApplicationChecks({ probe, ofInstitution: (id) => applications.list(id) }),

    /** R24: the AK is issued, or its settings follow, with the approval; the SK is drawn by the institution. */
    async onApproved(trx, { submission, values, approval, actor, at }) {
      const { institutionId, subjectId, data } = submission;
      const terms = { approved: withoutEvidence(data), ...workingGroup(approval) };
      const application =
        subjectId === undefined
          ? await applications.issue(trx, actor, registrationOf(values), { institutionId, ...terms })
          : await applications.update(
              trx,
              actor,
              subjectId,
              registrationOf(values, await subject(institutionId, subjectId, trx)),
              terms,
            );
      const { clientId } = application;
      await waive(trx, actor, application, { wanted: waiverWanted(values), until: approval.pkceUntil, at });
      await logos.follow(trx, actor, application, logoOf(values), at);
      const link = linkOf(values);
      if (link !== undefined) await links.open(trx, { institutionId, clientId, values: link, actor });
      return clientId;
    },
  };
}

const workingGroup = (approval: Values) => {
  const found = workingGroupOf(approval);
  return found === undefined ? {} : { workingGroup: found };
};

/** A letter belongs to the submission that came with it, not to the next one. */
const withoutEvidence = ({ evidence: _, ...data }: Data): Data => data;
