import type { Member } from '../actor.ts';
import { after, dayOf, days } from '../clock.ts';
import type { Data } from '../fields/form.ts';
import { cloudInstitutionId } from '../institutions/service.ts';
import type { ChannelCode } from '../resources/channels/channels.ts';
import type { Services } from '../services.ts';
import { entryOf, mediumOf, pageOf } from './entries/entry.ts';
import type { Host } from './entries/hosts.ts';
import type { Medium } from './entries/media.ts';
import { createdBy, nameOf, present } from './entries/resources.ts';
import { publishAll } from './entries/store.ts';
import * as store from './lending-store.ts';
import type { Staffed } from './people/staff.ts';

type Needs = Pick<Services, 'db' | 'clock' | 'review' | 'resources' | 'catalogue' | 'licences' | 'listingIndex'>;
type Own = { channel: ChannelCode; kind: string; title: string; summary: string; own: Data; terms?: Data };

/** The Cloud itself, as the host of its entries. */
const cloud: Host = {
  ...{ name: '国家公共文化云', sort: '', kind: '', regionCode: '110101', creditCode: '', sellerCode: '', hours: '' },
  ...{ address: '', lng: '', lat: '', phone: '010-00000596' },
};
const by = { creator: '国家公共文化云' };
const film = (kind: string, name: Medium, year: string) => ({
  ...{ channel: 'video' as const, kind, own: { ...by, produced_on: `${year}-06-30`, ...mediumOf(name) } },
});
const recording = (kind: string, name: Medium) => ({
  ...{ channel: 'audio' as const, kind, own: { ...by, ...mediumOf(name) } },
});
const book = (author: string, own: Data) => ({
  ...{ channel: 'book' as const, kind: 'ebook' },
  own: { author, access: 'open', format: 'epub', publisher: '国家公共文化云内部资料', ...own },
});
const lessons = (kind: string, own: Data & { lessons: string }) => ({
  ...{ channel: 'course' as const, kind, own: { level: 'zero', form: 'video', fee_type: 'free', ...own } },
});

/** The Cloud's shared resources in the demo. */
const shared: readonly Own[] = [
  {
    ...film('feature', 'film', '2024'),
    title: '一把剪刀走江湖',
    summary: '三代剪纸传承人的故事，全片二十一分钟，这里先看片花。',
  },
  {
    ...film('mooc', 'stage', '2023'),
    title: '昆曲入门十二讲',
    summary: '从水磨腔到身段，每讲十五分钟，这里先看片花。',
    terms: { purposes: 'show\nteaching\nonsite' },
  },
  {
    ...film('heritage', 'brick', '2025'),
    title: '古建筑里的榫卯',
    summary: '不用一根铁钉的木构技艺，附模型演示，这里先看片花。',
    terms: { months: '24' },
  },
  {
    ...film('stage', 'stage', '2025'),
    title: '江南丝竹音乐会',
    summary: '八位演奏家同台，全场七十分钟，这里先看片花。',
    terms: { region: '330000' },
  },
  {
    ...recording('lecture', 'story'),
    title: '枕边的《诗经》',
    summary: '三百零五篇，逐篇朗读与讲解，这里先听一段样音。',
    terms: { purposes: 'show\nteaching\ncollection' },
  },
  {
    ...recording('oral', 'story'),
    title: '老地名的故事',
    summary: '从地名里听见一座城的来历，这里先听石桥的一段。',
  },
  {
    ...recording('music', 'music'),
    title: '二十四节气之声',
    summary: '田野录音与民谣，每个节气一集，这里先听立春。',
  },
  {
    ...book('张岱 著', { pub_year: '2019', pages: '218', toc: '钟山\n报恩塔\n天台牡丹\n金乳生草花' }),
    title: '陶庵梦忆（注音本）',
    summary: '张岱散文，通篇注音，适合长者和孩子共读。',
    terms: { purposes: 'show\ncollection' },
  },
  {
    ...book('国家公共文化云 编', { pub_year: '2024', pages: '96', toc: '给孩子\n种地和养殖\n看病和养老\n消遣' }),
    title: '乡村图书室选书单',
    summary: '六百种书，分年龄、分场景推荐。',
    terms: { commercial: 'yes' },
  },
  {
    ...book('国家公共文化云 编', { pub_year: '2022', pages: '240', toc: '胡同\n庙会\n小吃\n城门' }),
    title: '北京风物图志',
    summary: '胡同、庙会与小吃，图文两百幅。',
    terms: { region: '110000' },
  },
  {
    ...lessons('sport', { lessons: '8', teacher: '沈老师', teacher_intro: '社区健身气功站站长。' }),
    title: '八段锦跟练课',
    summary: '八式分解，每天十分钟，零基础可学。',
    terms: { purposes: 'show\nteaching\nonsite' },
  },
  {
    ...lessons('calligraphy', { lessons: '16', teacher: '何老师', teacher_intro: '小学书法教师。' }),
    title: '给孩子的书法启蒙',
    summary: '十六节课，从握笔到写一副春联。',
  },
];

