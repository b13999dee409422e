import type { Member } from '../../actor.ts';
import { after, days } from '../../clock.ts';
import { type Data, displayValue, fieldsOf } from '../../fields/form.ts';
import { permits } from '../../http/access.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import { page, type Route } from '../../http/route.ts';
import type { PageServices } from '../../module.ts';
import { may as mayInReview } from '../../review/policies.ts';
import { isUnderWay } from '../../review/progress.ts';
import { presentAnswers, uploadsByField, uploadsIn } from '../../review/workflow/answers.ts';
import { isEditable, stateNames } from '../../review/workflow/transitions.ts';
import { standingNames, standingOf, standingTones } from '../institution/institution.ts';
import type { OwnNeeds } from '../needs.ts';
import { may } from '../policies.ts';

/** 机构资料: the certified data, a pending change, and the letter that appoints the agent. */
export function createProfilePages({
  pages,
  clock,
  institutions,
  review,
  files,
}: OwnNeeds & Pick<PageServices, 'pages'>): Route[] {
  const { form } = review.kind('certification');

  const latestOf = async (institutionId: string) =>
    (await review.list({ institutionId, kinds: ['certification'] }, undefined, 1))[0];

  /** The last typed data, sent or not; else the certified ones. */
  async function answersOf(actor: Member): Promise<Data> {
    const { institutionId } = actor;
    const latest = await latestOf(institutionId);
    if (isUnderWay(latest)) return (await review.read(actor, latest.id)).data;
    return (await institutions.certified(institutionId)) ?? { name: (await institutions.get(institutionId)).name };
  }

  async function showProfile(ctx: Context) {
    const actor = memberOf(ctx);
    const { institutionId } = actor;
    const isLimited = actor.applications !== undefined;
    const [institution, latest, data] = await Promise.all([
      institutions.get(institutionId),
      latestOf(institutionId),
      isLimited ? undefined : institutions.certified(institutionId),
    ]);
    const kept = data && (await files.describe(uploadsIn(form, data), institutionId));
    const standing = standingOf(institution);
    pages.show(
      ctx,
      'institutions/institution',
      {
        institution,
        standing: { name: standingNames[standing], key: standing, tone: standingTones[standing] },
        paper:
          isLimited || latest === undefined
            ? undefined
            : {
                ...latest,
                name: stateNames[latest.state],
                isEditable: isEditable(latest.state),
                isOpen: isUnderWay(latest),
              },
        // The same people send the materials (oversight/look-pages.ts).
        maySeeLooks: permits(may('print the letter that names the agent'), actor),
        maySend: permits(mayInReview('send a submission, where its kind names no others'), actor),
        sections: data && presentAnswers(form, { data, uploads: uploadsByField(form, data, kept ?? []), masked: true }),
      },
      { title: '机构资料', here: 'institution' },
    );
  }

  async function showLetter(ctx: Context) {
    const data = await answersOf(memberOf(ctx));
    const fields = new Map(fieldsOf(form).map((field) => [field.name, field]));
    const told = (name: string) => {
      const field = fields.get(name);
      return field === undefined ? '' : displayValue(field, data[name]?.trim(), true);
    };
    const from = clock.now();
    pages.show(
      ctx,
      'institutions/letter',
      {
        name: told('name'),
        agent: {
          name: told('agentName'),
          position: told('agentPosition'),
          idKind: told('idKind'),
          idNumber: told('idNumber'),
        },
        from,
        to: after(from, days(365)),
      },
      { title: '授权书', here: 'institution' },
    );
  }

  return [
    page('/console/institution', may('see the institution and its members'), showProfile),
    page('/console/institution/letter', may('print the letter that names the agent'), showLetter),
  ];
}
