import type { Actor, Member } from '../../actor.ts';
import { after, dayStart } from '../../clock.ts';
import type { SecondFactor } from '../../console/second-factor/second-factor.ts';
import { Problem } from '../../errors.ts';
import type { Data } from '../../fields/form.ts';
import type { Services } from '../../services.ts';
import { seedFamily } from '../people/family.ts';
import { colleagues, demoPassword, demoPhone } from '../people/people.ts';
import { type Staffed, seedStaff } from '../people/staff.ts';
import { createDemoOffice, type DemoInstitution } from './back-office.ts';
import { seedPlans } from './plans.ts';
import { seedVendors } from './vendors.ts';

const operator: Actor = { kind: 'operator', name: 'demo' };

const qingxi: DemoInstitution = {
  name: '青溪县文化馆（演示）',
  kind: 'culture_hall',
  creditCode: '12330822DEM000081C',
  regionCode: '330822',
  address: '文峰路 18 号',
};

/** Its 文旅号. */
const ownPage = {
  intro:
    '1956 年建馆，2019 年搬进文峰路的新馆。十二间活动室从早上八点半开到晚上九点，白天多是老人来剪纸、唱越剧，周末是带孩子来的爸妈。全馆免费，不用预约也能进门。',
  miniProgram: '青溪文化云',
  visiting:
    '轮椅从正门右侧的坡道进，电梯到每一层，二楼有无障碍卫生间。\n讲座和演出可以约手语翻译，提前三天打电话。\n一楼母婴室有热水和尿布台，门厅可以借婴儿车和老花镜。',
};

/** Institutions that an operator entered, each with an application in another state. */
const entered = [
  {
    name: '澜江市图书馆（演示）',
    creditCode: '12330000DEM000217X',
    logo: 'logo-lanjiang.svg',
    ak: 'demo-lanjiang',
    left: 5,
  },
  {
    name: '岚城美术馆（演示）',
    creditCode: '12330000DEM0003212',
    logo: 'logo-lancheng.svg',
    ak: 'demo-lancheng',
    left: -3,
  },
  { name: '桐川博物馆（演示）', creditCode: '12511400DEM000137G', logo: undefined, ak: 'demo-tongchuan', left: 20 },
] as const;

/** Institutions on the way to their certification, all of one applicant. */
const underWay: Record<'draft' | 'sent' | 'returned' | 'checked', DemoInstitution> = {
  draft: {
    name: '松岭市非物质文化遗产馆（演示）',
    kind: 'heritage',
    creditCode: '12220700DEM000129Q',
    regionCode: '220700',
    address: '江滨大街 6 号',
  },
  sent: {
    name: '云岭镇综合文化站（演示）',
    kind: 'station',
    creditCode: '12330802DEM000073J',
    regionCode: '330802',
    address: '云岭镇人民路 2 号',
  },
  returned: {
    name: '鹭港群众艺术馆（演示）',
    kind: 'culture_hall',
    creditCode: '12350200DEM000102A',
    regionCode: '350203',
    address: '鹭江道 88 号',
  },
  checked: {
    name: '星河文化科技有限公司（演示）',
    kind: 'vendor',
    creditCode: '91330100DEM000110J',
    regionCode: '330106',
    address: '文三路 100 号',
  },
};

/** Invented institutions, people and applications in every state. Returns the AK and SK of the demo partner site. */
export async function seedDemo(
  services: Services,
  secondFactor: SecondFactor,
  site: string,
): Promise<{ clientId: string; secret: string; people: Staffed; owner: Member }> {
  const { accounts, applications, helpdesk, institutions, review, clock } = services;
  /** R28: an AK ends with a day. */
  const lastSecond = (daysLeft: number) => after(dayStart(clock.now(), daysLeft + 1), -1);
  // First of all: the service is open already, and early visitors can sign in.
  await once(() => accounts.create(operator, { phone: demoPhone, name: '溪边人家', password: demoPassword }));
  const people = await seedStaff(services, secondFactor);
  const office = createDemoOffice(services, people);

  const owner = await office.owned(qingxi.name, 'owner');
  await office.certified(owner, qingxi, colleagues.owner);

  const clientId = 'demo-qingxi';
  await once(() =>
    applications.create(
      operator,
      {
        name: qingxi.name,
        purpose: '活动报名、场馆预订时填写联系人。',
        homeUrl: site,
        logo: 'logo-qingxi.svg',
        redirectUris: [`${site}/callback`],
        postLogoutRedirectUris: [`${site}/`],
        backchannelLogoutUri: `${site}/backchannel-logout`,
        initiateLoginUri: `${site}/enter`,
        scope:
          'openid profile phone age_range offline_access resource:read resource:write stats:read stats:write catalog:read licence:write',
        allowLoopback: true,
      },
      { institutionId: owner.institutionId, clientId },
    ),
  );

  // Of the same institution, about to end: for trying 延长有效期.
  await once(() =>
    applications.create(
      operator,
      {
        name: '青溪文化云',
        purpose: '活动报名、场馆预订时填写联系人。',
        homeUrl: 'https://m.qingxi.example.cn/',
        logo: 'logo-qingxi.svg',
        redirectUris: ['https://m.qingxi.example.cn/cloud/callback'],
        scope: 'openid profile phone resource:write stats:write',
      },
      { institutionId: owner.institutionId, clientId: 'demo-qingxi-yun', expiresAt: lastSecond(6) },
    ),
  );

  for (const { name, creditCode, logo, ak, left } of entered) {
    const found = await institutions.findByName(name);
    const { id } = found ?? (await institutions.create(operator, { name, creditCode, certified: true }));
    await once(async () => {
      await applications.create(
        operator,
        {
          name,
          redirectUris: [`https://${ak}.example.cn/callback`],
          homeUrl: `https://${ak}.example.cn`,
          ...(logo !== undefined && { logo }),
        },
        { institutionId: id, clientId: ak, expiresAt: lastSecond(left) },
      );
      if (ak === 'demo-tongchuan') await applications.disable(operator, ak, '首页长期无法访问，多次联系未答复');
    });
  }

  await office.hire(owner, clientId);
  await office.sandbox(owner);
  await sendApplications(office, owner, people.reviewer.actor, review);
  await certifyOthers(office, people.reviewer.actor, review);
  await seedPlans(services, office, { owner, people });
  const page = await office.send(owner, 'institution_page', ownPage, '文旅号主页');
  if (page !== undefined) await review.approve(people.reviewer.actor, page);
  await seedVendors(services, office, { owner, people });

  const citizen = await accounts.findByIdentifier(demoPhone);
  if (citizen !== undefined) await seedFamily(services, citizen.id, clientId);
  const { actor: support } = people.administrator;
  if ((await helpdesk.list(support, { before: undefined, limit: 1 })).length === 0)
    await helpdesk.look(support, { who: demoPhone, reason: '本人来电，换了手机收不到验证码' });
  await applications.renew(operator, clientId); // R28: it lasts 30 days from each start
  // The SK is shown once and rests as a hash, so every start of the demo issues a new one.
  const { secret } = await applications.rotate(operator, clientId, 0);
  return { clientId, secret, people, owner };
}