const usual: Data = {
  sharing: 'open',
  purposes: 'show\nteaching',
  months: '12',
  commercial: 'no',
  attribution: '来源：国家公共文化云',
};

/** The Cloud's own resources with their terms, and one licence of each sort. Those of an earlier start stay unchanged. */
export async function seedLending(
  needs: Needs,
  { people, owner, site, signal }: { people: Staffed; owner: Member; site: string; signal: AbortSignal },
): Promise<void> {
  const { licences } = needs;
  const [writer, decider] = [people.reviewer.actor, people.second.actor];
  await publish(needs, site);
  for (const [place, own] of shared.entries()) if (!signal.aborted) await share(needs, writer, decider, own, place);
  if (!signal.aborted && (await licences.listOf(owner)).length === 0) await lend(needs, decider, owner);
}

type Staff = Staffed['reviewer']['actor'];

const idOf = ({ channel }: Own, place: number) => `cloud-${channel}-${String(place + 1).padStart(3, '0')}`;

/** As those of the institutions are: they are played and read on the partner site. */
async function publish({ db, clock, listingIndex }: Needs, site: string): Promise<void> {
  const entries = shared.map((each, place) => {
    const { channel, kind, title, summary, own } = each;
    const id = idOf(each, place);
    return entryOf({
      ...{ channel, kind, host: cloud, id, title, summary, publishedAt: after(clock.now(), -days(100 + place * 3)) },
      own: { tags: '全民艺术普及\n公共数字文化', ...(channel === 'book' && { read_url: pageOf('book', id) }), ...own },
    });
  });
  const given = { places: new Map([[nameOf(cloud), cloudInstitutionId]]), files: new Map(), site };
  const published = entries.flatMap((entry) => present(entry, given));
  await db.transaction((trx) => publishAll(trx, published, createdBy));
  await listingIndex.indexMissing();
}

async function share(needs: Needs, writer: Staff, decider: Staff, own: Own, place: number): Promise<void> {
  const { resources, review } = needs;
  const { channel, terms = {} } = own;
  const id = idOf(own, place);
  const about = { institutionId: cloudInstitutionId, clientId: undefined, channel };
  const entry = await resources.find(writer, about, id);
  if (entry === undefined) throw new Error(`${id} is not published`);
  const sent = await review.list({ institutionId: cloudInstitutionId, kinds: ['sharing'] }, undefined, 100);
  if (sent.some(({ subjectId }) => subjectId === entry.id)) return;
  const begun = await review.begin(writer, 'sharing', { institutionId: cloudInstitutionId, subjectId: entry.id });
  const media = `https://media.cloud.example.cn/${id}/index.m3u8`;
  await review.save(writer, begun.id, { ...begun.data, ...usual, media, ...terms });
  await review.approve(decider, (await review.submit(writer, begun.id)).id);
}

/** One in force, one that is over, one that waits; and something in the basket. */
async function lend({ db, clock, review, catalogue, licences }: Needs, decider: Staff, owner: Member): Promise<void> {
  const open = (await catalogue.list({ region: '330000' })).map(({ id }) => id).toReversed();
  const dayAfter = (many: number) => dayOf(after(clock.now(), days(many)));
  const apply = async (ids: readonly string[], more: Data): Promise<string> => {
    for (const id of ids) await catalogue.add(owner, id);
    const draft = await review.read(owner, await licences.begin(owner, {}));
    const answers = {
      purposes: 'show',
      platform: '青溪文化云',
      from: dayAfter(0),
      until: dayAfter(300),
      promise: '1',
      ...more,
    };
    await review.save(owner, draft.id, { ...draft.data, ...answers });
    return (await review.submit(owner, draft.id)).id;
  };
  const inForce = await apply(open.slice(0, 3), {
    application: 'demo-qingxi',
    usage: '在“青溪文化云”首页的“国家云精选”栏目播放。',
  });
  await review.approve(decider, inForce, { conditions: '每季度报送播放量。' });
  await licences.open(owner, inForce);
  await store.age(db, inForce, { startsAt: after(clock.now(), -days(24)), endsAt: after(clock.now(), days(300)) });
  const over = await apply(open.slice(3, 4), {
    usage: '展厅换展期间，在总馆和六个分馆的一体机上播放。',
    until: dayAfter(20),
  });
  await review.approve(decider, over);
  await store.age(db, over, { startsAt: after(clock.now(), -days(60)), endsAt: after(clock.now(), -days(30)) });
  await apply(open.slice(4, 6), { usage: '在“青溪文化云”的学习频道播放，并用于公益课。' });
  for (const id of open.slice(6, 7)) await catalogue.add(owner, id);
}
