import type { Database } from '../database/open.ts';
import { forbidden } from '../errors.ts';
import type { Fields, Values } from '../fields/form.ts';
import { day } from '../fields/moment.ts';
import { text } from '../fields/text.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Kind } from '../review/workflow/kind.ts';
import { fact } from './facts.ts';
import { type Layer, layerNames, layers } from './layers.ts';
import * as store from './plan-store.ts';
import type { Plans } from './plans.ts';

type Needs = { db: Database; institutions: Pick<Institutions, 'get'>; plans: Pick<Plans, 'agree'> };

/** The agreed goal of a layer, in one sentence. */
const goals: Readonly<Record<Layer, string>> = {
  links: '双方首页互放链接',
  login: '登录按钮上线，通过在线验证',
  resources: '首批资源发布',
  statistics: '每天按时报送',
};

const hint = (layer: Layer) => `${goals[layer]}。`;
const fields = {
  partnerOwner: text('贵方负责人', { max: 50 }).meta({ hint: '姓名，会写在对接计划上。' }),
  linksOn: day(`${layerNames.links}完成日期`, { hint: hint('links') }),
  loginOn: day(`${layerNames.login}完成日期`, { hint: hint('login') }),
  resourcesOn: day(`${layerNames.resources}完成日期`, { hint: hint('resources') }),
  statisticsOn: day(`${layerNames.statistics}完成日期`, { hint: hint('statistics') }),
  remark: text('说明', { max: 500, lines: true }).optional(),
} satisfies Fields;

const onOf = (values: Values, layer: Layer): string => textOf(values[`${layer}On`]);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const some = (value: unknown): string | undefined => textOf(value) || undefined;

/** R07, R58: the plan goes by review as everything else that an institution sends; a later one changes days and owners. */
export const planKind = ({ db, institutions, plans }: Needs): Kind => ({
  name: 'plan',
  title: '对接计划',
  form: {
    groups: [
      {
        name: 'plan',
        title: '四层对接的约定',
        lead: '写下每一层打算哪天完成。通过后双方按这个日期跟进，到期没有完成会提醒双方负责人。',
        fields,
      },
    ],
  },
  approval: {
    groups: [
      {
        name: 'approval',
        title: '国家云一方',
        lead: '通过后，您是这份计划的负责人，会收到往来和超期提醒。',
        fields: {
          cloudOwner: text('国家云负责人', { max: 50 }),
          groupName: text('群名称', { max: 50 }).optional(),
          groupAddress: text('群号或二维码地址', { max: 255 }).optional(),
          groupNote: text('备注', { max: 200, lines: true }).optional(),
        },
      },
    ],
  },
  dueInWorkingDays: 3,
  single: true,
  titleOf: ({ statisticsOn = '' }) => (statisticsOn === '' ? '对接计划' : `对接计划（${statisticsOn} 前）`),
  async mayStart(institutionId) {
    const { certifiedAt } = await institutions.get(institutionId);
    if (certifiedAt === undefined) throw forbidden(fact('integration.certified_first'));
  },
  async prefill(institutionId) {
    const [plan, items] = await Promise.all([store.find(db, institutionId), store.itemsOf(db, institutionId)]);
    const days = items
      .filter(({ followsLayer }) => followsLayer)
      .map(({ layer, agreedOn }) => [`${layer}On`, agreedOn]);
    return { ...(plan && { partnerOwner: plan.partnerOwner }), ...Object.fromEntries(days) };
  },
  async onApproved(trx, { submission: { institutionId }, values, approval, actor, at }) {
    const before = await store.find(trx, institutionId);
    await plans.agree(
      trx,
      institutionId,
      {
        keeperId: actor.kind === 'staff' ? actor.accountId : undefined,
        cloudOwner: textOf(approval.cloudOwner),
        partnerOwner: textOf(values.partnerOwner),
        group: {
          name: some(approval.groupName) ?? before?.group.name,
          address: some(approval.groupAddress) ?? before?.group.address,
          note: some(approval.groupNote) ?? before?.group.note,
        },
        days: Object.fromEntries(layers.map((layer) => [layer, { title: goals[layer], on: onOf(values, layer) }])),
      },
      at,
    );
    return institutionId;
  },
  place: { key: 'plan', href: '/console/plan', label: '对接计划' },
  hrefOf: () => '/console/plan',
});
