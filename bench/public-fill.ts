import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { after, days, minutes } from '../src/clock.ts';
import type { Database } from '../src/database/open.ts';
import { regionsBelow } from '../src/fields/regions/region-table.ts';
import { type ChannelCode, channels, isChannelCode } from '../src/resources/channels/channels.ts';
import type { Publication } from '../src/resources/entries/publication-store.ts';
import { fieldsOn, indexed } from '../src/resources/listing/listing.ts';
import * as listings from '../src/resources/listing/listing-store.ts';
import { spelling } from '../src/resources/listing/spelling.ts';

const arts =
  '剪纸 书法 戏曲 京剧 昆曲 越剧 民乐 古琴 二胡 国画 年画 刺绣 陶艺 皮影 木偶 评弹 相声 朗诵 舞蹈 合唱 摄影 篆刻 茶艺 香囊 风筝 灯谜 春联 汉服 龙舟 舞狮 蜡染 竹编 漆器 扎染 泥塑 糖画 太极 八段锦 读书会 讲座 展览 体验课 公益课 音乐会 工作坊 夏令营 研学 巡演 沙龙 直播'.split(
    ' ',
  );
const people = '老年 少儿 亲子 青年 社区 乡村 职工 残障 新市民 志愿者'.split(' ');
const places = '青溪 澜江 岚城 苍梧 河套 云岭 松岭 鹭港 桐川 星河 东湖 西山 南湾 北塘'.split(' ');
const long =
  '本次活动由文化馆主办，面向全体市民免费开放，名额有限，请提前在线预约。活动现场将安排专业老师讲解示范，参与者可亲手完成一件作品带回家。'.split(
    /[，。]/,
  );

/** The same numbers on every machine. */
export function createDice(seed = 1) {
  let state = seed;
  const roll = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  /** The first ones come far more often, as words and places do. */
  const pick = <T>(from: readonly T[]): T => {
    const found = from[Math.min(roll(from.length), roll(from.length))];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  return { roll, pick };
}

const codes = Object.keys(channels).filter(isChannelCode);

/** So many entries of invented institutions all over the country, over the last five years, as their publishing would have left them. */
export async function fill(db: Database, number: number, now: Date): Promise<void> {
  const { roll, pick } = createDice();
  const counties = regionsBelow().flatMap(({ code }) =>
    regionsBelow(code).flatMap((city) => {
      const under = regionsBelow(city.code);
      return under.length === 0 ? [city] : under;
    }),
  );
  const institutions = Array.from({ length: 3_000 }, (_, index) => {
    const { code, name } = pick(counties);
    return { id: randomUUID(), name: `${name}${pick(['文化馆', '图书馆', '博物馆', '美术馆'])}第${index}分馆`, code };
  });
  await db.run(
    `insert into institutions (id, name, region_code, certified_at, created_at, updated_at)
     select id, name, code, $4, $4, $4 from unnest($1::uuid[], $2::text[], $3::text[]) as given (id, name, code)`,
    [institutions.map(({ id }) => id), institutions.map(({ name }) => name), institutions.map(({ code }) => code), now],
  );

  const text = (length: number) =>
    Array.from({ length }, () => (roll(5) > 0 ? pick(long) : pick(places) + pick(people) + pick(arts))).join('，');

  function values(code: ChannelCode, at: Date) {
    const channel = channels[code];
    const chosen = fieldsOn(channel.groups).flatMap(({ name, options }) =>
      options === undefined ? [] : [[name, pick(Object.keys(options))]],
    );
    const starts = after(at, days(3 + roll(40)));
    const times =
      code === 'activity' || code === 'live' ? { start_at: starts, end_at: after(starts, minutes(120)) } : {};
    return {
      ...Object.fromEntries(chosen),
      ...times,
      tags: [pick(arts), pick(people)],
      notice: text(4),
      address: '文一西路 1 号',
    };
  }

  await db.run('drop index listings_terms');
  const size = 1_000;
  for (let done = 0; done < number; done += size) {
    const made = Array.from({ length: Math.min(size, number - done) }, (_, index) => {
      const institution = pick(institutions);
      const code = pick(codes);
      const at = after(now, -minutes(2.6) * (number - done - index));
      const title = `${pick(places)}${pick(people)}${pick(arts)}${roll(2) === 0 ? pick(arts) : ''}（第${1 + roll(30)}期）`;
      const [id, entryId] = [randomUUID(), randomUUID()];
      const publication: Publication = {
        ...{ id, entryId, title, institutionId: institution.id, regionCode: institution.code, version: 1 },
        ...{ submissionId: id, channel: code, summary: text(4), data: JSON.stringify(values(code, at)), pictures: {} },
        ...{ publishedAt: at, expiresAt: undefined, approvedBy: 'bench', createdAt: at },
      };
      return { publication, institution: institution.name };
    });
    await write(db, made);
    if (done % 100_000 === 0) console.log(`${done} entries`);
  }
  await finish(db);
}

/** Work of minutes, over a connection without a timeout. */
async function finish(db: Database): Promise<void> {
  const client = new Client({ connectionString: db.url() });
  await client.connect();
  await client.query(`set maintenance_work_mem = '1GB'`);
  await client.query('create index if not exists listings_terms on listings using gin (terms) with (fastupdate = off)');
  await client.query('vacuum analyze');
  await client.end();
}

async function write(db: Database, made: readonly { publication: Publication; institution: string }[]): Promise<void> {
  await db.transaction(async (trx) => {
    // The rows fit; checking a million references would be most of the time.
    await trx.run('set local session_replication_role = replica');
    const all = made.map(({ publication }) => publication);
    await trx.run(
      `insert into publications (id, entry_id, submission_id, channel, version, institution_id, region_code, title, summary, data, pictures,
         published_at, approved_by, created_at)
       select id, entry_id, id, channel, 1, institution_id, region_code, title, summary, data, '{}', at, 'bench', at
       from json_to_recordset($1::json) as row (id uuid, entry_id uuid, channel text, institution_id uuid, region_code text, title text,
         summary text, data text, at timestamptz)`,
      [
        JSON.stringify(
          all.map((each) => ({
            ...{ id: each.id, entry_id: each.entryId, channel: each.channel, institution_id: each.institutionId },
            ...{
              region_code: each.regionCode,
              title: each.title,
              summary: each.summary,
              data: each.data,
              at: each.publishedAt,
            },
          })),
        ),
      ],
    );
    await trx.run(
      `insert into entries (id, institution_id, channel, external_id, title, region_code, review_state, content_hash, gaps, publication_state,
         publication_id, first_published_at, created_by, created_at, updated_at)
       select p.entry_id, p.institution_id, p.channel, left(p.entry_id::text, 13), p.title, p.region_code, 'approved', 'bench', 0, 'published', p.id,
         p.published_at, 'bench', p.published_at, p.published_at from publications p where p.id = any($1::uuid[])`,
      [all.map(({ id }) => id)],
    );
    const spelt = await spelling();
    await listings.index(
      trx,
      made.map(({ publication, institution }) => {
        const channel = channels[publication.channel as ChannelCode];
        const about = { institution, zone: publication.regionCode, firstPublishedAt: publication.publishedAt };
        return indexed(publication, channel, about, spelt);
      }),
    );
  });
}
