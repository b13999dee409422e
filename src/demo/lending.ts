import type { Member } from '../actor.ts';
import { after, dayOf, days } from '../clock.ts';
import { written } from '../fact.ts';
import type { Data } from '../fields/form.ts';
import { renderCover } from '../files/pictures.ts';
import { cloudInstitutionId } from '../institutions/service.ts';
import { type ChannelCode, channels } from '../resources/channels/channels.ts';
import type { Services } from '../services.ts';
import { altOf, drawingOf, type Picture, pictureOf } from './entries/covers.ts';
import * as store from './lending-store.ts';
import type { Staffed } from './people/staff.ts';

type Needs = Pick<Services, 'db' | 'clock' | 'files' | 'review' | 'resources' | 'catalogue' | 'licences'>;
type Own = { channel: ChannelCode; title: string; summary: string; terms?: Data };

/** The Cloud's shared resources in the demo. */
const shared: readonly Own[] = [
  { channel: 'video', title: '一把剪刀走江湖', summary: '三代剪纸传承人的故事，专题片，二十一分钟。' },
  {
    channel: 'video',
    title: '昆曲入门十二讲',
    summary: '从水磨腔到身段，名家示范，每讲十五分钟。',
    terms: { purposes: 'show\nteaching\nonsite' },
  },
  {
    channel: 'video',
    title: '古建筑里的榫卯',
    summary: '不用一根铁钉的木构技艺，附模型演示。',
    terms: { months: '24' },
  },
  { channel: 'video', title: '江南丝竹音乐会', summary: '八位演奏家同台，全程高清录像。', terms: { region: '330000' } },
  {
    channel: 'audio',
    title: '枕边的《诗经》',
    summary: '三百零五篇，逐篇朗读与讲解。',
    terms: { purposes: 'show\nteaching\ncollection' },
  },
  { channel: 'audio', title: '老地名的故事', summary: '从地名里听见一座城的来历。' },
  { channel: 'audio', title: '二十四节气之声', summary: '田野录音与民谣，每个节气一集。' },
  {
    channel: 'book',
    title: '陶庵梦忆（注音本）',
    summary: '张岱散文，通篇注音，适合长者和孩子共读。',
    terms: { purposes: 'show\ncollection' },
  },
  {
    channel: 'book',
    title: '乡村图书室选书单',
    summary: '六百种书，分年龄、分场景推荐。',
    terms: { commercial: 'yes' },
  },
  { channel: 'book', title: '北京风物图志', summary: '胡同、庙会与小吃，图文两百幅。', terms: { region: '110000' } },
  {
    channel: 'course',
    title: '八段锦跟练课',
    summary: '八式分解，每天十分钟，零基础可学。',
    terms: { purposes: 'show\nteaching\nonsite' },
  },
  { channel: 'course', title: '给孩子的书法启蒙', summary: '十六节课，从握笔到写一副春联。' },
];

const usual: Data = {
  sharing: 'open',
  purposes: 'show\nteaching',
  months: '12',
  commercial: 'no',
  attribution: '来源：国家公共文化云',
};

/** The Cloud's own resources with their terms, and one licence of each sort. Those of an earlier start stay unchanged. */
export async function seedLending(needs: Needs, people: Staffed, owner: Member, signal: AbortSignal): Promise<void> {
  const { licences } = needs;
  const [writer, decider] = [people.reviewer.actor, people.second.actor];
  for (const [place, own] of shared.entries()) if (!signal.aborted) await share(needs, writer, decider, own, place);
  if (!signal.aborted && (await licences.listOf(owner)).length === 0) await lend(needs, decider, owner);
}

type Staff = Staffed['reviewer']['actor'];

const covers = new Map<Picture, Promise<Buffer>>();

/** Each picture once: drawing is slow. */
function drawn(picture: Picture): Promise<Buffer> {
  const bytes = covers.get(picture) ?? renderCover(drawingOf(picture), 800);
  covers.set(picture, bytes);
  return bytes;
}

async function share(needs: Needs, writer: Staff, decider: Staff, own: Own, place: number): Promise<void> {
  const { resources, review, files } = needs;
  const { channel, title, summary, terms = {} } = own;
  const about = { institutionId: cloudInstitutionId, clientId: undefined };
  const externalId = `cloud-${channel}-${String(place + 1).padStart(3, '0')}`;
  if ((await resources.find(writer, { ...about, channel }, externalId)) !== undefined) return;
  const picture = pictureOf(channel, '', title) ?? 'books'; // its form asks for one
  const bytes = await drawn(picture);
  const accept = { types: ['image/jpeg'] };
  const cover = await files.keep(writer, { institutionId: cloudInstitutionId, name: `${title}.jpg`, bytes, accept });
  if ('problem' in cover) throw new Error(written(cover.problem));
  const [made] = await resources.proposeMany(writer, channel, about, [
    {
      data: {
        ...dataOf(channel),
        external_id: externalId,
        title,
        summary,
        cover: cover.id,
        cover_alt: altOf(picture),
      },
    },
  ]);
  if (made === undefined) throw new Error('a proposal without an answer');
  await review.approve(decider, (await resources.submit(writer, made.entryId)).id);
  const begun = await review.begin(writer, 'sharing', { institutionId: cloudInstitutionId, subjectId: made.entryId });
  const media = `https://media.cloud.example.cn/${externalId}/index.m3u8`;
  await review.save(writer, begun.id, { ...begun.data, ...usual, media, ...terms });
  await review.approve(decider, (await review.submit(writer, begun.id)).id);
}

/** The example of the channel, as the Cloud would write it. */
const dataOf = (channel: ChannelCode): Data => ({
  ...Object.fromEntries(
    Object.entries(channels[channel].example).map(([name, text]) => [
      name,
      text.replaceAll('qingxi.example.cn', 'cloud.example.cn'),
    ]),
  ),
  region_code: '110101',
  source_name: '国家公共文化云',
  copyright_owner: '国家公共文化云（演示）',
  contact_phone: '010-88880000',
  tags: '全民艺术普及\n公共数字文化',
});

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
  const over = await apply(open.slice(3, 4), {
    usage: '春节期间在总馆和六个分馆的一体机上播放。',
    until: dayAfter(20),
  });
  await review.approve(decider, over);
  await store.age(db, over, { startsAt: after(clock.now(), -days(60)), endsAt: after(clock.now(), -days(30)) });
  await apply(open.slice(4, 6), { usage: '在“青溪文化云”的学习频道播放，并用于暑期公益课。' });
  for (const id of open.slice(6, 7)) await catalogue.add(owner, id);
}