type Office = ReturnType<typeof createDemoOffice>;
type Review = Services['review'];

/** Applications of 青溪 at every state, and its link on the Cloud's home page. */
async function sendApplications(office: Office, owner: Member, reviewer: Actor, review: Review): Promise<void> {
  const answers = (name: string, more: Data = {}): Data => ({
    institutionName: qingxi.name,
    contactName: '陈静',
    contactPosition: '数字文化部主任',
    contactPhone: colleagues.owner.phone,
    contactEmail: '8001@demo.example.cn',
    contactIdKind: 'resident',
    contactIdNumber: '11010519491231002X',
    name,
    homeUrl: 'https://m.qingxi.example.cn/',
    venue: '',
    platform: '青溪县文化馆数字平台',
    loginScopes: 'profile\nphone',
    purpose: '活动报名、场馆预订时填写联系人。',
    redirectUris: 'https://m.qingxi.example.cn/cloud/callback',
    layers: 'login\nresource\nstatistics',
    ...more,
  });
  const link = {
    linkName: '青溪文化云',
    linkPcUrl: 'https://www.qingxi.example.cn/',
    linkH5Url: 'https://m.qingxi.example.cn/',
    linkPoster: await office.poster(owner),
  };
  const online = await office.send(owner, 'link', link, link.linkName);
  if (online !== undefined) await review.approve(reviewer, online);

  await office.draft(owner, 'application', answers('青溪戏台直播', { redirectUris: '' }));
  await office.send(owner, 'application', answers('青溪文化地图'));
  const claimed = await office.send(owner, 'application', answers('青溪小程序'));
  if (claimed !== undefined) await review.claim(reviewer, claimed);
  const returned = await office.send(
    owner,
    'application',
    answers('青溪慕课', { homeUrl: 'https://qingxi-mooc.example.cn/' }),
  );
  if (returned !== undefined)
    await review.sendBack(reviewer, returned, '回调地址的域名与应用地址不一致，请核对后重新提交。', {
      redirectUris: '应用在 qingxi-mooc.example.cn，回调地址却在 m.qingxi.example.cn。',
    });
  const rejected = await office.send(owner, 'application', answers('青溪商城代理'));
  if (rejected !== undefined)
    await review.reject(reviewer, rejected, '商业代理平台不在对接范围内，请以文化馆自己的平台申请。');
}

async function certifyOthers(office: Office, reviewer: Actor, review: Review): Promise<void> {
  for (const [state, place] of Object.entries(underWay)) {
    const member = await office.owned(place.name, 'applicant');
    const data = await office.answers(member, place, colleagues.applicant);
    if (state === 'draft') {
      await office.draft(member, 'certification', { ...data, authorization: '', agentEmail: '' });
      continue;
    }
    const id = await office.send(member, 'certification', data);
    if (id === undefined) continue;
    if (state === 'returned')
      await review.sendBack(reviewer, id, '授权书没有盖章，请重新上传。', {
        authorization: '第 1 页没有单位公章，请盖章后重新扫描（≥ 200 dpi）。',
      });
    if (state === 'checked') await review.approve(reviewer, id); // the second reviewer of the demo decides
  }
}

/** Data of an earlier start stay unchanged. */
async function once(make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof Problem && (error.code === 'conflict' || error.code === 'validation_failed'))) throw error;
  }
}
